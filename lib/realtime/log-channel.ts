import type { Actor } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import type { LogRule } from "@/lib/core/log-rules";
import type { LogChunk } from "@/lib/engine/port";
import { LogFollower, type LogSourceStart } from "@/lib/logs/follow";
import { momentAt, momentOf } from "@/lib/logs/position";
import type { LogTarget, OpenLogs } from "@/lib/ops/open-logs";
import type { Channel, Outlet } from "./channel";
import { FrameJoiner } from "./frame-joiner";
import { LogSieve } from "./log-sieve";
import { type ChannelRequest, WINDOW_BYTES } from "./protocol";
import { Window } from "./window";

const REPORT_MS = 250;

type LogRequest = Extract<ChannelRequest, { kind: "logs" }>;

interface Source {
  number: number;
  target: LogTarget;
  follower: LogFollower;
  sieve: LogSieve;
  ended: boolean;
}

export interface LogChannelDeps {
  now: () => number;
  /** Opens the logs anew for the person of the socket: throws when they may no longer see them. */
  authorise(actor: Actor): Promise<OpenLogs>;
}

/** Lines of all containers that match, now and later, over one window of unacknowledged bytes. */
export class LogChannel implements Channel {
  readonly #sources = new Map<string, Source>();
  readonly #window = new Window(WINDOW_BYTES);
  readonly #joiner: FrameJoiner;
  readonly #openedAt: string;
  /** Told already. */
  readonly #asked = new Set<string>();
  #logs: OpenLogs | null = null;
  #behind = new Set<string>();
  #stopWatching = () => {};
  #report: NodeJS.Timeout | null = null;
  #refreshing: Promise<void> | null = null;
  #stale = false;
  #closed = false;

  constructor(
    private readonly number: number,
    private readonly outlet: Outlet,
    private readonly deps: LogChannelDeps,
    private readonly request: LogRequest,
  ) {
    this.#joiner = new FrameJoiner(number, (frame) => outlet.sendData(frame));
    this.#openedAt = momentOf(deps.now());
  }

  async start(actor: Actor): Promise<void> {
    const logs = await this.deps.authorise(actor);
    const [targets, rules] = await Promise.all([logs.targets(), logs.rules(null)]);
    if (this.#closed) return;
    this.#logs = logs;
    this.#stopWatching = logs.watch(() => this.#refresh());
    this.outlet.send({ type: "opened", channel: this.number, opened: { kind: "logs" } });
    this.#behind = new Set(targets.map((target) => target.container));
    for (const target of targets) this.#add(logs, target, this.#startOf(target));
    this.#sayRules(rules);
    if (targets.length === 0) this.#sayCaughtUp();
    this.#refresh();
  }

  ack(bytes: number): void {
    this.#window.ack(bytes);
  }

  input(): void {}
  resize(): void {}

  async recheck(actor: Actor): Promise<void> {
    await this.deps.authorise(actor);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatching();
    if (this.#report !== null) clearTimeout(this.#report);
    this.#joiner.close();
    this.#window.close();
    for (const source of this.#sources.values()) source.follower.close();
  }

  #startOf(target: LogTarget): LogSourceStart {
    const { after = [], since, tail } = this.request;
    const cursors = after.filter((cursor) => cursor.container === target.container);
    return { container: target.container, tail: after.length > 0 ? "all" : tail, since: cursors.length > 0 ? null : since, cursors };
  }

  #add(logs: OpenLogs, target: LogTarget, start: LogSourceStart): void {
    const follower: LogFollower = new LogFollower(logs.engine, logs.mirror, start, {
      chunk: (chunk) => this.#take(source, chunk),
      caughtUp: () => this.#caughtUp(target.container),
      live: (live) => this.#live(source, live),
    });
    const source: Source = { number: this.#sources.size, target, follower, sieve: new LogSieve(this.#window, this.deps.now), ended: false };
    this.#sources.set(target.container, source);
    this.#announce(source);
    void follower.run().catch((error: unknown) => this.#fail(error));
  }

  #announce({ number, target }: Source): void {
    const { container, label, generation, revision } = target;
    this.outlet.send({ type: "source", channel: this.number, source: number, container, label, generation, revision });
  }

  #sayRules(rules: readonly LogRule[]): void {
    const fresh = rules.filter((rule) => rule.kind === "ended" || !this.#asked.has(rule.asked.id));
    for (const rule of fresh) if (rule.kind === "asked") this.#asked.add(rule.asked.id);
    if (fresh.length > 0) this.outlet.send({ type: "rules", channel: this.number, rules: fresh });
  }

  /** Only lines from before the channel opened wait for the page. */
  async #take(source: Source, chunk: LogChunk): Promise<void> {
    const isOld = momentAt(chunk.bytes, 0) <= this.#openedAt;
    const goes = isOld ? await source.sieve.waitFor(chunk) : source.sieve.admits(chunk);
    if (!goes) return this.#reportLater();
    this.#saySkipped(source);
    this.#send(source, chunk);
  }

  #send(source: Source, chunk: LogChunk | null): void {
    if (chunk !== null) this.#joiner.push(source.number, chunk.stream, chunk.bytes);
  }

  #reportLater(): void {
    if (!this.#closed) this.#report ??= setTimeout(() => this.#reportSkipped(), REPORT_MS);
  }

  #reportSkipped(): void {
    this.#report = null;
    for (const source of this.#sources.values()) {
      this.#saySkipped(source);
      this.#send(source, source.sieve.takeRested());
    }
    if ([...this.#sources.values()].some(({ sieve }) => sieve.holds)) this.#reportLater();
  }

  #saySkipped(source: Source): void {
    const lines = source.sieve.takeSkipped();
    if (lines === 0) return;
    this.#joiner.flush();
    this.outlet.send({ type: "skipped", channel: this.number, source: source.number, lines });
  }

  #caughtUp(container: string): void {
    if (this.#behind.delete(container) && this.#behind.size === 0) this.#sayCaughtUp();
  }

  #sayCaughtUp(): void {
    if (this.#closed) return;
    this.#joiner.flush();
    this.outlet.send({ type: "caught-up", channel: this.number });
  }

  #live(source: Source, live: boolean): void {
    if (this.#closed) return;
    source.ended = !live;
    this.#joiner.flush();
    if (live) {
      this.#announce(source);
      return;
    }
    this.#saySkipped(source);
    this.#send(source, source.sieve.takeHeld());
    this.#joiner.flush();
    const container = this.#logs?.mirror.container(source.target.container);
    const end = { code: container?.exitCode ?? null, outOfMemory: container?.oomKilled ?? false, times: 1 };
    this.outlet.send({ type: "source-ended", channel: this.number, source: source.number, end });
  }

  /** One look at a time; what changes meanwhile is looked at once more. */
  #refresh(): void {
    for (const source of this.#sources.values()) source.follower.nudge();
    this.#stale = true;
    this.#refreshing ??= this.#look()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#refreshing = null;
        if (this.#stale && !this.#closed) this.#refresh();
      });
  }

  async #look(): Promise<void> {
    while (this.#stale && !this.#closed) {
      this.#stale = false;
      const logs = this.#logs;
      const targets = (await logs?.targets()) ?? [];
      if (this.#closed || logs === null) return;
      for (const target of targets) this.#follow(logs, target);
      // How containers end is told where they do.
      const rules = (await logs.rules(this.#openedAt)).filter(({ kind }) => kind === "asked");
      if (!this.#closed) this.#sayRules(rules);
    }
  }

  #follow(logs: OpenLogs, target: LogTarget): void {
    const known = this.#sources.get(target.container);
    if (known === undefined) {
      this.#add(logs, target, { container: target.container, tail: "all", since: null, cursors: [] });
      return;
    }
    const same = known.target.generation === target.generation;
    known.target = target;
    if (!same && !known.ended) this.#announce(known);
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    this.#joiner.flush();
    this.close();
    this.outlet.send({ type: "closed", channel: this.number, problem: problemOf(error) });
  }
}
