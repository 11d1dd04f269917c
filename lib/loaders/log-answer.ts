import "server-only";
import type { LogLine } from "@/lib/ops/past-logs";

const JOIN_LENGTH = 32 * 1024;
const encoder = new TextEncoder();

const written = {
  ndjson: {
    type: "application/x-ndjson; charset=utf-8",
    line: ({ time, container, service, stream, text }: LogLine) => JSON.stringify({ time, container, service, stream, text }),
  },
  text: { type: "text/plain; charset=utf-8", line: ({ time, container, text }: LogLine) => `${time} ${container} ${text}` },
};

/** Lines as the body of an answer, pulled as the caller takes them. `left` is called once, however it ends. */
export function logAnswer(batches: AsyncIterable<LogLine[]>, format: keyof typeof written, left: () => void): Response {
  const { type, line } = written[format];
  const iterator = batches[Symbol.asyncIterator]();
  let over = false;
  const leave = () => {
    if (!over) left();
    over = true;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        try {
          const next = await iterator.next();
          if (!next.done) return controller.enqueue(encoder.encode(next.value.map((one) => `${line(one)}\n`).join("")));
          leave();
          controller.close();
        } catch (error) {
          leave();
          controller.error(error);
        }
      },
      cancel: async () => {
        leave();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { "content-type": type, "x-content-type-options": "nosniff", "x-accel-buffering": "no" } });
}

/** Lines one by one would be a packet each. */
export async function* batched(lines: AsyncIterable<LogLine>): AsyncGenerator<LogLine[]> {
  let batch: LogLine[] = [];
  let length = 0;
  for await (const line of lines) {
    batch.push(line);
    length += line.text.length;
    if (length < JOIN_LENGTH) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length > 0) yield batch;
}
