import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/core/access";
import type { OpenShell } from "@/lib/ops/open-shell";
import type { Ending } from "./channel";
import { SHELL_GRACE_MS } from "./protocol";

/** Output the page has not confirmed: kept to be sent again after a lost socket. When it is full the container waits. */
export const SHELL_KEPT_BYTES = 256 * 1024;

/** Where the output of a shell goes while a page looks at it. */
export interface ShellSink {
  output(bytes: Buffer): void;
  exit(code: number | null): void;
}

/** A shell that outlives its socket for a moment. */
export class HeldShell {
  readonly id = randomBytes(16).toString("hex");
  #kept: Buffer[] = [];
  /** Bytes of the whole session: confirmed by the page, and read from the container. */
  #confirmed = 0;
  #read = 0;
  #sink: ShellSink | null = null;
  #grace: NodeJS.Timeout | null = null;
  #room: (() => void) | null = null;
  #exit: { code: number | null } | null = null;
  #ending: Promise<void> | null = null;

  constructor(
    readonly actor: Actor,
    readonly opened: OpenShell,
    /** Told when the shell can no longer be found again, with the moment when nothing is left of it. */
    private readonly leave: (shell: HeldShell, ending: Promise<void>) => void,
    private readonly log: (error: unknown) => void,
  ) {
    void this.#pump();
  }

  get attached(): boolean {
    return this.#sink !== null;
  }

  /** Output goes to `sink` from the byte after `received`; whoever had it before has it no longer. */
  attach(sink: ShellSink, received: number): void {
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#grace = null;
    this.confirm(Math.min(Math.max(received, this.#confirmed), this.#read) - this.#confirmed);
    this.#sink = sink;
    for (const bytes of this.#kept) sink.output(bytes);
    if (this.#exit !== null) this.#sayExit(this.#exit.code);
  }

  /** Its page lets go. A lost socket may come back within the grace; a sink that is no longer the one in use has no say. */
  release(sink: ShellSink, ending: Ending): void {
    if (ending === "forbidden") return void this.end();
    if (this.#sink !== sink || this.#over()) return;
    if (ending === "page") return void this.end();
    this.#sink = null;
    this.#grace = setTimeout(() => void this.end(), SHELL_GRACE_MS);
  }

  confirm(bytes: number): void {
    let left = Math.min(bytes, this.#read - this.#confirmed);
    this.#confirmed += left;
    while (left > 0) {
      const first = this.#kept[0];
      if (first === undefined) break;
      if (first.length > left) this.#kept[0] = first.subarray(left);
      else this.#kept.shift();
      left -= Math.min(left, first.length);
    }
    this.#room?.();
  }

  write(bytes: Buffer): void {
    if (this.#exit === null && !this.#over()) this.opened.session.write(bytes);
  }

  resize(cols: number, rows: number): void {
    if (this.#exit === null && !this.#over()) this.opened.session.resize(cols, rows).catch(this.log);
  }

  /** Hangs up every process of the session and resolves when that is done. Safe to call twice. */
  end(): Promise<void> {
    if (this.#ending !== null) return this.#ending;
    if (this.#grace !== null) clearTimeout(this.#grace);
    this.#sink = null;
    this.#ending = this.#hangUp();
    this.#room?.();
    this.leave(this, this.#ending);
    return this.#ending;
  }

  #over(): boolean {
    return this.#ending !== null;
  }

  async #hangUp(): Promise<void> {
    await this.opened.session.close().catch(this.log);
    await this.opened.ended(await this.opened.session.exitCode.catch(() => null)).catch(this.log);
  }

  async #pump(): Promise<void> {
    try {
      for await (const bytes of this.opened.session.output) {
        if (this.#over()) return;
        this.#kept.push(bytes);
        this.#read += bytes.length;
        this.#sink?.output(bytes);
        while (this.#read - this.#confirmed >= SHELL_KEPT_BYTES && !this.#over()) await new Promise<void>((resolve) => (this.#room = resolve));
      }
    } catch (error) {
      this.log(error);
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
  readonly #endings = new Set<Promise<void>>();

  constructor(private readonly log: (error: unknown) => void) {}

  hold(actor: Actor, opened: OpenShell): HeldShell {
    const shell = new HeldShell(actor, opened, (each, ending) => this.#left(each, ending), this.log);
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

  #left(shell: HeldShell, ending: Promise<void>): void {
    this.#shells.delete(shell.id);
    this.#endings.add(ending);
    void ending.finally(() => this.#endings.delete(ending));
  }
}
