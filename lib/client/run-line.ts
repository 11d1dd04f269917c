import { SpindleError } from "@/lib/core/errors";
import type { RunEnd, RunWord } from "@/lib/core/run-words";
import { postForStream, stackPath } from "./queries";
import type { ShellPlace } from "./shell-session";

type Said = Exclude<RunWord, { end: RunEnd } | { problem: unknown }>;

export interface LineWish {
  line: string;
  /** It is ended after so long. */
  seconds: number;
  signal: AbortSignal;
  onSaid: (word: Said) => void;
}

/** Runs one line in a container and tells what it says while it runs; ends with `signal`. Throws what stands in the way. */
export async function runLine({ environment, stack, container, reason }: ShellPlace, { line, seconds, signal, onSaid }: LineWish): Promise<RunEnd> {
  const path = `${stackPath(environment, stack)}/containers/${encodeURIComponent(container)}/command`;
  for await (const text of linesOf(await postForStream(path, { line, seconds, reason: reason ?? null }, signal))) {
    const word = JSON.parse(text) as RunWord;
    if ("end" in word) return word.end;
    if ("problem" in word) throw new SpindleError(word.problem);
    onSaid(word);
  }
  throw new Error("The answer broke off.");
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const lines = (rest + decoder.decode(next.value, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
