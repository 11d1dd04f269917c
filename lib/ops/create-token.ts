import { randomBytes } from "node:crypto";
import { checkStackName } from "@/lib/compose/names";
import { type ApiTokenView, MOST_TOKENS, TOKEN_SCOPES } from "@/lib/core/api-tokens";
import { fail } from "@/lib/core/errors";
import { TOKEN_BYTES, tokenText } from "@/lib/core/token-text";
import type { OpArgs } from "./context";
import { requireFresh } from "./require-fresh";
import { requirePerson } from "./require-person";
import { requireEnvironment } from "./require-stack";
import type { CreateTokenInput } from "./token-input";

const DAY_MS = 86_400_000;

export interface CreatedToken {
  /** Shown once: nobody can read it again. */
  text: string;
  token: ApiTokenView;
}

/** A new token of the asking person. What is stored is a hash of it. */
export async function createToken({ ctx, input }: OpArgs<CreateTokenInput>): Promise<CreatedToken> {
  const { actor } = ctx;
  requirePerson(actor);
  await requireFresh(ctx);
  const { name, days, only } = input;
  const scopes = TOKEN_SCOPES.filter((scope) => input.scopes.includes(scope));
  const wrong = only && checkStackName(only.stack);
  if (wrong) throw fail("INVALID_INPUT", { field: "Stack name", reason: wrong });
  if (only) await requireEnvironment(ctx.registry, only.environment);
  const at = ctx.now();
  const expiresAt = at + days * DAY_MS;
  const chance = randomBytes(TOKEN_BYTES);
  const id = await ctx.accounts.transaction(async (tx) => {
    if ((await tx.apiTokens(actor.userId)).length >= MOST_TOKENS) throw fail("TOO_MANY_TOKENS", { limit: MOST_TOKENS });
    const hashOf = (id: string) => ctx.hash(tokenText(id, chance));
    const id = await tx.createApiToken({ userId: actor.userId, name, scopes, only, at, expiresAt, hashOf });
    const after = { scopes, days, ...(only && { only }) };
    await tx.audit({ actor, address: ctx.address, action: "token.create", stackId: null, subject: name, before: null, after }, at);
    return id;
  });
  return { text: tokenText(id, chance), token: { id, name, scopes, only, createdAt: at, expiresAt, lastUsedAt: null, lastUsedAddress: null } };
}
