import type { EngineLine } from "@/lib/core/engine-health";
import { fail, problemOf, SpindleError } from "@/lib/core/errors";
import type { EngineStatus, ObservedContainer } from "@/lib/core/observed";
import type { ForeignContainer } from "@/lib/core/running";
import { MirrorState } from "./mirror-state";
import type { Engine, EngineEvent, EngineMirror, EngineSnapshot, MirrorChange } from "./port";

export interface MirrorOptions {
  now: () => number;
  /** How often everything is listed again although nothing was missed, ms. */
  relistMs?: number;
  /** Told of listeners that throw; they never stop the mirror. */
  onListenerError?: (error: unknown) => void;
}

const RELIST_MS = 60_000;
const BACKOFF_MS = { first: 250, longest: 5_000 };
/** Together under 5 s, so that an engine that hangs is shown as down in time. */
const PING_EVERY_MS = 1_500;
const PING_DEADLINE_MS = 2_500;
const CONNECT_DEADLINE_MS = 4_000;
/** What every start, end and own create tells beside its own event or answer, which is right behind: only where none follows is it a hand at the shell. */
const LOOK_LATER = /^(?:create|network-)/;
const LATER_MS = 250;
/** Nothing the mirror keeps changes with these; what a signal did is told by its own event. */
const NO_LOOK = /^(?:exec_|attach|detach|resize|top|copy|export|archive-path|extract-to-dir|kill)/;

/** Follows one engine for as long as it is started. Reads are served from memory, whatever the engine does. */
export function createEngineMirror(engine: Engine, options: MirrorOptions): EngineMirror {
  return new LiveMirror(engine, options);
}

class LiveMirror implements EngineMirror {
  readonly #engine: Engine;
  readonly #now: () => number;
  readonly #relistMs: number;
  readonly #onListenerError: (error: unknown) => void;
  readonly #state = new MirrorState();
  readonly #listeners = new Set<(change: MirrorChange) => void>();
  readonly #eventListeners = new Set<(event: EngineEvent) => void>();
  #status: EngineStatus;
  #engineId: string | null = null;
  #connections = 0;
  #lastLostAt: number | null = null;
  #life: AbortController | null = null;
  #loop: Promise<void> = Promise.resolve();
  /** Looks are numbered: an answer older than one already taken in is thrown away. */
  #looks = 0;
  readonly #takenLook = new Map<string, number>();
  /** Containers being looked at for an event, and whether another event came meanwhile. */
  readonly #looking = new Map<string, { again: boolean; at: number }>();
  /** Containers to be looked at later, unless a look comes sooner. */
  readonly #unanswered = new Map<string, NodeJS.Timeout>();

  constructor(engine: Engine, { now, relistMs = RELIST_MS, onListenerError = () => undefined }: MirrorOptions) {
    this.#engine = engine;
    this.#now = now;
    this.#relistMs = relistMs;
    this.#onListenerError = onListenerError;
    this.#status = {
      state: "connecting",
      since: now(),
      endpoint: engine.endpoint,
      version: null,
      apiVersion: null,
      name: null,
      cpus: null,
      memoryBytes: null,
      containersRunning: 0,
      containersTotal: 0,
      detail: null,
    };
  }

  start(): void {
    if (this.#life !== null) return;
    this.#life = new AbortController();
    this.#loop = this.#run(this.#life.signal);
  }

  async stop(): Promise<void> {
    this.#life?.abort();
    this.#life = null;
    for (const id of [...this.#unanswered.keys()]) this.#answered(id);
    await this.#loop;
  }

  status = (): EngineStatus => this.#status;
  engineId = (): string | null => this.#engineId;
  line = (): EngineLine => ({ reconnects: Math.max(0, this.#connections - 1), lastLostAt: this.#lastLostAt });
  stack = (stackId: string) => this.#state.stack(stackId);
  container = (containerId: string) => this.#state.container(containerId);
  publishedPorts = (): ReadonlyMap<string, string> => this.#state.publishedPorts();
  foreign = (): readonly ForeignContainer[] => this.#state.foreign();
  refresh = (containerId: string): Promise<void> => this.#look(containerId, () => this.#now());
  noteContainer = (container: ObservedContainer): void => {
    this.#answered(container.id);
    if (this.#takenLook.has(container.id)) return;
    this.#takenLook.set(container.id, this.#looks);
    this.#changed(this.#state.put(container, this.#now()));
  };
  noteNetwork = (stackId: string, network: string, present: boolean): void => this.#changed(this.#state.note("networks", stackId, network, present));
  noteVolume = (stackId: string, volume: string, present: boolean): void => this.#changed(this.#state.note("volumes", stackId, volume, present));
  noteChangeHung = (): void => this.#become(this.#status.state === "up" ? { state: "reads-only" } : {});
  noteChangeWorked = (): void => this.#become(this.#status.state === "reads-only" ? { state: "up" } : {});

  subscribe(listener: (change: MirrorChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  watchEvents(listener: (event: EngineEvent) => void): () => void {
    this.#eventListeners.add(listener);
    return () => this.#eventListeners.delete(listener);
  }

  async #run(life: AbortSignal): Promise<void> {
    let backoff = BACKOFF_MS.first;
    while (!life.aborted) {
      const session = new AbortController();
      const connections = this.#connections;
      const signal = AbortSignal.any([life, session.signal]);
      try {
        await this.#follow(signal, () => {
          backoff = BACKOFF_MS.first;
        });
      } catch (error) {
        if (!life.aborted) this.#become({ state: "down", detail: detailOf(error) });
      } finally {
        session.abort();
        if (!life.aborted && this.#connections > connections) this.#lastLostAt = this.#now();
      }
      await pause(backoff, life);
      backoff = Math.min(backoff * 2, BACKOFF_MS.longest);
    }
  }

  /** One connection, from its first answer to its end. Returns when the engine ended it, throws when it does not answer. */
  async #follow(signal: AbortSignal, connected: () => void): Promise<void> {
    const info = await within(CONNECT_DEADLINE_MS, "ask who it is", this.#engine.info());
    this.#engineId = info.id === "" ? null : info.id;
    const events = this.#engine.events(signal)[Symbol.asyncIterator]();
    // The stream is open before the list is made, so nothing falls in between.
    const first = await within(CONNECT_DEADLINE_MS, "follow events", events.next());
    if (first.done === true) throw fail("ENGINE_ERROR", { message: "The engine ended its event stream at once." });
    await this.#relist(signal, { state: "up", detail: null, ...engineFacts(info) });
    connected();
    this.#connections += 1;
    this.#pass(first.value);
    const pump = async () => {
      for (let next = await events.next(); next.done !== true && !signal.aborted; next = await events.next()) {
        this.#take(next.value);
        this.#pass(next.value);
      }
    };
    await Promise.race([pump(), this.#relistEvery(signal), this.#pingEvery(signal)]);
  }

  async #relistEvery(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.#relistMs, signal);
      if (!signal.aborted) await this.#relist(signal);
    }
  }

  async #pingEvery(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(PING_EVERY_MS, signal);
      if (!signal.aborted) await within(PING_DEADLINE_MS, "ping", this.#engine.ping());
    }
  }

  async #relist(signal: AbortSignal, known: Partial<EngineStatus> = {}): Promise<void> {
    const began = this.#looks;
    const snapshot = await this.#engine.snapshot();
    if (signal.aborted) return;
    const newer = new Set([...this.#takenLook].filter(([, look]) => look > began).map(([id]) => id));
    for (const stackId of this.#state.replace(snapshot, newer, this.#now())) this.#changed(stackId);
    for (const id of this.#takenLook.keys()) if (!this.#state.knows(id) && !newer.has(id)) this.#takenLook.delete(id);
    this.#become({ ...known, ...counts(snapshot) });
  }

  #take(event: EngineEvent): void {
    if (event.type === "begun") return;
    if (event.type === "container") this.#takeContainer(event);
    else if (["create", "destroy", "remove"].includes(event.action))
      this.#changed(this.#state.note(event.type === "network" ? "networks" : "volumes", event.stackId, event.name, event.action === "create"));
  }

  #takeContainer(event: Extract<EngineEvent, { type: "container" }>): void {
    this.#count(event.action);
    if (!event.ours && !this.#state.knows(event.id)) {
      // Somebody else's: known only by the ports it holds, and new ones come with the next list.
      if (event.action === "die" || event.action === "destroy") this.#state.endForeign(event.name, event.action === "destroy");
      return;
    }
    if (event.action === "destroy") return this.#gone(event.id);
    if (event.action === "die") this.#changed(this.#state.end(event.id, event.exitCode));
    if (LOOK_LATER.test(event.action)) this.#lookSoon(event.id, event.at);
    else if (!NO_LOOK.test(event.action)) void this.#lookForEvent(event.id, event.at);
  }

  #lookSoon(id: string, at: number): void {
    if (this.#unanswered.has(id)) return;
    const timer = setTimeout(() => void this.#lookForEvent(id, at), LATER_MS);
    this.#unanswered.set(id, timer);
  }

  /** Nothing comes back under the same id, whatever a look under way still says. */
  #gone(id: string): void {
    this.#answered(id);
    this.#looks += 1;
    this.#takenLook.set(id, this.#looks);
    this.#changed(this.#state.drop(id));
  }

  #answered(id: string): void {
    clearTimeout(this.#unanswered.get(id));
    this.#unanswered.delete(id);
  }

  /** At most one look under way for a container; events that come meanwhile are answered by one more. */
  async #lookForEvent(id: string, at: number): Promise<void> {
    const under = this.#looking.get(id);
    if (under !== undefined) {
      this.#looking.set(id, { again: true, at });
      return;
    }
    this.#looking.set(id, { again: false, at });
    try {
      do {
        this.#looking.set(id, { again: false, at: this.#looking.get(id)?.at ?? at });
        await this.#look(id, () => this.#looking.get(id)?.at ?? at);
      } while (this.#looking.get(id)?.again);
    } catch {
      // The engine is going away; the next connection starts with a list.
    } finally {
      this.#looking.delete(id);
    }
  }

  async #look(id: string, at: () => number): Promise<void> {
    this.#answered(id);
    this.#looks += 1;
    const look = this.#looks;
    const container = await this.#engine.inspect(id);
    if (look < (this.#takenLook.get(id) ?? 0)) return;
    this.#takenLook.set(id, look);
    this.#changed(container === null ? this.#state.drop(id) : this.#state.put(container, at()));
  }

  /** Between lists the counts follow the events; nobody is told, the next list tells. */
  #count(action: string): void {
    const { containersRunning: running, containersTotal: total } = this.#status;
    const steps: Record<string, [number, number]> = { create: [0, 1], destroy: [0, -1], start: [1, 0], die: [-1, 0] };
    const [more, made] = steps[action] ?? [0, 0];
    if (more !== 0 || made !== 0)
      this.#status = { ...this.#status, containersRunning: Math.max(0, running + more), containersTotal: Math.max(0, total + made) };
  }

  #changed(stackId: string | null): void {
    if (stackId !== null) this.#tell({ type: "stack", stackId });
  }

  #become(next: Partial<EngineStatus>): void {
    const before = this.#status;
    const after = { ...before, ...next };
    if (after.state !== before.state) after.since = this.#now();
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    this.#status = after;
    this.#tell({ type: "status" });
  }

  #tell = (change: MirrorChange): void => this.#each(this.#listeners, change);
  #pass = (event: EngineEvent): void => this.#each(this.#eventListeners, event);

  #each<T>(listeners: ReadonlySet<(news: T) => void>, news: T): void {
    for (const listener of [...listeners]) {
      try {
        listener(news);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}

const engineFacts = (info: Awaited<ReturnType<Engine["info"]>>): Partial<EngineStatus> => ({
  version: info.version,
  apiVersion: info.apiVersion,
  name: info.name,
  cpus: info.cpus,
  memoryBytes: info.memoryBytes,
});

const counts = (snapshot: EngineSnapshot): Partial<EngineStatus> => ({ containersRunning: snapshot.running, containersTotal: snapshot.total });

/** The driver's words for an administrator: its cause when there is one. */
function detailOf(error: unknown): string {
  const cause = error instanceof SpindleError && error.cause instanceof Error ? error.cause.message : null;
  const problem = problemOf(error);
  if (cause !== null) return cause;
  return problem.code === "ENGINE_TIMEOUT" ? `No answer to "${problem.data.call}" within ${problem.data.seconds} s` : problem.code;
}

/**
 * Rejects with ENGINE_TIMEOUT when the answer takes longer. The last fifth is a timer of its own: after a while in which this
 * process itself was too busy to read, the answer that lies ready is taken before the engine is blamed.
 */
function within<T>(ms: number, call: string, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout;
  const late = new Promise<never>((_resolve, reject) => {
    const blame = () => reject(fail("ENGINE_TIMEOUT", { call, seconds: ms / 1000 }));
    timer = setTimeout(() => {
      timer = setTimeout(blame, ms * 0.2);
    }, ms * 0.8);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
