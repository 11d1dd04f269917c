import type { TerminalPort } from "@/lib/client/shell-session";

/** A terminal that is still being made: what is to be shown on it is kept in its order, so that a shell can be opened meanwhile. */
export class LateTerminal implements TerminalPort {
  #terminal: TerminalPort | null = null;
  #waiting: ((terminal: TerminalPort) => void)[] = [];

  get cols(): number {
    return this.#terminal?.cols ?? 80;
  }

  get rows(): number {
    return this.#terminal?.rows ?? 24;
  }

  write(bytes: Uint8Array | string, done: () => void): void {
    this.#do((terminal) => terminal.write(bytes, done));
  }

  reset(): void {
    this.#do((terminal) => terminal.reset());
  }

  size(cols: number, rows: number): void {
    this.#do((terminal) => terminal.size(cols, rows));
  }

  fit(): void {
    this.#do((terminal) => terminal.fit());
  }

  /** Here it is: everything that waited is shown on it. */
  become(terminal: TerminalPort): void {
    this.#terminal = terminal;
    for (const act of this.#waiting.splice(0)) act(terminal);
  }

  #do(act: (terminal: TerminalPort) => void): void {
    if (this.#terminal === null) this.#waiting.push(act);
    else act(this.#terminal);
  }
}
