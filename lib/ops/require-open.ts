import { can } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { EnvironmentRow } from "@/lib/registry/types";
import type { OpContext } from "./context";

type Place = Pick<EnvironmentRow, "name" | "openTo">;

/** Who may bring something new into an environment. What runs there already may be run, stopped, gone back with and removed by its people all the same. */
export const isOpenTo = ({ actor }: Pick<OpContext, "actor">, { openTo }: Pick<Place, "openTo">, projectIds: readonly string[]): boolean =>
  openTo === null || actor.role === "admin" || projectIds.some((id) => openTo.includes(id));

export function requireOpen(ctx: Pick<OpContext, "actor">, environment: Place, projectId: string): void {
  if (!isOpenTo(ctx, environment, [projectId])) throw fail("ENVIRONMENT_CLOSED", { environment: environment.name });
}

/** Whether what the actor deploys here becomes a request. Who may say yes to others needs nobody's. */
export const mustWait = ({ actor, approval }: Pick<OpContext, "actor" | "approval">, { needsApproval }: Pick<EnvironmentRow, "needsApproval">): boolean =>
  needsApproval && approval === undefined && !can(actor, "deploy.approve", null);

/** Inside the transaction: it may have been switched on since. */
export function requireApproved(ctx: Pick<OpContext, "actor" | "approval">, environment: EnvironmentRow): void {
  if (mustWait(ctx, environment)) throw fail("APPROVAL_NEEDED", { environment: environment.name });
}
