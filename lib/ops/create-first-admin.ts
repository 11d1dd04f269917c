import { fail } from "@/lib/core/errors";
import type { SetupToken } from "@/lib/core/passwords";
import type { OpsDeps } from "./context";
import type { SetupInput } from "./inputs";

/** There is no actor yet: the token from the console stands for one. */
export interface SetupContext extends Pick<OpsDeps, "accounts" | "passwords" | "now"> {
  setupToken: SetupToken;
  address: string;
}

export const needsSetup = async ({ accounts }: Pick<OpsDeps, "accounts">): Promise<boolean> => (await accounts.userCount()) === 0;

/** Makes the first administrator. Throws SETUP_DONE when there is any account, SETUP_TOKEN_WRONG for a wrong, old or used token. */
export async function createFirstAdmin({ ctx, input }: { ctx: SetupContext; input: SetupInput }): Promise<{ userId: string }> {
  if (!(await needsSetup(ctx))) throw fail("SETUP_DONE", {});
  if (!ctx.setupToken.redeem(input.token)) throw fail("SETUP_TOKEN_WRONG", {});
  const passwordHash = await ctx.passwords.hash(input.password);
  const at = ctx.now();

  return ctx.accounts.transaction(async (tx) => {
    if ((await tx.userCount()) > 0) throw fail("SETUP_DONE", {});
    const { username } = input;
    const userId = await tx.createUser({ username, passwordHash, role: "admin", at });
    const actor = { userId, username };
    await tx.audit(
      { actor, address: ctx.address, action: "user.create", stackId: null, subject: username, before: null, after: { role: "admin", first: true } },
      at,
    );
    return { userId };
  });
}
