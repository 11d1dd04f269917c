import type { Strategy } from "./desired";
import type { OperationView } from "./views";

/** What one batch of a service took the last time, without pulls and pauses. */
interface Pace {
  batchMs: number;
}

/**
 * How long replacing `count` containers will take, by the last upgrade of the service that went well; null when there was none.
 * `operations`: newest first. `then`: the strategy of that upgrade, which the service still remembers.
 */
export function estimateMs(service: string, count: number, operations: readonly OperationView[], then: Strategy, now: Strategy): number | null {
  if (count === 0) return null;
  const pace = paceOf(service, operations, then);
  if (!pace) return null;
  const batches = Math.ceil(count / now.batchSize);
  return batches * pace.batchMs + (batches - 1) * now.intervalSeconds * 1000;
}

function paceOf(service: string, operations: readonly OperationView[], then: Strategy): Pace | null {
  for (const { kind, status, steps } of operations) {
    if (kind !== "upgrade" || status !== "succeeded") continue;
    const own = steps.filter((step) => step.service === service && !step.title.startsWith("Pull "));
    const started = own.filter(({ title, status: how }) => title.startsWith("Start ") && how === "succeeded").length;
    const first = own[0];
    // The last step of an upgrade is the decision that every container is good: waiting for health lies before it.
    const last = own.at(-1);
    if (!first || !last || last.endedAt === null || started === 0) continue;
    const batches = Math.ceil(started / then.batchSize);
    const pauses = (batches - 1) * then.intervalSeconds * 1000;
    return { batchMs: Math.max(0, last.endedAt - first.startedAt - pauses) / batches };
  }
  return null;
}
