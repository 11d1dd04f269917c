import type { OpArgs } from "./context";
import { type PastLogsInput, pastLogs } from "./past-logs";

const JOIN_CHARS = 64 * 1024;

/**
 * What was written so far, as text: one line each, `<moment> <container> <text>`; without the name where there is one container only. Read no faster
 * than the pieces are taken. Throws NOT_FOUND and FORBIDDEN before the first piece.
 */
export async function downloadLogs({ ctx, input }: OpArgs<PastLogsInput>): Promise<AsyncIterable<string>> {
  const { lines, containers } = await pastLogs({ ctx, input });
  return joined(lines, containers > 1);
}

/** Lines one by one would be a packet each. */
async function* joined(lines: Awaited<ReturnType<typeof pastLogs>>["lines"], named: boolean): AsyncGenerator<string> {
  let text = "";
  for await (const line of lines) {
    text += `${line.time} ${named ? `${line.container} ` : ""}${line.text}\n`;
    if (text.length < JOIN_CHARS) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
