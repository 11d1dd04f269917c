import type { EnvironmentAdminList, EnvironmentAdminView } from "@/lib/core/environments";
import type { EnvironmentRow } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { choiceOf, type StoredEngine } from "./settle-engine";

/** Every environment with its settings. Certificates are shown, keys never. */
export async function listAdminEnvironments({ ctx }: { ctx: OpContext }): Promise<EnvironmentAdminList> {
  requireEnvironmentReading(ctx.actor);
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
