import type { EventCause, EventContainer, EventWhat, HealthProbe, StackEvent } from "./stack-events";

/** An event of the engine with what was found out about it. */
export interface SeenEvent {
  at: number;
  container: EventContainer;
  /** As the engine calls it: `die`, `health_status: unhealthy`. */
  action: string;
  own: boolean;
  exitCode?: number | undefined;
  /** The engine says that it was for want of memory. */
  oomKilled?: boolean;
  memoryBytes?: number | null;
  probe?: HealthProbe | null;
  /** Spindle did not watch as it happened: the engine told it later, or it was only found so. */
  hindsight?: "told" | "found";
}

export type BookChange = { put: StackEvent; again: boolean } | { drop: string };

/** What is still open of a container: what comes next may belong to it. */
interface Open {
  ended: StackEvent | null;
  started: StackEvent | null;
  oom: StackEvent | null;
  /** When the engine last told of a kill for want of memory in this run. */
  oomToldAt: number | null;
  /** The end for want of memory before the last end, of which nobody knows yet that it was another. */
  starved: StackEvent | null;
  health: StackEvent | null;
  /** When changes of health were written as rows of their own. */
  healthRows: number[];
  killedAt: number | null;
}

/** An end so soon after the last one is the same trouble. */
const LOOP_MS = 10 * 60_000;
const KILL_MS = 60_000;
const OOM_MS = 10_000;
/** The engine tells of one kill several times, as often as the kernel tells it. */
const ONE_OOM_MS = 1_000;
/** More changes than this in such a time are one row that counts. */
const FLAP = { rows: 4, ms: 30 * 60_000 };
const MOST_CONTAINERS = 5_000;

/** Turns what an engine tells into what happened: one kill is one row however many events it makes, and so is a crash loop. */
export class EventBook {
  readonly #open = new Map<string, Open>();

  constructor(private readonly newId: () => string) {}

  /** What was written before a restart, oldest first, so that a loop goes on in its row. */
  recall(events: readonly StackEvent[]): void {
    for (const event of events) {
      if (event.container === null) continue;
      const open = this.#of(event.container.id);
      if (event.what.kind === "ended") open.ended = event;
      if (event.what.kind === "started" || event.what.kind === "restarted") open.started = event;
      if (event.what.kind === "health") {
        open.health = event;
        open.healthRows.push(event.at);
      }
    }
  }

  take(seen: SeenEvent): BookChange[] {
    const open = this.#of(seen.container.id);
    if (seen.action.startsWith("health_status")) return this.#health(open, seen);
    const by = somebody(seen);
    switch (seen.action) {
      case "kill":
        // Whose it was says the end: Spindle asks for one end at a time.
        open.killedAt = seen.at;
        return [];
      case "oom":
        return this.#oom(open, seen);
      case "die":
        return this.#end(open, seen);
      case "start":
        return this.#start(open, seen);
      case "restart":
        return this.#restart(open, seen);
      case "pause":
        return [fresh(this.#row(seen, { kind: "paused", by }))];
      case "unpause":
        return [fresh(this.#row(seen, { kind: "resumed", by }))];
      case "rename":
        return [fresh(this.#row(seen, { kind: "renamed", by }))];
      case "update":
        return [fresh(this.#row(seen, { kind: "changed", by }))];
      case "destroy":
        this.#open.delete(seen.container.id);
        return [fresh(this.#row(seen, { kind: "removed", by }))];
      default:
        return [];
    }
  }

  #oom(open: Open, seen: SeenEvent): BookChange[] {
    const told = open.oomToldAt !== null && seen.at - open.oomToldAt < ONE_OOM_MS;
    open.oomToldAt = seen.at;
    if (told) return [];
    if (open.oom !== null) return [again(open, "oom", open.oom, seen.at, {})];
    if (endedJustNow(open, seen)) return this.#sayWhy(open, open.ended, seen);
    open.oom = this.#row(seen, { kind: "oom", memoryBytes: seen.memoryBytes ?? null });
    return [fresh(open.oom)];
  }

  #end(open: Open, seen: SeenEvent): BookChange[] {
    const { oom } = open;
    const wantOfMemory = seen.oomKilled === true || (oom !== null && seen.at - oom.lastAt <= OOM_MS && seen.exitCode === 137);
    const killed = open.killedAt !== null && seen.at - open.killedAt <= KILL_MS;
    const by: EventCause = seen.own ? "spindle" : wantOfMemory ? "memory" : killed || seen.hindsight === "found" ? somebody(seen) : "itself";
    const memoryBytes = by === "memory" ? (seen.memoryBytes ?? null) : null;
    const what: EventWhat = { kind: "ended", by, code: seen.exitCode ?? null, again: false, memoryBytes };
    // The kill for want of memory was the end: one row says both.
    const gone: BookChange[] = by === "memory" && oom !== null && seen.at - oom.lastAt <= OOM_MS ? [{ drop: oom.id }] : [];
    open.oom = null;
    open.killedAt = null;
    open.started = null;
    const before = open.ended;
    const same = before?.what.kind === "ended" && before.what.by === by && (by === "itself" || by === "memory") && seen.at - before.lastAt <= LOOP_MS;
    if (before !== null && same && before.what.kind === "ended")
      return [...gone, again(open, "ended", before, seen.at, { what: { ...what, again: before.what.again } })];
    open.starved = before?.what.kind === "ended" && before.what.by === "memory" && seen.at - before.lastAt <= LOOP_MS ? before : null;
    open.ended = this.#row(seen, what);
    return [...gone, fresh(open.ended)];
  }

  /** The engine may tell what the kernel did after what came of it: then the row of the end says it, or the row of the last such end counts one more. */
  #sayWhy(open: Open, ended: EndRow, seen: SeenEvent): BookChange[] {
    const what: EventWhat = { ...ended.what, by: "memory", memoryBytes: seen.memoryBytes ?? null };
    const { starved } = open;
    open.starved = null;
    if (starved?.what.kind === "ended")
      return [{ drop: ended.id }, again(open, "ended", starved, ended.at, { what: { ...what, again: starved.what.again || ended.what.again } })];
    open.ended = { ...ended, what };
    return [{ put: open.ended, again: false }];
  }

  #start(open: Open, seen: SeenEvent): BookChange[] {
    const { ended } = open;
    open.oomToldAt = null;
    const bySelf = ended?.what.kind === "ended" && (ended.what.by === "itself" || ended.what.by === "memory");
    if (!seen.own && ended !== null && bySelf && ended.what.kind === "ended") {
      if (ended.what.again) return [];
      open.ended = { ...ended, what: { ...ended.what, again: true } };
      return [{ put: open.ended, again: false }];
    }
    // Whose the end was nobody saw: so nobody knows whether the engine began it again or a hand.
    const unseen = ended?.what.kind === "ended" && ended.what.by === "unseen" && seen.at - ended.lastAt <= LOOP_MS;
    open.started = this.#row(seen, { kind: "started", by: unseen && !seen.own ? "unseen" : somebody(seen) });
    return [fresh(open.started)];
  }

  /** The engine tells it as an end and a start, and then as what it was. */
  #restart(open: Open, seen: SeenEvent): BookChange[] {
    const { ended, started } = open;
    if (started === null) return [];
    const before = ended?.what.kind === "ended" && ended.count === 1 && ended.at <= started.at && started.at - ended.at <= LOOP_MS ? ended : null;
    const code = before?.what.kind === "ended" ? before.what.code : null;
    open.started = { ...started, what: { kind: "restarted", by: somebody(seen), code } };
    if (before !== null) open.ended = null;
    return [...(before === null ? [] : [{ drop: before.id }]), { put: open.started, again: false }];
  }

  #health(open: Open, seen: SeenEvent): BookChange[] {
    const to = seen.action.endsWith("unhealthy") ? "unhealthy" : seen.action.endsWith("healthy") ? "healthy" : null;
    if (to === null) return [];
    const what: EventWhat = { kind: "health", to, probe: seen.probe ?? null };
    open.healthRows = open.healthRows.filter((at) => seen.at - at < FLAP.ms);
    if (open.health !== null && open.healthRows.length >= FLAP.rows) return [again(open, "health", open.health, seen.at, { what })];
    open.health = this.#row(seen, what);
    open.healthRows.push(seen.at);
    return [fresh(open.health)];
  }

  #row({ at, container: { stackId, ...container } }: SeenEvent, what: EventWhat): StackEvent {
    return { id: this.newId(), stackId, at, lastAt: at, count: 1, container, operationId: null, what };
  }

  #of(id: string): Open {
    const known = this.#open.get(id);
    if (known !== undefined) return known;
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MOST_CONTAINERS && oldest !== undefined) this.#open.delete(oldest);
    const open: Open = { ended: null, started: null, oom: null, oomToldAt: null, starved: null, health: null, healthRows: [], killedAt: null };
    this.#open.set(id, open);
    return open;
  }
}

type EndRow = StackEvent & { what: Extract<EventWhat, { kind: "ended" }> };

/** Whether it was killed a moment ago and nobody knows why. */
function endedJustNow(open: Open, seen: SeenEvent): open is Open & { ended: EndRow } {
  const { ended } = open;
  if (ended?.what.kind !== "ended" || ended.count > 1) return false;
  return ended.what.by === "itself" && ended.what.code === 137 && Math.abs(seen.at - ended.at) <= OOM_MS;
}

/** Who else than the container itself. */
const somebody = ({ own, hindsight }: SeenEvent): EventCause => (own ? "spindle" : hindsight === undefined ? "hand" : "unseen");

const fresh = (put: StackEvent): BookChange => ({ put, again: false });

function again(open: Open, name: "ended" | "oom" | "health", before: StackEvent, at: number, change: Partial<StackEvent>): BookChange {
  const put = { ...before, ...change, count: before.count + 1, lastAt: at };
  open[name] = put;
  return { put, again: true };
}
