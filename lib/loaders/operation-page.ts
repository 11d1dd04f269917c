import "server-only";
import type * as z from "zod";
import type { operationPaging } from "@/lib/api/inputs";
import { showOperation } from "@/lib/api/show";
import type { OpContext } from "@/lib/ops/context";
import { listOperations } from "@/lib/ops/list-operations";

/** Newest first; `next` is when the last of them began. */
export async function operationPage(
  ctx: OpContext,
  key: { environment: string; stack: string | null },
  { limit = 50, before }: z.output<typeof operationPaging>,
) {
  const operations = await listOperations({ ctx, input: { ...key, limit, ...(before !== undefined && { before: Date.parse(before) }) } });
  const shown = operations.map(showOperation);
  return { operations: shown, next: shown.length < limit ? null : (shown.at(-1)?.startedAt ?? null) };
}
