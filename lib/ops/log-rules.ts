import { scopeOf } from "@/lib/core/access";
import { type LogRule, logRules, RULE_EVENTS, RULE_OPERATIONS } from "@/lib/core/log-rules";
import { msOfMoment } from "@/lib/core/log-time";
import type { OpContext } from "./context";

/** So many of each sort, the newest. */
const MOST = 100;

export interface RulesWanted {
  environmentId: string;
  stackId: string;
  service: string | null;
  /** Moments with nine digits, the first included; null is no limit. */
  from: string | null;
  before: string | null;
}

/** What is to be said between lines of a stack; whoever asks has shown that they may read its logs. */
export async function readLogRules(ctx: OpContext, { environmentId, stackId, service, from, before }: RulesWanted): Promise<LogRule[]> {
  // To the millisecond here, and exactly below.
  const time = { ...(from !== null && { from: msOfMoment(from) }), ...(before !== null && { before: msOfMoment(before) + 1 }), limit: MOST };
  const [events, operations] = await Promise.all([
    ctx.registry.stackEvents(stackId, { ...(service !== null && { service }), kinds: RULE_EVENTS, ...time }),
    ctx.registry.operations(scopeOf(ctx.actor), { environmentId, stackId, kinds: RULE_OPERATIONS, ...time }),
  ]);
  const meant = operations.filter((operation) => service === null || operation.service === null || operation.service === service);
  return logRules(events, meant).filter(({ at }) => (from === null || at >= from) && (before === null || at < before));
}
