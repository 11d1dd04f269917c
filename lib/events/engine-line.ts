import type { BookChange, EventBook, SeenEvent } from "@/lib/core/event-book";
import type { EventContainer, EventWhat, StackEvent } from "@/lib/core/stack-events";
import type { EngineEvent, EventPlace } from "@/lib/engine/port";
import type { EventMark, Registry } from "@/lib/registry/types";
import type { EventWriter } from "./event-writer";

export interface EngineLineDeps {
  registry: Pick<Registry, "eventMark" | "stackIds" | "desired">;
  book: EventBook;
  writer: EventWriter;
  /** Events that were taken in already, by whatever line. */
  isNew: (key: string) => boolean;
  now: () => number;
  log: (error: unknown) => void;
  newId: () => string;
}

type Told = Exclude<EngineEvent, { type: "begun" }>;

const MOST_WAITING = 10_000;
/** Events come nearly in order: names of so much of the end are remembered. */
const OVERLAP_MS = 2_000;
const MOST_NAMES = 256;
/** A line that was away for less has missed nothing that matters: what happened is asked for anyway. */
const SHORT_MS = 3_000;
const SAME_GAP_MS = 60_000;

export const keyOf = (event: Told): string =>
  event.type === "container"
    ? `${event.id.slice(0, 12)} ${event.action} ${event.at}`
    : `${event.type} ${event.stackId} ${event.name} ${event.action} ${event.at}`;

/** What one engine tells, taken in one after the other; after a silence it is asked what happened meanwhile. */
export class EngineLine {
  readonly #waiting: { event: EngineEvent; where: EventPlace }[] = [];
  #busy = false;
  #idle: (() => void)[] = [];
  #mark: EventMark | null = null;
  #engine = "";
  readonly #gaps = new Map<string, StackEvent>();

  constructor(private readonly deps: EngineLineDeps) {}

  hear(event: EngineEvent, where: EventPlace): void {
    if (this.#waiting.length >= MOST_WAITING && event.type !== "begun") {
      const stackId = event.type === "container" ? event.about?.stackId : event.stackId;
      if (stackId !== undefined) this.deps.writer.lose(stackId);
      return;
    }
    this.#waiting.push({ event, where });
    if (!this.#busy) void this.#run();
  }

  /** It is known now that nothing was missed. */
  beat(): void {
    if (!this.#busy) this.#beatAt(this.deps.now());
  }

  settled(): Promise<void> {
    return this.#busy ? new Promise((resolve) => this.#idle.push(resolve)) : Promise.resolve();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        if (next.event.type === "begun") await this.#begin(next.where);
        else await this.#take(next.event, next.where);
      } catch (error) {
        this.deps.log(error);
      }
    }
    this.#busy = false;
    for (const tell of this.#idle.splice(0)) tell();
  }

  async #begin(where: EventPlace): Promise<void> {
    const at = this.deps.now();
    this.#engine = where.mirror.engineId() ?? where.engine.endpoint;
    const heardBefore = this.#mark !== null;
    const mark = this.#mark ?? (await this.deps.registry.eventMark(this.#engine));
    this.#mark = mark ?? { watchedUntil: at, lastEventAt: null, recent: [] };
    // The mirror knows when the line was lost; before the first word of it, only the mark knows.
    const lostAt = heardBefore ? Math.min(where.mirror.line().lastLostAt ?? 0, at) : 0;
    if (mark !== null) await this.#catchUp(where, mark, { since: Math.max(mark.watchedUntil, lostAt), at });
    this.#beatAt(at);
  }

  #beatAt(at: number): void {
    if (this.#mark === null) return;
    this.#mark = { ...this.#mark, watchedUntil: at };
    this.deps.writer.mark(this.#engine, this.#mark);
  }

  async #catchUp(where: EventPlace, mark: EventMark, { since, at }: { since: number; at: number }): Promise<void> {
    const past = await where.engine.pastEvents().catch(() => ({ events: [], from: null }));
    const known = new Set(mark.recent);
    const from = mark.lastEventAt === null ? mark.watchedUntil : mark.lastEventAt - OVERLAP_MS;
    for (const event of past.events)
      if (event.type !== "begun" && event.at >= from && !known.has(keyOf(event))) await this.#take(event, { ...where, own: false }, "told");
    const whole = past.from !== null && past.from <= Math.max(since, mark.lastEventAt ?? 0);
    if (!whole && at - since >= SHORT_MS) await this.#noteGap(where, since, at);
  }

  /** The engine does not remember all of it: that is said, and so is what the containers themselves still show. */
  async #noteGap(where: EventPlace, from: number, to: number): Promise<void> {
    const stacks = (await this.deps.registry.stackIds()).filter(({ environmentId }) => where.environmentIds.includes(environmentId));
    for (const { id: stackId } of stacks) {
      this.#put(this.#gapOf(stackId, from, to));
      const services = new Map(((await this.deps.registry.desired(stackId))?.services ?? []).map(({ id, name }) => [id, name]));
      for (const one of where.mirror.stack(stackId).containers) {
        const about: EventContainer = { ...pick(one), service: services.get(one.serviceId) ?? serviceIn(one.name) };
        const found = (action: string, at: number | null, more: Partial<SeenEvent> = {}) =>
          at !== null && at > from && at <= to && this.deps.isNew(`${one.id.slice(0, 12)} ${action} near ${Math.round(at / SHORT_MS)}`)
            ? this.#put(...this.deps.book.take({ at, action, container: about, own: false, hindsight: "found", ...more }))
            : undefined;
        const memoryBytes = one.settings?.memoryBytes ?? null;
        found("die", one.finishedAt, { exitCode: one.exitCode ?? undefined, oomKilled: one.oomKilled, memoryBytes });
        found("start", one.startedAt);
      }
    }
  }

  #gapOf(stackId: string, from: number, to: number): BookChange {
    const last = this.#gaps.get(stackId);
    const goesOn = last?.what.kind === "unwatched" && from - last.what.to < SAME_GAP_MS;
    const what: EventWhat = { kind: "unwatched", from: goesOn && last.what.kind === "unwatched" ? last.what.from : from, to };
    const row: StackEvent = goesOn
      ? { ...last, lastAt: to, count: last.count + 1, what }
      : { id: this.deps.newId(), stackId, at: from, lastAt: to, count: 1, container: null, operationId: null, what };
    this.#gaps.set(stackId, row);
    return { put: row, again: goesOn };
  }

  async #take(event: Told, where: EventPlace, hindsight?: "told"): Promise<void> {
    // Somebody else's containers cost no write.
    if (event.type === "container" && event.about === undefined) return;
    this.#noteMark(event);
    if (!this.deps.isNew(keyOf(event))) return;
    if (event.type !== "container") return this.#takeObject(event, where.own, hindsight);
    if (event.about === undefined) return;
    const { at, action, exitCode } = event;
    const seen: SeenEvent = { at, action, exitCode, container: event.about, own: where.own, ...(hindsight && { hindsight }) };
    // The second and the third look have nobody waiting for them; an engine that does not answer says less.
    if (action === "oom" || (action === "die" && exitCode === 137 && !where.own)) Object.assign(seen, await this.#memoryOf(event.id, where));
    if (action === "die") this.deps.isNew(`${event.id.slice(0, 12)} die near ${Math.round(at / SHORT_MS)}`);
    if (action === "start") this.deps.isNew(`${event.id.slice(0, 12)} start near ${Math.round(at / SHORT_MS)}`);
    if (action.startsWith("health_status")) seen.probe = (await where.engine.probes(event.id).catch(() => [])).at(-1) ?? null;
    this.#put(...this.deps.book.take(seen));
  }

  async #memoryOf(id: string, { engine, mirror }: EventPlace): Promise<Pick<SeenEvent, "oomKilled" | "memoryBytes">> {
    const now = await engine.inspect(id).catch(() => null);
    const memoryBytes = (now ?? mirror.container(id))?.settings?.memoryBytes ?? null;
    return { oomKilled: now?.oomKilled ?? false, memoryBytes: memoryBytes === 0 ? null : memoryBytes };
  }

  #takeObject({ type, action, stackId, name, at }: Exclude<Told, { type: "container" }>, own: boolean, hindsight?: "told"): void {
    const made = action === "create";
    if (!made && action !== "destroy" && action !== "remove") return;
    const by = own ? "spindle" : hindsight === undefined ? "hand" : "unseen";
    const what: EventWhat = { kind: `${type}-${made ? "made" : "removed"}`, by, name };
    this.#put({ put: { id: this.deps.newId(), stackId, at, lastAt: at, count: 1, container: null, operationId: null, what }, again: false });
  }

  #noteMark(event: Told): void {
    // How far it had come before is not known until the line has begun.
    if (this.#mark === null) return;
    const { lastEventAt, recent } = this.#mark;
    const last = Math.max(lastEventAt ?? 0, event.at);
    const key = keyOf(event);
    const names = recent.includes(key) ? recent : [...recent, key];
    const fresh = names.filter((name) => Number(name.slice(name.lastIndexOf(" "))) >= last - OVERLAP_MS).slice(-MOST_NAMES);
    this.#mark = { watchedUntil: this.deps.now(), lastEventAt: last, recent: fresh };
    this.deps.writer.mark(this.#engine, this.#mark);
  }

  #put(...changes: BookChange[]): void {
    if (changes.length > 0) this.deps.writer.take(changes);
  }
}

const pick = ({ stackId, id, generation, revision, index }: Omit<EventContainer, "service">) => ({ stackId, id, generation, revision, index });
/** `spindle-<stack>-<service>-g<number>-<number>` */
const serviceIn = (name: string): string => /^spindle-[^-]+-(.+)-g\d+-\d+$/.exec(name)?.[1] ?? name;
