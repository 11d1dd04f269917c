import { SETTLE_MS, type Strategy } from "./desired";
import { goodAt } from "./facts";
import { isUp, type ObservedContainer } from "./observed";
import { canonicalText, type ServiceSpec } from "./spec";
import type { OperationView } from "./views";

export interface Estimate {
  ms: number;
  /** What it is known by. */
  by: "upgrade" | "start" | "check";
}

export interface Past {
  /** Newest first. */
  operations: readonly OperationView[];
  /** The strategy of its last upgrade, which the service still remembers. */
  strategy: Strategy;
  /** What runs of it now. */
  spec: ServiceSpec;
  containers: readonly ObservedContainer[];
}

/** Making and starting a container, and stopping one that ends when it is told to. */
const HANDLING_MS = 1_000;
/** The engine's own, where a health check does not say. */
const CHECK_INTERVAL_MS = 30_000;

/**
 * How long replacing `count` containers will take: by the last upgrade of the service that went well, else by how long what runs took to be good. Where
 * the health check is another one than then, by that. Null when nothing is known. Pulls are not in it.
 */
export function estimate(wanted: ServiceSpec, count: number, past: Past, now: Strategy): Estimate | null {
  if (count === 0) return null;
  const sameCheck = canonicalText(wanted.healthcheck) === canonicalText(past.spec.healthcheck);
  const learned = sameCheck ? paceOf(wanted.name, past) : null;
  const known: Estimate | null = learned ?? (sameCheck ? lastStart(past) : null) ?? byCheck(wanted);
  if (!known) return null;
  const batch = learned ? known.ms : known.ms + HANDLING_MS + stopMs(wanted.name, past.operations);
  const batches = Math.ceil(count / now.batchSize);
  return { ...known, ms: batches * batch + (batches - 1) * now.intervalSeconds * 1000 };
}

/** What one batch of a service took the last time, without pulls and pauses. */
function paceOf(service: string, { operations, strategy }: Past): Estimate | null {
  for (const { kind, status, steps } of operations) {
    if (kind !== "upgrade" || status !== "succeeded") continue;
    const own = steps.filter((step) => step.service === service && !step.title.startsWith("Pull "));
    const started = own.filter(({ title, status: how }) => title.startsWith("Start ") && how === "succeeded").length;
    const first = own[0];
    // The last step of an upgrade is the decision that every container is good: waiting for health lies before it.
    const last = own.at(-1);
    if (!first || !last || last.endedAt === null || started === 0) continue;
    const batches = Math.ceil(started / strategy.batchSize);
    const pauses = (batches - 1) * strategy.intervalSeconds * 1000;
    return { ms: Math.max(0, last.endedAt - first.startedAt - pauses) / batches, by: "upgrade" };
  }
  return null;
}

/** How long the slowest of what runs took from its start to being good, where that was seen. One past its deadline did not start so, it recovered. */
function lastStart({ containers, strategy }: Past): Estimate | null {
  const took = containers
    .flatMap((one) => {
      if (!isUp(one) || one.startedAt === null || one.restartCount > 0) return [];
      if (one.health === "none") return [SETTLE_MS];
      return one.health === "healthy" && goodAt(one) > one.startedAt ? [goodAt(one) - one.startedAt] : [];
    })
    .filter((ms) => ms <= strategy.healthDeadlineSeconds * 1000);
  return took.length > 0 ? { ms: Math.max(...took), by: "start" } : null;
}

/** The first answer of a health check comes after one interval. */
function byCheck({ healthcheck }: ServiceSpec): Estimate | null {
  if (!healthcheck?.test) return null;
  if (healthcheck.test[0] === "NONE") return { ms: SETTLE_MS, by: "start" };
  return { ms: healthcheck.intervalMs ?? CHECK_INTERVAL_MS, by: "check" };
}

/** A program that does not end when it is told to takes its whole grace each time. */
function stopMs(service: string, operations: readonly OperationView[]): number {
  const stops = operations.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.service === service && step.title.startsWith("Stop ") && step.endedAt !== null ? [step.endedAt - step.startedAt] : [])),
  );
  return Math.max(0, ...stops);
}
