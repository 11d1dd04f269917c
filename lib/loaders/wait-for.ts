import "server-only";
import { fail } from "@/lib/core/errors";
import type { OperationView } from "@/lib/core/views";
import { awaitOperation } from "@/lib/ops/await-operation";
import type { OpContext } from "@/lib/ops/context";
import { getOperation } from "@/lib/ops/list-operations";
import type { Held } from "./api-v1";

/** The operation at its end, or as it is when the time is over; who waits must stay who they are. */
export async function waitFor(ctx: OpContext, operation: string, seconds: number, hold: () => Held): Promise<OperationView> {
  if (seconds === 0) return getOperation({ ctx, input: { operation } });
  const held = hold();
  try {
    const view = await awaitOperation({ ctx, input: { operation, seconds, signal: held.signal } });
    if (held.revoked()) throw fail("TOKEN_UNKNOWN", {});
    return view;
  } finally {
    held.release();
  }
}
