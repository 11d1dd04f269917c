import type { OpArgs } from "./context";
import type { CreateUserInput } from "./inputs";
import { requireFresh } from "./require-fresh";
import { requireUserAdministration } from "./require-permission";
import { ONE_TIME_MS } from "./reset-account";

/** An account with a project of its own, named like it. Its password lets in only to choose another. Administrators only; throws NAME_TAKEN. */
export async function createUser({ ctx, input }: OpArgs<CreateUserInput>): Promise<{ userId: string }> {
  requireUserAdministration(ctx.actor);
  await requireFresh(ctx);
  const { username, role } = input;
  const passwordHash = await ctx.passwords.hash(input.password);
  const at = ctx.now();

  return ctx.accounts.transaction(async (tx) => {
    const userId = await tx.createUser({ username, passwordHash, role, at });
    await tx.setPassword(userId, passwordHash, at + ONE_TIME_MS);
    await tx.audit({ actor: ctx.actor, address: ctx.address, action: "user.create", stackId: null, subject: username, before: null, after: { role } }, at);
    return { userId };
  });
}
