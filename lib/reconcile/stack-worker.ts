import type { DesiredStack } from "@/lib/core/desired";
import { type Problem, problemOf } from "@/lib/core/errors";
import { outcomeOf } from "@/lib/core/outcome";
import { type Attempt, attemptKey, type Step } from "@/lib/core/plan";
import { plan } from "@/lib/core/planner";
import type { PullProgress } from "@/lib/core/views";
import type { EngineMirror, Place, Places } from "@/lib/engine/port";
import { nextAttempt } from "./back-off";
import { executeStep, type StackHands } from "./execute-step";
import { Journal, type OpenStep } from "./journal";
import type { Lanes } from "./lanes";
import { unusedLeases } from "./roll-back";

interface UnderWay {
  cause: string;
  since: number;
  pull: PullProgress | null;
  step: OpenStep;
}

export interface WorkerEvents {
  changed(): void;
  gone(): void;
  log(error: unknown): void;
}

/** Looks after one stack: reads, plans, starts what may be done now, and looks again after each result. One look at a time. */
export class StackWorker {
  readonly attempts = new Map<string, Attempt>();
  readonly underWay = new Map<string, UnderWay>();
  readonly #journal: Journal;
  readonly #abort = new AbortController();
  #desired: DesiredStack | null = null;
  #stale = true;
  #looking: Promise<void> | null = null;
  #again = false;
  #callOff: (() => void) | null = null;
  #stopped = false;

  constructor(
    readonly stackId: string,
    readonly hands: StackHands & { places: Pick<Places, "of"> },
    readonly lanes: Lanes,
    readonly events: WorkerEvents,
  ) {
    this.#journal = new Journal(stackId, hands.registry, hands.now, events.log, () => this.look());
  }

  /** A person changed what is wanted: read it again, and let no old failure hold it back. */
  wake(): void {
    this.#stale = true;
    this.attempts.clear();
    this.look();
  }

  /** Null until it was read for the first time. */
  get environmentId(): string | null {
    return this.#desired?.environmentId ?? null;
  }

  /** The engine is back: what failed because it was away may be tried at once. */
  engineReturned(): void {
    for (const [key, attempt] of this.attempts) if (attempt.problem?.code.startsWith("ENGINE_")) this.attempts.delete(key);
    this.#stale = true;
    this.look();
  }

  look(): void {
    if (this.#stopped) return;
    if (this.#looking) {
      this.#again = true;
      return;
    }
    this.#looking = this.#lookOnce()
      .catch((error: unknown) => {
        this.events.log(error);
        this.#stale = true;
        this.#wakeAt(this.hands.now() + 1_000);
      })
      .finally(() => {
        this.#looking = null;
        if (!this.#again) return;
        this.#again = false;
        this.look();
      });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff?.();
    this.#abort.abort();
    await this.#looking;
    await this.lanes.idle(this.stackId);
    await this.#journal.flush();
  }

  async #lookOnce(): Promise<void> {
    const { places, now } = this.hands;
    if (this.#stale) await this.#read();
    const desired = this.#desired;
    if (!desired) return this.#leave();
    const place = places.of(desired.environmentId);
    const { mirror } = place;
    if (mirror.status().state === "down" || mirror.status().state === "connecting") return;
    const observed = mirror.stack(this.stackId);
    const { steps, wakeAt } = plan(desired, observed, this.attempts, now());
    const startable = steps.filter((step) => !this.underWay.has(step.key));
    for (const step of startable) this.#begin(step, desired, place);
    const idle = this.underWay.size === 0;
    const changesAt = idle ? await this.#settle(desired, mirror) : null;
    const times = [wakeAt, changesAt].filter((time) => time !== null);
    if (times.length > 0) this.#wakeAt(Math.min(...times));
  }

  async #read(): Promise<void> {
    this.#stale = false;
    const { registry } = this.hands;
    const [desired, operation] = await Promise.all([registry.desired(this.stackId), registry.activeOperation(this.stackId)]);
    this.#desired = desired;
    if (operation?.id !== this.#journal.operation?.id && (operation || this.#journal.operation?.kind !== "repair")) this.#journal.adopt(operation);
  }

  async #leave(): Promise<void> {
    await this.#journal.end("succeeded", null);
    this.#stopped = true;
    this.events.gone();
  }

  #begin(step: Step, desired: DesiredStack, place: Place): void {
    const open = this.#journal.begin(step);
    const entry: UnderWay = { cause: step.cause, since: this.hands.now(), pull: null, step: open };
    this.underWay.set(step.key, entry);
    const onProgress = (progress: PullProgress) => {
      entry.pull = progress;
      this.events.changed();
    };
    this.events.changed();
    void this.lanes.run(place, this.stackId, step.type, async () => {
      let problem: Problem | null = null;
      try {
        if (this.#abort.signal.aborted) return;
        if (await executeStep(step, { ...this.hands, ...place }, { stack: desired, signal: this.#abort.signal, onProgress })) this.#stale = true;
        if (isChange(step)) place.mirror.noteChangeWorked();
      } catch (error) {
        problem = problemOf(error);
        if (problem.code === "UNKNOWN") this.events.log(error);
        if (problem.code === "ENGINE_TIMEOUT" && isChange(step)) place.mirror.noteChangeHung();
      } finally {
        this.#finish(step, entry, problem);
      }
    });
  }

  #finish(step: Step, entry: UnderWay, problem: Problem | null): void {
    this.underWay.delete(step.key);
    const key = attemptKey(step);
    const isRepair = step.type === "start-container" && step.repair;
    if (problem || isRepair) this.attempts.set(key, nextAttempt(this.attempts.get(key), problem, this.hands.now()));
    else this.attempts.delete(key);
    entry.step.end(problem, entry.pull);
    this.events.changed();
    this.look();
  }

  /** Nothing is under way: does the operation end here? Returns when time alone may decide it. */
  async #settle(desired: DesiredStack, mirror: EngineMirror): Promise<number | null> {
    await this.#dropLeases(desired, mirror);
    const { operation } = this.#journal;
    if (!operation) return null;
    const outcome = outcomeOf(operation, desired, mirror.stack(this.stackId), this.attempts, this.hands.now());
    if (outcome.status === "pending") return outcome.changesAt;
    await this.#journal.end(outcome.status, outcome.status === "failed" ? outcome.problem : null);
    this.events.changed();
    return null;
  }

  /** Host ports go back to the pool only when no container can use them any more; decided on what is wanted at that very moment. */
  async #dropLeases(desired: DesiredStack, mirror: EngineMirror): Promise<void> {
    const published = new Set(mirror.stack(this.stackId).containers.flatMap((container) => container.ports.map((port) => port.published)));
    const unusedBy = (stack: DesiredStack) =>
      stack.services.map((service) => ({ service, leases: unusedLeases(service, stack).filter((lease) => !published.has(lease.port)) }));
    if (unusedBy(desired).every(({ leases }) => leases.length === 0)) return;
    await this.hands.registry.transaction(async (tx) => {
      const fresh = await tx.desired(this.stackId);
      for (const { service, leases } of fresh ? unusedBy(fresh) : []) if (leases.length > 0) await tx.dropLeases(service.id, leases);
    });
    this.#stale = true;
  }

  #wakeAt(at: number): void {
    this.#callOff?.();
    this.#callOff = this.hands.after(Math.max(0, at - this.hands.now()), () => this.look());
  }

  /** Live pull progress by place in the journal. */
  *progress(): Iterable<{ operationId: string; seq: number; pull: PullProgress }> {
    for (const { step, pull } of this.underWay.values()) {
      const place = step.place();
      if (place && pull) yield { ...place, pull };
    }
  }
}

const isChange = (step: Step): boolean =>
  step.type !== "set-phase" && step.type !== "forget-service" && step.type !== "forget-stack" && step.type !== "pull-image";
