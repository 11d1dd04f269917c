import { fail } from "@/lib/core/errors";
import { leaseKey } from "@/lib/core/ports";
import type { OpArgs } from "./context";
import { staleness } from "./list-ports";
import type { ReleaseLeaseInput } from "./quota-inputs";
import { requirePolicyAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** Gives a port back to the pool that nobody can use any more, after it was typed. One that somebody still needs, or answers at, stays. */
export async function releaseLease({ ctx, input }: OpArgs<ReleaseLeaseInput>): Promise<null> {
  requirePolicyAdministration(ctx.actor);
  const key = leaseKey(input);
  if (input.typed !== key) throw fail("WRONG_CONFIRMATION", { expected: key });
  await ctx.registry.transaction(async (tx) => {
    const environment = await requireEnvironment(tx, input.environment);
    const lease = (await tx.leases(environment.id)).find((row) => leaseKey(row) === key);
    if (!lease) throw fail("NOT_FOUND", { what: "port" });
    const stack = await tx.stack({ kind: "all" }, ctx.actor.userId, { id: lease.stackId });
    const stale = staleness(lease, stack);
    if (stale === null) throw fail("PORT_TAKEN", { port: input.port, protocol: input.protocol, by: `${lease.stack}/${lease.service}` });
    const publisher = ctx.places.of(environment.id).mirror.publishedPorts().get(key);
    if (publisher) throw fail("PORT_TAKEN", { port: input.port, protocol: input.protocol, by: `the container ${publisher}, which still runs` });
    await tx.releaseLease(environment.id, input.port, input.protocol);
    const actor = { userId: ctx.actor.userId, username: ctx.actor.username };
    const entry = { actor, address: ctx.address, action: "port.release", stackId: stack?.id ?? null, subject: `${key} in ${environment.name}` };
    await tx.audit({ ...entry, before: { stack: lease.stack, service: lease.service, stale }, after: null }, ctx.now());
  });
  return null;
}
