import type { Problem } from "@/lib/core/errors";
import type { Replay, Shell } from "@/lib/realtime/protocol";
import type { ChannelEvents, ChannelHandle, ChannelMessage, LiveSocket } from "./socket";

/** What a shell needs of a terminal. */
export interface TerminalPort {
  readonly cols: number;
  readonly rows: number;
  /** `done` is called when the bytes are on the screen, or at least taken in. */
  write(bytes: Uint8Array | string, done: () => void): void;
  reset(): void;
  /** As large as another screen was, until `fit`. */
  size(cols: number, rows: number): void;
  /** As large as its place. */
  fit(): void;
}

export interface ShellPlace {
  environment: string;
  stack: string;
  container: string;
  /** For the owner of a stack of others to read. */
  reason?: string;
}

export type ShellState =
  | { state: "opening" }
  | {
      state: "open";
      shell: Shell;
      shells: Shell[];
      user: string;
      label: string;
      recorded: boolean;
      /** The shell from before a lost line could not be found again. */
      replaced: boolean;
      /** When it is ended unless something happens, ms; null while that is far. */
      endsAt: number | null;
    }
  | { state: "reconnecting"; since: number }
  | { state: "exited"; code: number | null }
  | { state: "refused"; problem: Problem | null };

const encoder = new TextEncoder();

/** One shell in one container on one terminal. It survives a lost line and a page that is loaded again; what is typed meanwhile is not sent. */
export class ShellSession {
  readonly #listeners = new Set<() => void>();
  #handle: ChannelHandle | null = null;
  #state: ShellState = { state: "opening" };
  #session: string | null = null;
  /** Null while nothing of the shell is on this screen, which is then shown again as a whole. */
  #received: number | null = 0;
  /** Bytes of what is shown again that are still to come: what they ask of the terminal was answered when they were new. */
  #replaying = 0;
  #muted = false;
  /** Counts shells, so that a late word about an earlier one is not taken for the present one. */
  #turn = 0;
  /** Counts lines: what came over an earlier one is confirmed by `received` and must not be confirmed twice. */
  #line = 0;

  constructor(
    private readonly socket: Pick<LiveSocket, "open">,
    private readonly terminal: TerminalPort,
    private readonly place: ShellPlace,
    private readonly ticket: () => Promise<string>,
    private readonly now: () => number = Date.now,
  ) {}

  /** By this a page that is loaded again finds the shell; null when there is none to be found. */
  get id(): string | null {
    return this.#session;
  }

  state = (): ShellState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens a new shell, or one of another image beside the container; one that still runs is ended. */
  open(shell: Shell | null, debug: string | null = null): void {
    this.#begin(shell, debug, null);
  }

  /** Goes on with a shell from before this page was loaded. Where it has ended, no new one opens. */
  resume(session: string): void {
    this.#begin(null, null, session);
  }

  /** Keys and pasted text. */
  input(text: string): void {
    this.bytes(encoder.encode(text));
  }

  bytes(bytes: Uint8Array): void {
    if (this.#state.state !== "open" || this.#muted) return;
    this.#handle?.input(bytes);
    if (this.#state.endsAt !== null) this.#become({ ...this.#state, endsAt: null });
  }

  resize(cols: number, rows: number): void {
    if (!this.#muted) this.#handle?.resize(cols, rows);
  }

  /** Ends the shell: no process stays in the container. Safe to call at any time. */
  close(): void {
    this.#turn += 1;
    this.#handle?.close();
    this.#handle = null;
    this.#session = null;
  }

  #begin(shell: Shell | null, debug: string | null, session: string | null): void {
    this.close();
    this.#turn += 1;
    this.#session = session;
    this.#received = session === null ? 0 : null;
    this.#muted = false;
    this.#replaying = 0;
    this.terminal.reset();
    this.#become({ state: "opening" });
    this.#handle = this.socket.open(this.#events(shell, debug, this.#turn));
  }

  #events(shell: Shell | null, debug: string | null, turn: number): ChannelEvents {
    const current = () => turn === this.#turn;
    return {
      request: async () => ({
        kind: "shell",
        ...this.place,
        ticket: await this.ticket(),
        shell,
        ...(debug !== null && { debug }),
        cols: this.terminal.cols,
        rows: this.terminal.rows,
        resume: this.#session,
        ...(this.#session !== null && this.#received !== null && { received: this.#received }),
      }),
      message: (message) => current() && this.#message(message),
      data: ({ bytes }) => {
        if (!current()) return;
        this.#received = (this.#received ?? 0) + bytes.length;
        const line = this.#line;
        const ends = this.#replaying > 0 && this.#replaying <= bytes.length;
        this.#replaying = Math.max(0, this.#replaying - bytes.length);
        this.terminal.write(bytes, () => {
          if (!current()) return;
          if (ends) this.#replayed();
          if (line === this.#line) this.#handle?.ack(bytes.length);
        });
      },
      lost: () => {
        this.#line += 1;
        if (current()) this.#become({ state: "reconnecting", since: this.now() });
      },
    };
  }

  #message(message: ChannelMessage): void {
    if (message.type === "opened" && message.opened.kind === "shell") {
      const { session, shell, shells, user, label, recorded, replay } = message.opened;
      const replaced = this.#session !== null && session !== this.#session;
      if (replaced) {
        this.#received = 0;
        this.terminal.reset();
      }
      if (replay) this.#replay(replay);
      this.#session = session;
      this.#become({ state: "open", shell, shells, user, label, recorded, replaced, endsAt: null });
    }
    if (message.type === "idle" && this.#state.state === "open")
      this.#become({ ...this.#state, endsAt: message.seconds === null ? null : this.now() + message.seconds * 1000 });
    if (message.type === "exit") this.#over({ state: "exited", code: message.code });
    if (message.type === "moved") this.#over({ state: "refused", problem: { code: "SHELL_MOVED", data: {} } });
    if (message.type === "closed") this.#over({ state: "refused", problem: message.problem });
  }

  #replay({ from, bytes, prologue, cols, rows }: Replay): void {
    const turn = this.#turn;
    this.#muted = true;
    this.#received = from;
    this.#replaying = bytes;
    this.terminal.reset();
    this.terminal.size(cols, rows);
    this.terminal.write(prologue, () => turn === this.#turn && bytes === 0 && this.#replayed());
  }

  #replayed(): void {
    this.#muted = false;
    this.terminal.fit();
    this.resize(this.terminal.cols, this.terminal.rows);
  }

  #over(state: ShellState): void {
    this.#handle?.close();
    this.#handle = null;
    this.#session = null;
    this.#become(state);
  }

  #become(state: ShellState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
