import { fail } from "@/lib/core/errors";
import type { Started } from "./change-stack";
import type { OpContext } from "./context";

/** A request that may come more than once under one key. */
export interface Once {
  key: string;
  /** Hash of all that makes it this request. */
  request: string;
}

/** How long a key stands for what it began. */
const REMEMBERED_MS = 24 * 3_600_000;

export interface StartedOnce extends Started {
  /** It was begun by an earlier request of the same key. */
  again: boolean;
}

/**
 * One key, one operation or one request for a yes: the key is written in the transaction that begins it, so that neither a crash in between nor
 * fifty requests at once make two. `underWay` joins those that come while the first is still at it.
 */
export async function beginOnce(
  ctx: OpContext,
  once: Once,
  underWay: Map<string, { request: string; started: Promise<Started> }>,
  begin: (ctx: OpContext) => Promise<Started>,
): Promise<StartedOnce> {
  const tokenId = ctx.actor.token?.id ?? "";
  const place = `${tokenId} ${once.key}`;
  const first = underWay.get(place);
  if (first) {
    if (first.request !== once.request) throw fail("KEY_REUSED", {});
    return { ...(await first.started), again: true };
  }
  let again = false;
  const started = (async (): Promise<Started> => {
    const known = await ctx.registry.once(tokenId, once.key, ctx.now());
    if (known) {
      if (known.request !== once.request) throw fail("KEY_REUSED", {});
      again = true;
      return { operationId: known.operationId, ...(known.deployRequestId !== null && { request: known.deployRequestId }) };
    }
    const at = ctx.now();
    const remember: OpContext["begun"] = (tx, { operationId, request: deployRequestId = null }) =>
      tx.rememberOnce({ tokenId, ...once, operationId, deployRequestId, at, expiresAt: at + REMEMBERED_MS });
    return begin({ ...ctx, begun: remember });
  })();
  underWay.set(place, { request: once.request, started });
  try {
    return { ...(await started), again };
  } finally {
    underWay.delete(place);
  }
}
