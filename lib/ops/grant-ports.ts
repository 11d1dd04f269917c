import { fail } from "@/lib/core/errors";
import type { PortGrant } from "@/lib/core/policy";
import { isHostPort } from "@/lib/core/policy";
import { canonicalText } from "@/lib/core/spec";
import type { OpArgs } from "./context";
import type { GrantPortsInput } from "./quota-inputs";
import { requireFresh } from "./require-fresh";
import { requirePolicyAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";

const sameGrant = (a: PortGrant, b: PortGrant): boolean => canonicalText({ ...a, reason: "" }) === canonicalText({ ...b, reason: "" });

/** Host ports outside of the pool for the files of some projects, or taken back from them. Who holds one already keeps it. */
export async function grantPorts({ ctx, input }: OpArgs<GrantPortsInput>): Promise<null> {
  requirePolicyAdministration(ctx.actor);
  await requireFresh(ctx);
  const { grant, revoke } = input;
  await ctx.registry.transaction(async (tx) => {
    const environment = await requireEnvironment(tx, input.environment);
    const { policy } = environment;
    const others = policy.portGrants.filter((one) => !sameGrant(one, grant));
    if (revoke && others.length === policy.portGrants.length) throw fail("NOT_FOUND", { what: "port" });
    if (!revoke) {
      for (const name of grant.projects)
        if (!(await tx.projectNamed(name))) throw fail("INVALID_INPUT", { field: "Project", reason: `there is no project ${name}` });
      if (isHostPort(policy, grant.from) && isHostPort(policy, grant.to))
        throw fail("INVALID_INPUT", { field: "Ports", reason: "these are of the pool, which every project may use" });
    }
    const portGrants = revoke ? others : [...others, grant].sort((a, b) => a.from - b.from);
    await tx.setPolicy(environment.id, { ...policy, portGrants });
    const actor = { userId: ctx.actor.userId, username: ctx.actor.username };
    const subject = `${grant.from === grant.to ? grant.from : `${grant.from}-${grant.to}`} in ${environment.name}`;
    const entry = { actor, address: ctx.address, action: revoke ? "port.revoke" : "port.grant", stackId: null, subject };
    await tx.audit({ ...entry, before: revoke ? grant : null, after: revoke ? null : grant }, ctx.now());
  });
  return null;
}
