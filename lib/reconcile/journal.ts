import type { Problem } from "@/lib/core/errors";
import type { Step } from "@/lib/core/plan";
import type { OperationStatus, PullProgress } from "@/lib/core/views";
import type { ActiveOperation, JournalEntry, Registry } from "@/lib/registry/types";
import { stepTitle } from "./step-title";

type Place = Pick<JournalEntry, "operationId" | "seq">;

export interface OpenStep {
  end(problem: Problem | null, pull: PullProgress | null): void;
  /** Null until the step is written. */
  place(): Place | null;
}

/** A step of which something is not written yet; it has a place once its beginning is. */
interface Unwritten {
  operation: Promise<ActiveOperation | null>;
  place: Place | null;
  begun: NonNullable<JournalEntry["begun"]>;
  ended?: JournalEntry["ended"];
}

/**
 * Writes what happens under the operation that asked for it, in order and behind the work: an engine call never waits for the journal,
 * what came while one write was under way is the next one, and an operation ends only after all its steps are written.
 */
export class Journal {
  #operation: ActiveOperation | null = null;
  #opening: Promise<ActiveOperation | null> | null = null;
  #nextSeq = new Map<string, number>();
  #tail: Promise<unknown> = Promise.resolve();
  #unwritten = new Set<Unwritten>();

  constructor(
    readonly stackId: string,
    readonly registry: Registry,
    readonly now: () => number,
    readonly onError: (error: unknown) => void,
    /** A repair was opened, perhaps after its last step was done: somebody must see to its end. */
    readonly onRepair: () => void,
  ) {}

  get operation(): ActiveOperation | null {
    return this.#operation;
  }

  adopt(operation: ActiveOperation | null): void {
    this.#operation = operation;
    this.#opening = null;
  }

  begin(step: Step): OpenStep {
    const begun = { title: stepTitle(step), cause: step.cause, service: step.service, startedAt: this.now() };
    const entry: Unwritten = { operation: this.#operationFor(step), place: null, begun };
    this.#note(entry);
    return {
      place: () => entry.place,
      end: (problem, pull) => {
        entry.ended = { status: problem ? "failed" : "succeeded", endedAt: this.now(), problem, pull };
        this.#note(entry);
      },
    };
  }

  /** Ends the operation after everything before it is written. */
  async end(status: OperationStatus, problem: Problem | null): Promise<void> {
    const operation = this.#operation;
    if (!operation) return;
    this.adopt(null);
    this.#append(() => this.registry.transaction((tx) => tx.endOperation(operation.id, status, problem, this.now())));
    await this.#tail;
  }

  flush(): Promise<unknown> {
    return this.#tail;
  }

  /** Work that nobody asked for is a repair, and is journaled as one. */
  #operationFor(step: Step): Promise<ActiveOperation | null> {
    if (this.#operation) return Promise.resolve(this.#operation);
    this.#opening ??= this.#openRepair(step).catch((error: unknown) => {
      this.onError(error);
      return null;
    });
    return this.#opening;
  }

  async #openRepair(step: Step): Promise<ActiveOperation | null> {
    const stack = await this.registry.stack({ kind: "all" }, "", { id: this.stackId });
    if (!stack) return null;
    const startedAt = this.now();
    const services = step.service ? [step.service] : stack.desired.services.map((service) => service.name);
    const id = await this.registry.transaction((tx) =>
      tx.createOperation(
        {
          kind: "repair",
          environmentId: stack.environmentId,
          projectId: stack.projectId,
          stackId: stack.id,
          stack: stack.name,
          service: step.service,
          services,
          actor: { userId: null, username: "spindle" },
          message: null,
          fromRevision: null,
          toRevision: null,
          detail: step.cause,
        },
        startedAt,
      ),
    );
    const operation: ActiveOperation = { id, kind: "repair", stackId: stack.id, services, startedAt };
    if (this.#operation) this.#append(() => this.registry.transaction((tx) => tx.endOperation(id, "superseded", null, this.now())));
    else this.#operation = operation;
    this.onRepair();
    return operation;
  }

  #note(entry: Unwritten): void {
    this.#unwritten.add(entry);
    if (this.#unwritten.size === 1) this.#append(() => this.#writeSteps());
  }

  async #writeSteps(): Promise<void> {
    const waiting = [...this.#unwritten];
    this.#unwritten.clear();
    const entries: JournalEntry[] = [];
    for (const entry of waiting) {
      const isNew = entry.place === null;
      entry.place ??= await this.#nextPlace(entry.operation);
      if (entry.place) entries.push({ ...entry.place, ...(isNew && { begun: entry.begun }), ...(entry.ended && { ended: entry.ended }) });
    }
    if (entries.length > 0) await this.registry.writeSteps(this.stackId, entries);
  }

  async #nextPlace(operation: Unwritten["operation"]): Promise<Place | null> {
    const { id } = (await operation) ?? {};
    if (!id) return null;
    const seq = this.#nextSeq.get(id) ?? (await this.registry.nextSeq(id));
    this.#nextSeq.set(id, seq + 1);
    return { operationId: id, seq };
  }

  #append(work: () => Promise<unknown>): void {
    this.#tail = this.#tail.then(work).catch(this.onError);
  }
}
