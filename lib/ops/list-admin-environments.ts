import { can } from "@/lib/core/access";
import type { EnvironmentAdminList, EnvironmentAdminView } from "@/lib/core/environments";
import { fail } from "@/lib/core/errors";
import type { EnvironmentRow } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { choiceOf, type StoredEngine } from "./settle-engine";

/** Every environment with its settings. Certificates are shown, keys never. */
export async function listAdminEnvironments({ ctx }: { ctx: OpContext }): Promise<EnvironmentAdminList> {
  if (!can(ctx.actor, "environment.read", null)) throw fail("FORBIDDEN", { action: "environment.read", needs: "auditor" });
  const [environments, stored, projects] = await Promise.all([ctx.registry.environments(), ctx.registry.engineAddresses(), ctx.registry.projects()]);
  const views = await Promise.all(environments.map((environment) => viewOf(ctx, environment, environments, stored)));
  return { environments: views, projects, own: ctx.places.own };
}

async function viewOf(ctx: OpContext, environment: EnvironmentRow, all: EnvironmentRow[], stored: StoredEngine[]): Promise<EnvironmentAdminView> {
  const { id, name, colour, baseDomain, openTo, needsApproval } = environment;
  const address = stored.find(({ environmentId }) => environmentId === id)?.address ?? { endpoint: null, pinned: null, tls: null };
  const status = ctx.places.of(id).mirror.status();
  const sharing = ctx.places.sharing(id);
  return {
    ...{ id, name, colour, baseDomain, needsApproval },
    openTo: openTo && [...openTo],
    engine: choiceOf(address),
    pinned: address.pinned,
    status: ctx.actor.role === "admin" ? status : { ...status, detail: null },
    stacks: await ctx.registry.stackCount(id),
    sharing: all.filter((other) => other.id !== id && sharing.includes(other.id)).map((other) => other.name),
  };
}
