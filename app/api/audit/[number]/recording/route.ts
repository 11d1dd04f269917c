import { apiRoute } from "@/lib/loaders/api-route";
import { streamOf } from "@/lib/loaders/stream";
import { auditNumber } from "@/lib/ops/audit-input";
import { replayShell } from "@/lib/ops/replay-shell";

/** What a shell showed, as asciicast v2; `?download=1` as a file. */
export const GET = apiRoute<{ number: string }>(async (ctx, params, request) => {
  const download = new URL(request.url).searchParams.get("download") === "1";
  const { name, pieces } = await replayShell({ ctx, input: { number: auditNumber(params.number) ?? 0, download } });
  const file = `${name.replace(/[^\w.-]/g, "_")}.cast`;
  return new Response(streamOf(pieces), {
    headers: {
      "content-type": "application/x-asciicast; charset=utf-8",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      ...(download && { "content-disposition": `attachment; filename="${file}"` }),
    },
  });
});
