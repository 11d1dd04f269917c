import type { AuditCheck } from "@/lib/core/audit";
import { refusal } from "@/lib/loaders/api-route";
import { opContext } from "@/lib/loaders/context";
import { streamOf } from "@/lib/loaders/stream";
import { noteRefusal } from "@/lib/ops/note-refusal";
import { verifyAuditLog } from "@/lib/ops/verify-audit";

/** Checks the whole log; one line of JSON for each step forward, the last one is the verdict. */
export async function POST(): Promise<Response> {
  try {
    const ctx = await opContext();
    const said = await verifyAuditLog({ ctx }).catch((error: unknown) => {
      noteRefusal(ctx, error, "audit");
      throw error;
    });
    return new Response(streamOf(lines(said)), {
      headers: { "content-type": "application/x-ndjson; charset=utf-8", "cache-control": "private, no-store", "x-content-type-options": "nosniff" },
    });
  } catch (error) {
    return refusal(error);
  }
}

async function* lines(said: AsyncIterable<AuditCheck>): AsyncGenerator<string> {
  for await (const one of said) yield `${JSON.stringify(one)}\n`;
}
