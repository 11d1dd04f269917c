import { join } from "node:path";
import type { LogStream } from "@/lib/core/log-cursor";
import type { SourceFacts } from "@/lib/logs/files";
import { SourceWriter } from "@/lib/logs/source-writer";

export interface ToldLine {
  at: string;
  stream: LogStream;
  text: string;
}

export const factsOf = (key: string, over: Partial<SourceFacts> = {}): SourceFacts => ({
  ...{ key, container: `${key}-long`, stackId: "stack", serviceId: "service", service: "web", label: "web-1", generation: 1, revision: 1 },
  ...over,
});

/** A chunk as an engine gives it. */
export const chunkOf = (stream: LogStream, lines: readonly ToldLine[]) => ({
  stream,
  bytes: Buffer.from(lines.map(({ at, text }) => `${at} ${text}\n`).join("")),
  lines: lines.length,
});

/** Writes lines as they come; `null` stands for what is packed there. */
export async function keepLines(
  root: string,
  facts: SourceFacts,
  lines: readonly (ToldLine | null)[],
  sizes = { block: 1_500, segment: 1_000 },
): Promise<string> {
  const folder = join(root, facts.stackId, facts.serviceId, facts.key);
  const errors: unknown[] = [];
  const writer = await SourceWriter.open(facts, folder, () => sizes, { grown: () => undefined, failed: (error) => errors.push(error) });
  for (const line of lines) await (line === null ? writer.roll() : writer.append(chunkOf(line.stream, [line])));
  await writer.close();
  if (errors.length > 0) throw errors[0];
  return folder;
}
