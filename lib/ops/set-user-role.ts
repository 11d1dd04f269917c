import { reachesSite } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import type { SetRoleInput } from "./project-inputs";
import { requireFresh } from "./require-fresh";
import { requireUserAdministration } from "./require-permission";

/** Another role on the whole installation. Ends the person's sessions, so that nothing open outlives it; the last administrator stays one. */
export async function setUserRole({ ctx, input }: OpArgs<SetRoleInput>): Promise<void> {
  requireUserAdministration(ctx.actor);
  await requireFresh(ctx);
  const { userId, role } = input;
  await ctx.accounts.transaction(async (tx) => {
    const users = await tx.users();
    const user = users.find(({ id }) => id === userId);
    if (!user) throw fail("NOT_FOUND", { what: "user" });
    if (user.role === role) return;
    if (!reachesSite(ctx.actor.role, role) || !reachesSite(ctx.actor.role, user.role)) {
      throw fail("FORBIDDEN", { action: "users.manage", needs: "admin", roles: ["admin"] });
    }
    const inCharge = users.filter((other) => other.id !== userId && other.role === "admin" && !other.disabled);
    if (user.role === "admin" && inCharge.length === 0) {
      throw fail("BLOCKED", { action: "change-role", reason: "nobody else could administer Spindle", wayOut: [] });
    }
    await tx.setRole(userId, role);
    await tx.revokeSessions(userId);
    const entry = { actor: ctx.actor, address: ctx.address, action: "user.role", stackId: null, subject: user.username };
    await tx.audit({ ...entry, before: { role: user.role }, after: { role } }, ctx.now());
  });
}
