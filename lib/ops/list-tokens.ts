import type { ApiTokenView } from "@/lib/core/api-tokens";
import type { OpArgs, OpContext } from "./context";
import { requirePerson } from "./require-person";
import type { RevokeTokenInput } from "./token-input";

/** The asking person's own tokens, the newest first, expired ones among them. */
export async function listTokens({ ctx }: { ctx: OpContext }): Promise<ApiTokenView[]> {
  requirePerson(ctx.actor);
  return ctx.accounts.apiTokens(ctx.actor.userId);
}

/** Ends one of the asking person's own tokens, and what it holds open. One that is gone, or somebody else's, is no error and nothing happens. */
export async function revokeToken({ ctx, input }: OpArgs<RevokeTokenInput>): Promise<void> {
  const { actor, address } = ctx;
  requirePerson(actor);
  await ctx.accounts.transaction(async (tx) => {
    const token = (await tx.apiTokens(actor.userId)).find(({ id }) => id === input.tokenId);
    if (!token) return;
    await tx.revokeApiToken(token.id);
    const before = { scopes: token.scopes, lastUsedAt: token.lastUsedAt };
    await tx.audit({ actor, address, action: "token.revoke", stackId: null, subject: token.name, before, after: null }, ctx.now());
  });
}
