import type { Problem } from "@/lib/core/errors";
import type { Shell } from "@/lib/realtime/protocol";
import type { ChannelEvents, ChannelHandle, ChannelMessage, LiveSocket } from "./socket";

/** What a shell needs of a terminal. */
export interface TerminalPort {
  readonly cols: number;
  readonly rows: number;
  /** `done` is called when the bytes are on the screen, or at least taken in. */
  write(bytes: Uint8Array, done: () => void): void;
  reset(): void;
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
    }
  | { state: "reconnecting"; since: number }
  | { state: "exited"; code: number | null }
  | { state: "refused"; problem: Problem | null };

const encoder = new TextEncoder();

/** One shell in one container on one terminal. It survives a lost line; what is typed meanwhile is not sent. */
export class ShellSession {
  readonly #listeners = new Set<() => void>();
  #handle: ChannelHandle | null = null;
  #state: ShellState = { state: "opening" };
  #session: string | null = null;
  #received = 0;
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

  state = (): ShellState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens a new shell, or one of another image beside the container; one that still runs is ended. */
  open(shell: Shell | null, debug: string | null = null): void {
    this.close();
    this.#turn += 1;
    this.#session = null;
    this.#received = 0;
    this.terminal.reset();
    this.#become({ state: "opening" });
    this.#handle = this.socket.open(this.#events(shell, debug, this.#turn));
  }

  /** Keys and pasted text. */
  input(text: string): void {
    this.bytes(encoder.encode(text));
  }

  bytes(bytes: Uint8Array): void {
    if (this.#state.state === "open") this.#handle?.input(bytes);
  }

  resize(cols: number, rows: number): void {
    this.#handle?.resize(cols, rows);
  }

  /** Ends the shell: no process stays in the container. Safe to call at any time. */
  close(): void {
    this.#turn += 1;
    this.#handle?.close();
    this.#handle = null;
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
        ...(this.#session === null ? {} : { received: this.#received }),
      }),
      message: (message) => current() && this.#message(message),
      data: ({ bytes }) => {
        if (!current()) return;
        this.#received += bytes.length;
        const line = this.#line;
        this.terminal.write(bytes, () => current() && line === this.#line && this.#handle?.ack(bytes.length));
      },
      lost: () => {
        this.#line += 1;
        if (current()) this.#become({ state: "reconnecting", since: this.now() });
      },
    };
  }

  #message(message: ChannelMessage): void {
    if (message.type === "opened" && message.opened.kind === "shell") {
      const { session, shell, shells, user, label, recorded } = message.opened;
      const replaced = this.#session !== null && session !== this.#session;
      if (replaced) {
        this.#received = 0;
        this.terminal.reset();
      }
      this.#session = session;
      this.#become({ state: "open", shell, shells, user, label, recorded, replaced });
    }
    if (message.type === "exit") this.#over({ state: "exited", code: message.code });
    if (message.type === "closed") this.#over({ state: "refused", problem: message.problem });
  }

  #over(state: ShellState): void {
    this.#handle?.close();
    this.#handle = null;
    this.#become(state);
  }

  #become(state: ShellState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
