import "server-only";
import { problemOf } from "@/lib/core/errors";
import type { RunEnd, RunWord } from "@/lib/core/run-words";
import type { CommandPiece } from "@/lib/engine/port";
import { getRuntime } from "@/lib/runtime";
import { streamOf } from "./stream";

/** What comes within a moment is said at once: a command may write a byte at a time. */
const MOMENT_MS = 25;
const HEADERS = { "content-type": "application/x-ndjson", "cache-control": "private, no-store, no-transform", "x-accel-buffering": "no" };

type Run = (onOutput: (piece: CommandPiece) => void) => Promise<RunEnd>;

/** Says what a command says while it runs. What goes wrong before its first word is thrown, to be refused like anything else. */
export async function runAnswer(run: Run): Promise<Response> {
  const words = wordsOf(run);
  const first = await words.next();
  const all = async function* () {
    if (!first.done) yield first.value;
    yield* words;
  };
  return new Response(streamOf(all()), { headers: HEADERS });
}

async function* wordsOf(run: Run): AsyncGenerator<string> {
  const heard = new Heard();
  const running = run(heard.take).then(
    (end): RunWord => ({ end: { exitCode: end.exitCode, timedOut: end.timedOut } }),
    (error: unknown) => {
      if (!heard.begun) throw error;
      const problem = problemOf(error);
      if (problem.code === "UNKNOWN") getRuntime().log(error);
      return { problem };
    },
  );
  let over = false;
  const ended = running.then(
    () => (over = true),
    () => (over = true),
  );
  while (!over) {
    await Promise.race([heard.something(), ended]);
    if (!over) await Promise.race([new Promise((resolve) => setTimeout(resolve, MOMENT_MS)), ended]);
    const lines = heard.lines();
    if (lines !== "") yield lines;
  }
  yield lineOf(await running);
}

const lineOf = (word: RunWord): string => `${JSON.stringify(word)}\n`;

/** What was said and is not yet sent. */
class Heard {
  begun = false;
  readonly #words: RunWord[] = [];
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  #wake = () => {};

  take = ({ stream, bytes, cut }: CommandPiece): void => {
    const say = this.#decoders[stream].decode(bytes, { stream: true });
    const last = this.#words.at(-1);
    if (last !== undefined && "say" in last && last.stream === stream) last.say += say;
    else if (say !== "") this.#words.push({ say, stream });
    if (cut) this.#words.push({ cut: stream });
    this.begun = true;
    this.#wake();
  };

  something(): Promise<void> {
    return this.#words.length > 0 ? Promise.resolve() : new Promise((resolve) => (this.#wake = resolve));
  }

  lines(): string {
    return this.#words.splice(0).map(lineOf).join("");
  }
}
