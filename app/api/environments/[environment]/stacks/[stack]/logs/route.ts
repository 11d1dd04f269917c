import { apiRoute } from "@/lib/loaders/api-route";
import { downloadLogs } from "@/lib/ops/download-logs";

/** Logs as a file: `?service=web&container=ID&tail=1000`; everything there is without them. Sent no faster than it is taken. */
export const GET = apiRoute<{ environment: string; stack: string }>(async (ctx, { environment, stack }, request) => {
  const query = new URL(request.url).searchParams;
  const service = query.get("service");
  const containers = query.getAll("container");
  const stop = new AbortController();
  request.signal.addEventListener("abort", () => stop.abort(), { once: true });
  const pieces = await downloadLogs({
    ctx,
    input: { environment, stack, service, containers: containers.length > 0 ? containers : null, tail: tailOf(query.get("tail")), signal: stop.signal },
  });
  return new Response(bodyOf(pieces, stop), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="${fileName([stack, service])}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
});

const tailOf = (text: string | null): number | "all" => (text !== null && /^\d{1,7}$/.test(text) ? Number(text) : "all");

const fileName = (names: (string | null)[]): string =>
  `${names
    .filter(Boolean)
    .join("-")
    .replace(/[^\w.-]/g, "_")}.log`;

/** Pulls a piece only when the reader asks for it; a reader that leaves ends the engine's stream. */
function bodyOf(pieces: AsyncIterable<Buffer>, stop: AbortController): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        stop.abort();
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
}
