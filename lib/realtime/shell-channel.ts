import type { Actor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { OpenShell, ShellPlace } from "@/lib/ops/open-shell";
import type { Channel, Ending, Outlet } from "./channel";
import { FrameJoiner } from "./frame-joiner";
import type { ChannelRequest } from "./protocol";
import type { HeldShell, ShellSessions, ShellSink } from "./shell-sessions";

type ShellRequest = Extract<ChannelRequest, { kind: "shell" }>;

export interface ShellChannelDeps {
  shells: ShellSessions;
  /** Spends the ticket; throws TICKET_REFUSED. */
  spend(actor: Actor, request: ShellRequest): void;
  /** Ownership, asked anew each time; throws the refusal. */
  place(actor: Actor, request: ShellRequest): Promise<ShellPlace>;
  open(actor: Actor, request: ShellRequest): Promise<OpenShell>;
  /** Whether a page was asked for in the place of the one that just went. */
  reloads(): boolean;
}

const MINUTE_MS = 60_000;

/** A terminal over the socket: a new shell, or one that lost its socket a moment ago. */
export class ShellChannel implements Channel, ShellSink {
  readonly #joiner: FrameJoiner;
  #shell: HeldShell | null = null;
  #ending: Ending | null = null;
  #size: { cols: number; rows: number };
  #warned = false;

  constructor(
    private readonly number: number,
    private readonly outlet: Outlet,
    private readonly deps: ShellChannelDeps,
    private readonly request: ShellRequest,
  ) {
    this.#joiner = new FrameJoiner(number, (frame) => outlet.sendData(frame));
    this.#size = { cols: request.cols, rows: request.rows };
  }

  async start(actor: Actor): Promise<void> {
    this.deps.spend(actor, this.request);
    const resumed = await this.#resumed(actor);
    const held = resumed ?? this.deps.shells.hold(actor, await this.deps.open(actor, this.request));
    if (this.#ending !== null) {
      // A shell nobody has seen cannot be come back to; a resumed one still has the rest of its time.
      if (resumed === null || this.#ending !== "lost") void held.end();
      return;
    }
    this.#shell = held;
    const { session, shell, shells, label, recorded } = held.opened;
    const replay = resumed !== null && this.request.received === undefined ? { replay: held.rewind() } : {};
    const opened = { kind: "shell", session: held.id, shell, shells, user: session.user, label, recorded, ...replay } as const;
    this.outlet.send({ type: "opened", channel: this.number, opened });
    held.attach(this, resumed === null ? 0 : (this.request.received ?? 0));
    held.resize(this.#size.cols, this.#size.rows);
  }

  output(bytes: Buffer): void {
    this.#joiner.push(0, "terminal", bytes);
  }

  exit(code: number | null): void {
    this.#joiner.flush();
    this.#shell = null;
    this.outlet.send({ type: "exit", channel: this.number, code });
  }

  moved(): void {
    this.#joiner.close();
    this.#shell = null;
    this.outlet.send({ type: "moved", channel: this.number });
  }

  ack(bytes: number): void {
    this.#shell?.confirm(bytes);
  }

  input(bytes: Buffer): void {
    this.#shell?.write(bytes);
  }

  resize(cols: number, rows: number): void {
    this.#size = { cols, rows };
    this.#shell?.resize(cols, rows);
  }

  async recheck(actor: Actor): Promise<void> {
    const { idleMinutes } = await this.deps.place(actor, this.request);
    if (this.#shell !== null) this.#watchIdle(this.#shell, idleMinutes);
  }

  close(ending: Ending): void {
    if (this.#ending !== null) return;
    this.#ending = ending;
    this.#joiner.close();
    this.#shell?.release(this, ending, this.deps.reloads);
    this.#shell = null;
  }

  /** Warns a minute before, or half way where a minute is all there is; throws SHELL_IDLE when the time is over. */
  #watchIdle(shell: HeldShell, minutes: number | null): void {
    const left = minutes === null ? Infinity : minutes * MINUTE_MS - shell.idleMs;
    if (minutes !== null && left <= 0) throw fail("SHELL_IDLE", { minutes });
    const near = minutes !== null && left <= Math.min(MINUTE_MS, (minutes * MINUTE_MS) / 2);
    if (near !== this.#warned) this.outlet.send({ type: "idle", channel: this.number, seconds: near ? Math.ceil(left / 1000) : null });
    this.#warned = near;
  }

  async #resumed(actor: Actor): Promise<HeldShell | null> {
    const { resume, container, received } = this.request;
    if (resume === null) return null;
    const held = this.deps.shells.find(resume, actor.userId);
    if (held === null || held.opened.container !== container) {
      if (received !== undefined) return null;
      await this.deps.place(actor, this.request);
      throw fail("SHELL_GONE", {});
    }
    await this.deps.place(actor, this.request).catch((error: unknown) => {
      void held.end();
      throw error;
    });
    return held;
  }
}
