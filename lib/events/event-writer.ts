import type { BookChange } from "@/lib/core/event-book";
import { isLoop, type StackEvent, type StackNews } from "@/lib/core/stack-events";
import type { EventMark, Registry } from "@/lib/registry/types";

export interface EventWriterDeps {
  registry: Pick<Registry, "writeEvents" | "trimEvents">;
  now: () => number;
  log: (error: unknown) => void;
  newId: () => string;
  tell: (news: StackNews) => void;
}

interface Pending {
  event: StackEvent;
  /** It was written before. */
  again: boolean;
  heardAt: number;
}

const EVERY_MS = 250;
const AGAIN_MS = 2_000;
const MOST_PENDING = 5_000;
/** What is kept of one stack. */
const KEEP = { most: 2_000, ms: 30 * 24 * 3_600_000 };
const TRIM_AFTER = 100;

/** Writes rows in batches, one at a time. What comes meanwhile waits, in bounded memory, and rows that change again wait as what they are by then. */
export class EventWriter {
  #pending = new Map<string, Pending>();
  #drops = new Set<string>();
  #marks = new Map<string, EventMark>();
  readonly #lost = new Map<string, number>();
  readonly #written = new Map<string, number>();
  readonly #loops = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(private readonly deps: EventWriterDeps) {}

  /** Loops that were told of before a restart. */
  recall(events: readonly StackEvent[]): void {
    for (const event of events) if (isLoop(event)) this.#loops.add(event.id);
  }

  take(changes: readonly BookChange[]): void {
    for (const change of changes) {
      if ("drop" in change) {
        this.#pending.delete(change.drop);
        this.#drops.add(change.drop);
        continue;
      }
      const { put: event, again } = change;
      const before = this.#pending.get(event.id);
      if (before === undefined && this.#pending.size >= MOST_PENDING) this.lose(event.stackId);
      else this.#pending.set(event.id, { event, again: before?.again ?? again, heardAt: before?.heardAt ?? this.deps.now() });
    }
    this.#soon(EVERY_MS);
  }

  /** One more than can be written down: at least how many there were will be. */
  lose(stackId: string): void {
    this.#lost.set(stackId, (this.#lost.get(stackId) ?? 0) + 1);
  }

  mark(engine: string, mark: EventMark): void {
    this.#marks.set(engine, mark);
    this.#soon(EVERY_MS);
  }

  /** Everything taken so far is on the disk, or has failed to get there. */
  async flush(): Promise<void> {
    this.#cancel();
    this.#work = this.#work.then(() => this.#write());
    return this.#work;
  }

  async stop(): Promise<void> {
    await this.flush();
    this.#stopped = true;
    this.#cancel();
  }

  #soon(ms: number): void {
    if (this.#timer === null && !this.#stopped) this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #write(): Promise<void> {
    const at = this.deps.now();
    for (const [stackId, events] of this.#lost) {
      const event = lostRow(this.deps.newId(), stackId, at, events);
      this.#pending.set(event.id, { event, again: false, heardAt: at });
    }
    this.#lost.clear();
    const [pending, drops, marks] = [this.#pending, this.#drops, this.#marks];
    if (pending.size + drops.size + marks.size === 0) return;
    [this.#pending, this.#drops, this.#marks] = [new Map(), new Set(), new Map()];
    const put = [...pending.values()].map(({ event }) => event);
    try {
      const written = await this.deps.registry.writeEvents({
        put,
        drop: [...drops],
        belongs: new Map([...pending.values()].flatMap(({ event, heardAt }) => (belongs(event) ? [[event.id, heardAt]] : []))),
        marks: [...marks].map(([engine, mark]) => ({ engine, mark })),
      });
      for (const event of written) this.#tell(event, pending.get(event.id)?.again ?? false);
      await this.#trim(written);
    } catch (error) {
      this.deps.log(error);
      // Newer ones are there already; what fits is tried again.
      for (const [id, one] of pending) if (!this.#pending.has(id) && !this.#drops.has(id) && this.#pending.size < MOST_PENDING) this.#pending.set(id, one);
      for (const id of drops) this.#drops.add(id);
      for (const [engine, mark] of marks) if (!this.#marks.has(engine)) this.#marks.set(engine, mark);
      this.#soon(AGAIN_MS);
    }
  }

  #tell(event: StackEvent, again: boolean): void {
    const { stackId } = event;
    this.deps.tell({ type: "event", stackId, event, again });
    if (!isLoop(event) || this.#loops.has(event.id)) return;
    this.#loops.add(event.id);
    const [oldest] = this.#loops;
    if (this.#loops.size > MOST_PENDING && oldest !== undefined) this.#loops.delete(oldest);
    this.deps.tell({ type: "crash-loop", stackId, event });
  }

  async #trim(written: readonly StackEvent[]): Promise<void> {
    for (const { stackId } of written) this.#written.set(stackId, (this.#written.get(stackId) ?? 0) + 1);
    const due = [...this.#written].filter(([, rows]) => rows >= TRIM_AFTER).map(([stackId]) => stackId);
    for (const stackId of due) this.#written.delete(stackId);
    if (due.length > 0) await this.trim(due);
  }

  trim(stackIds: readonly string[]): Promise<void> {
    return this.deps.registry.trimEvents(stackIds, { most: KEEP.most, since: this.deps.now() - KEEP.ms });
  }
}

const lostRow = (id: string, stackId: string, at: number, events: number): StackEvent => ({
  ...{ id, stackId, at, lastAt: at, count: 1, container: null, operationId: null },
  what: { kind: "lost", events },
});

/** What Spindle did itself, and what follows from it: it may be part of an operation. */
function belongs({ what }: StackEvent): boolean {
  if (what.kind === "health") return what.to === "healthy";
  if (what.kind === "ended" && what.by === "itself") return what.code === 0;
  return "by" in what && what.by === "spindle";
}
