import { apiRoute } from "@/lib/loaders/api-route";
import { streamOf } from "@/lib/loaders/stream";
import { downloadLogs } from "@/lib/ops/download-logs";
import { keptFilterOf } from "@/lib/ops/kept-input";

/** Logs as a file: `?service=web&container=ID&tail=1000&since=MOMENT&until=MOMENT`; everything there is without them. Sent no faster than it is taken. */
export const GET = apiRoute<{ environment: string; stack: string }>(async (ctx, { environment, stack }, request) => {
  const query = new URL(request.url).searchParams;
  const { service, since, until } = keptFilterOf(query);
  const containers = query.getAll("container");
  const pieces = await downloadLogs({
    ctx,
    input: {
      ...{ environment, stack, service, since, until },
      containers: containers.length > 0 ? containers : null,
      tail: tailOf(query.get("tail")),
      signal: request.signal,
    },
  });
  return new Response(streamOf(pieces), {
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
