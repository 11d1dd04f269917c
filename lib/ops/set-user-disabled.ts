import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import type { SetDisabledInput } from "./inputs";
import { requireFresh } from "./require-fresh";
import { requireUserAdministration } from "./require-permission";

/** Locks an account out, ending its sessions and tokens at once, or lets it in again. Administrators only; the last of them who can sign in stays. */
export async function setUserDisabled({ ctx, input }: OpArgs<SetDisabledInput>): Promise<void> {
  requireUserAdministration(ctx.actor);
  await requireFresh(ctx);
  const { userId, disabled } = input;

  await ctx.accounts.transaction(async (tx) => {
    const users = await tx.users();
    const user = users.find(({ id }) => id === userId);
    if (!user) throw fail("NOT_FOUND", { what: "user" });
    if (user.disabled === disabled) return;
    const othersInCharge = users.filter((other) => other.id !== userId && other.role === "admin" && !other.disabled);
    if (disabled && user.role === "admin" && othersInCharge.length === 0) {
      throw fail("BLOCKED", { action: "disable", reason: "nobody else could administer Spindle", wayOut: [] });
    }
    await tx.setDisabled(userId, disabled);
    if (disabled) {
      await tx.revokeSessions(userId);
      await tx.revokeApiTokens(userId);
    }
    const action = disabled ? "user.disable" : "user.enable";
    const [before, after] = [{ disabled: user.disabled }, { disabled }];
    await tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId: null, subject: user.username, before, after }, ctx.now());
  });
}
