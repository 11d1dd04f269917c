import { NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { apiRoute } from "@/lib/loaders/api-route";
import { logFileName } from "@/lib/loaders/log-file-name";
import { streamOf } from "@/lib/loaders/stream";
import { downloadLogs } from "@/lib/ops/download-logs";
import { keptFilterOf } from "@/lib/ops/kept-input";

/** Logs as a file: `?service=web&container=ID&tail=1000&since=MOMENT&until=MOMENT`; everything there is without them. Sent no faster than it is taken. */
export const GET = apiRoute<{ environment: string; stack: string }>(async (ctx, { environment, stack }, request) => {
  const query = new URL(request.url).searchParams;
  const { service, since, until } = keptFilterOf(query);
  const named = query.getAll("container");
  const containers = named.length > 0 ? named : null;
  const pieces = await downloadLogs({
    ctx,
    input: {
      ...{ environment, stack, service, since, until, containers },
      tail: tailOf(query.get("tail")),
      signal: request.signal,
    },
  });
  return new Response(streamOf(pieces), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="${logFileName(stack, { ...NO_KEPT_FILTER, service, since, until, sources: containers })}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
});

const tailOf = (text: string | null): number | "all" => (text !== null && /^\d{1,7}$/.test(text) ? Number(text) : "all");
