import { diffTexts } from "@/lib/compose/diff";
import { can, scopeOf } from "@/lib/core/access";
import type { DeployRequestDetail, DeployRequestView } from "@/lib/core/environments";
import { hide } from "@/lib/core/masking";
import { requestPlace } from "@/lib/core/requests";
import type { DeployRequestRow, EnvironmentRow } from "@/lib/registry/types";
import { withNumbers } from "./asker";
import type { OpArgs, OpContext } from "./context";
import type { UpgradeInput } from "./inputs";
import { diffStacks, diffVariables } from "./list-revisions";
import { ownOf } from "./own-secrets";
import { requireStack } from "./require-stack";
import { textFor, veilFor } from "./veil";

/** What waits in an environment, as the actor may see it; of one stack when it is named. Costs nothing where nobody has to say yes. */
export async function requestsOf(ctx: OpContext, environment: EnvironmentRow, stackId?: string): Promise<DeployRequestView[]> {
  if (!environment.needsApproval) return [];
  return (await ctx.registry.openRequests(scopeOf(ctx.actor), environment.id, stackId)).map((row) => viewOf(ctx, row));
}

function viewOf({ actor }: OpContext, row: DeployRequestRow): DeployRequestView {
  const { id, stack, kind, asker, askerId, createdAt, message, baseRevision, decidedBy, decidedAt, reason } = row;
  const own = askerId === actor.userId;
  const mayDecide = row.status === "waiting" && !own && can(actor, "deploy.approve", null);
  const status = row.status === "declined" ? "declined" : "waiting";
  return { id, stack, kind, asker, at: createdAt, message, baseRevision, status, by: decidedBy, decidedAt, reason, own, mayDecide };
}

/** What a request would change: to be read before somebody says yes. Null while nothing waits. */
export async function readRequest({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<DeployRequestDetail | null> {
  const { stack, environment } = await requireStack(ctx, input, "file.read");
  const [row] = await ctx.registry.openRequests(scopeOf(ctx.actor), environment.id, stack.id);
  const full = row && (await ctx.registry.request(scopeOf(ctx.actor), row.id));
  if (!full) return null;
  const asked = JSON.parse(ctx.sealing.open(full.input, requestPlace(full.id))) as UpgradeInput;
  const before = stack.revision === 0 ? null : await ctx.registry.revision(scopeOf(ctx.actor), stack.id, stack.revision);
  const { composeText, rancherText = null, variables } = asked;
  const asker = await withNumbers(ctx.registry, { username: full.asker, projects: [stack.project] });
  const own = await ownOf(ctx.registry, stack, Object.keys(asked.secrets ?? {}));
  const read = await ctx.readCompose(composeText, { stackName: stack.name, variables, policy: environment.policy, asker, rancherText, own });
  const from = before?.spec ?? { services: [], networks: [], volumes: [] };
  const to = read.spec ?? from;
  const veil = veilFor(ctx, stack, [variables, before?.variables ?? {}], [...from.services, ...to.services]);
  return {
    ...viewOf(ctx, full),
    text: diffTexts(await textFor(ctx, stack, before?.composeText ?? ""), await textFor(ctx, stack, composeText)),
    services: diffStacks(from, { spec: to }, veil),
    variables: diffVariables(before?.variables ?? {}, variables, veil),
    secrets: Object.keys(asked.secrets ?? {}).sort(),
    refused: read.spec ? null : hide(read.issues.find(({ severity }) => severity === "error")?.message ?? "It cannot be read any more.", veil.secrets),
  };
}
