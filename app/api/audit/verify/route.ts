import type { AuditCheck } from "@/lib/core/audit";
import { apiRoute } from "@/lib/loaders/api-route";
import { streamOf } from "@/lib/loaders/stream";
import { verifyAuditLog } from "@/lib/ops/verify-audit";

/** Checks the whole log; one line of JSON for each step forward, the last one is the verdict. */
export const POST = apiRoute(async (ctx) => {
  const said = await verifyAuditLog({ ctx });
  return new Response(streamOf(lines(said)), {
    headers: { "content-type": "application/x-ndjson; charset=utf-8", "cache-control": "private, no-store", "x-content-type-options": "nosniff" },
  });
});

async function* lines(said: AsyncIterable<AuditCheck>): AsyncGenerator<string> {
  for await (const one of said) yield `${JSON.stringify(one)}\n`;
}
