import { scopeOf } from "@/lib/core/access";
import { isCalm, type Sight } from "@/lib/core/derive-service";
import { stackView } from "@/lib/core/derive-stack";
import type { DesiredStack } from "@/lib/core/desired";
import { byNeed, needsYouOf } from "@/lib/core/needs-you";
import { needOfRequest } from "@/lib/core/requests";
import { type PackedStack, type PackedStackList, packStack, summaryOf, verdictTable } from "@/lib/core/stack-list";
import type { NeedsYou } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { requestsOf } from "./read-request";
import { requireEnvironment } from "./require-stack";
import { factsOf, sightOf } from "./view-stack";

/** Every stack the actor may see in an environment, without containers and specs: rows need neither, and 500 stacks must travel. */
export async function listStacks({ ctx, input }: OpArgs<{ environment: string }>): Promise<PackedStackList> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const records = await ctx.registry.stacks(scopeOf(ctx.actor), ctx.actor.userId, environment.id);
  const offers = await ctx.registry.offersFor(ctx.actor.userId, environment.id);
  const invited = (await ctx.registry.invitationsFor(ctx.actor.userId, ctx.now())).length;
  const rows = records.map((record) => rowOf(ctx, environment, record));
  const asked = (await requestsOf(ctx, environment)).flatMap((request) => needOfRequest(request) ?? []);
  return {
    stacks: rows.map(({ stack }) => stack),
    needsYou: [...asked, ...rows.flatMap(({ needs }) => needs)].sort(byNeed),
    verdicts: table.all(),
    ...(offers.length > 0 && { offers }),
    ...(invited > 0 && { invited }),
  };
}

interface Row {
  stack: PackedStack;
  needs: NeedsYou[];
}

const table = verdictTable();

/**
 * Rows by what they were made from and for whom: readers of one role see the same, a token of theirs less. A record is another object after every
 * commit that touched it, what the mirror shows after every change.
 */
const calm = new WeakMap<DesiredStack, Map<string, { sight: Sight; row: Row }>>();

/** Every open page asks for the list at every change of any stack: a row at which nothing changed is not made again. */
function rowOf(ctx: OpContext, environment: EnvironmentRow, record: StackRecord): Row {
  const sight = sightOf(ctx, environment, record);
  const reader = `${ctx.actor.role} ${record.member} ${ctx.actor.token?.scopes ?? ""}`;
  const known = calm.get(record.desired) ?? new Map<string, { sight: Sight; row: Row }>();
  const before = known.get(reader);
  if (before && isSame(before.sight, sight)) return before.row;
  const view = stackView(factsOf(ctx, environment, record), sight, null);
  const row = { stack: packStack(summaryOf(view), table), needs: needsYouOf(view) };
  if (isCalm(sight)) calm.set(record.desired, known.set(reader, { sight, row }));
  return row;
}

const isSame = (before: Sight, now: Sight): boolean =>
  before.observed === now.observed &&
  before.policy === now.policy &&
  before.engine.state === now.engine.state &&
  before.engine.since === now.engine.since &&
  now.attempts.size === 0 &&
  now.underWay.size === 0;
