import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/core/access";
import type { OpenShell } from "@/lib/ops/open-shell";
import type { Ending } from "./channel";
import { type Replay, SHELL_GRACE_MS, SHELL_LEAVE_MS } from "./protocol";
import { ShellTail } from "./shell-tail";

/** Output the page has not confirmed: kept to be sent again after a lost socket. When it is full the container waits. */
export const SHELL_KEPT_BYTES = 256 * 1024;
/** What a program says so soon after its window changed is the same drawn anew: nothing that happened. */
const REDRAW_MS = 1_000;
/** Of one person; when another one begins to wait, the one that waits longest ends. */
export const MOST_WAITING = 24;

/** Where the output of a shell goes while a page looks at it. */
export interface ShellSink {
  output(bytes: Buffer): void;
  exit(code: number | null): void;
  /** Another page has it now. */
  moved(): void;
}

interface Surroundings {
  now: () => number;
  log: (error: unknown) => void;
  /** Told when the shell begins to wait for a page. */
  waits: (shell: HeldShell) => void;
  /** Told when the shell can no longer be found again, with the moment when nothing is left of it. */
  leave: (shell: HeldShell, ending: Promise<void>) => void;
}

/** A shell that outlives its socket for a moment. */
export class HeldShell {
  readonly id = randomBytes(16).toString("hex");
  readonly #tail = new ShellTail();
  /** Bytes of the whole session that the page has confirmed. */
  #confirmed = 0;
  #size = { cols: 80, rows: 24 };
  #sink: ShellSink | null = null;
  #grace: NodeJS.Timeout | null = null;
  #room: (() => void) | null = null;
  #exit: { code: number | null } | null = null;
  #ending: Promise<void> | null = null;
  #stirred: number;
  #resized = Number.NEGATIVE_INFINITY;

  constructor(
    readonly actor: Actor,
    readonly opened: OpenShell,
    private readonly around: Surroundings,
  ) {
    this.#stirred = around.now();
    void this.#pump();
  }

  get attached(): boolean {
    return this.#sink !== null;
  }

  /** How long nothing was typed and nothing said, ms. */
  get idleMs(): number {
    return this.around.now() - this.#stirred;
  }

  /** For a page that has nothing of it: what is kept counts as not confirmed, and will be sent to the sink that is attached next from `from` on. */
  rewind(): Replay {
    this.#confirmed = this.#tail.start;
    const { start: from, end, prologue } = this.#tail;
    return { from, bytes: end - from, prologue, ...this.#size };
  }

  /** Output goes to `sink` from the byte after `received`; whoever had it before has it no longer. */
  attach(sink: ShellSink, received: number): void {
    this.#stay();
    this.confirm(Math.min(Math.max(received, this.#confirmed), this.#tail.end) - this.#confirmed);
    const before = this.#sink;
    this.#sink = sink;
    if (before !== null && before !== sink) before.moved();
    const unseen = this.#tail.from(this.#confirmed);
    if (unseen.length > 0) sink.output(unseen);
    if (this.#exit !== null) this.#sayExit(this.#exit.code);
  }

  /**
   * Its page lets go; a sink that is no longer the one in use has no say. A lost socket may come back within the grace. A page that went has a moment to
   * appear again, and the whole grace when `reloads` says that one was asked for in its place.
   */
  release(sink: ShellSink, ending: Ending, reloads: () => boolean = () => false): void {
    if (ending === "forbidden") return void this.end();
    if (this.#sink !== sink || this.#over()) return;
    if (ending === "page") return void this.end();
    this.#sink = null;
    if (ending === "lost") this.#wait(SHELL_GRACE_MS, () => void this.end());
    else this.#wait(SHELL_LEAVE_MS, () => (reloads() ? this.#wait(SHELL_GRACE_MS - SHELL_LEAVE_MS, () => void this.end()) : void this.end()));
    this.around.waits(this);
  }

  confirm(bytes: number): void {
    this.#confirmed += Math.min(bytes, this.#tail.end - this.#confirmed);
    this.#room?.();
  }

  write(bytes: Buffer): void {
    this.#stirred = this.around.now();
    if (this.#exit === null && !this.#over()) this.opened.session.write(bytes);
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    this.#resized = this.around.now();
    if (this.#exit === null && !this.#over()) this.opened.session.resize(cols, rows).catch(this.around.log);
  }

  /** Hangs up every process of the session and resolves when that is done. Safe to call twice. */
  end(): Promise<void> {
    if (this.#ending !== null) return this.#ending;
    this.#stay();
    this.#sink = null;
    this.#ending = this.#hangUp();
    this.#room?.();
    this.around.leave(this, this.#ending);
    return this.#ending;
  }

  #over(): boolean {
    return this.#ending !== null;
  }

  #wait(ms: number, then: () => void): void {
    this.#grace = setTimeout(then, ms);
  }

  #stay(): void {
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#grace = null;
  }

  async #hangUp(): Promise<void> {
    await this.opened.session.close().catch(this.around.log);
    await this.opened.ended(await this.opened.session.exitCode.catch(() => null)).catch(this.around.log);
  }

  async #pump(): Promise<void> {
    try {
      for await (const bytes of this.opened.session.output) {
        if (this.#over()) return;
        if (this.around.now() - this.#resized > REDRAW_MS) this.#stirred = this.around.now();
        this.#tail.push(bytes, this.#confirmed);
        this.#sink?.output(bytes);
        while (this.#tail.end - this.#confirmed >= SHELL_KEPT_BYTES && !this.#over()) await new Promise<void>((resolve) => (this.#room = resolve));
      }
    } catch (error) {
      this.around.log(error);
    }
    const code = await this.opened.session.exitCode.catch(() => null);
    if (this.#over()) return;
    this.#exit = { code };
    if (this.#sink !== null) this.#sayExit(code);
  }

  /** The shell ended by itself and its page has been told. */
  #sayExit(code: number | null): void {
    const sink = this.#sink;
    void this.end();
    sink?.exit(code);
  }
}

/** Every shell that runs for a page, by id; only its own person can come back to it. */
export class ShellSessions {
  readonly #shells = new Map<string, HeldShell>();
  /** Those that wait for a page, the one that waits longest first. */
  readonly #waiting = new Set<HeldShell>();
  readonly #endings = new Set<Promise<void>>();

  constructor(
    private readonly log: (error: unknown) => void,
    private readonly now: () => number = Date.now,
  ) {}

  hold(actor: Actor, opened: OpenShell): HeldShell {
    const shell = new HeldShell(actor, opened, {
      log: this.log,
      now: this.now,
      waits: (each) => this.#waits(each),
      leave: (each, ending) => this.#left(each, ending),
    });
    this.#shells.set(shell.id, shell);
    return shell;
  }

  find(id: string, userId: string): HeldShell | null {
    const shell = this.#shells.get(id);
    return shell?.actor.userId === userId ? shell : null;
  }

  all(): HeldShell[] {
    return [...this.#shells.values()];
  }

  /** Hangs up all and waits until no process is left. */
  async endAll(): Promise<void> {
    for (const shell of this.all()) void shell.end();
    await Promise.all(this.#endings);
  }

  #waits(shell: HeldShell): void {
    this.#waiting.delete(shell);
    this.#waiting.add(shell);
    for (const each of this.#waiting) if (each.attached) this.#waiting.delete(each);
    const own = [...this.#waiting].filter(({ actor }) => actor.userId === shell.actor.userId);
    for (const each of own.slice(0, Math.max(0, own.length - MOST_WAITING))) void each.end();
  }

  #left(shell: HeldShell, ending: Promise<void>): void {
    this.#shells.delete(shell.id);
    this.#waiting.delete(shell);
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }
}
