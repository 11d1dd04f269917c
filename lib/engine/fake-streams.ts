import type { EngineEvent, FileSource, LogOptions, LogSource, PastEvents, ShellSession } from "./port";

/** Values pushed by one side and pulled by the other; ends for both. */
class Channel<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #wake: (() => void) | null = null;
  #ended = false;

  push(value: T): void {
    if (!this.#ended) this.#values.push(value);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) yield value;
      else if (this.#ended) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

export type Told = Exclude<EngineEvent, { type: "begun" }>;
/** As many as an engine remembers. */
const MOST_PAST = 256;

export class FakeEvents {
  readonly #readers = new Set<Channel<EngineEvent>>();
  readonly #past: Told[] = [];

  push(event: Told): void {
    this.#past.push(event);
    if (this.#past.length > MOST_PAST) this.#past.shift();
    for (const reader of this.#readers) reader.push(event);
  }

  past(): PastEvents {
    return { events: [...this.#past], from: this.#past[0]?.at ?? null };
  }

  follow(signal: AbortSignal): AsyncIterable<EngineEvent> {
    const reader = new Channel<EngineEvent>();
    reader.push({ type: "begun" });
    this.#readers.add(reader);
    const leave = () => {
      this.#readers.delete(reader);
      reader.end();
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    return reader;
  }

  endAll(): void {
    for (const reader of this.#readers) reader.end();
    this.#readers.clear();
  }
}

/** The lines there are now; following a fake log ends when its signal aborts. */
export async function* fakeLog(lines: string[], options: LogOptions): LogSource {
  const { since, until = null } = options;
  const momentOf = (line: string) => line.split(" ", 1)[0] ?? "";
  const newer = lines.filter((line) => (since === null || momentOf(line) > since) && (until === null || momentOf(line) <= until));
  const wanted = options.tail === "all" ? newer : newer.slice(newer.length - Math.min(options.tail, newer.length));
  if (wanted.length > 0) yield { stream: "stdout", bytes: Buffer.from(wanted.join("")), lines: wanted.length };
  if (options.follow && !options.signal.aborted)
    await new Promise<void>((resolve) => options.signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** A terminal that repeats what is typed and ends with the number after `exit`. */
export function fakeShell(): ShellSession {
  const output = new Channel<Buffer>();
  let ended: (code: number) => void = () => undefined;
  const exitCode = new Promise<number>((resolve) => {
    ended = resolve;
  });
  const end = (code: number) => {
    output.end();
    ended(code);
  };
  return {
    output,
    user: "root",
    exitCode,
    write: (data) => {
      output.push(data);
      const exit = /^exit(?: (\d+))?[\r\n]/.exec(data.toString());
      if (exit !== null) end(Number(exit[1] ?? 0));
    },
    resize: () => Promise.resolve(),
    close: async () => end(129),
  };
}

/** A file of five bytes. */
export const fakeFile = (): FileSource => ({
  size: 5,
  pieces: (async function* () {
    yield Buffer.from("hello");
    return { outcome: "whole" as const, bytes: 5, detail: null };
  })(),
});
