import type { NeedsYou, ServiceView, StackView } from "./views";

const ORDER: NeedsYou["kind"][] = [
  "approval-waits",
  "approval-declined",
  "upgrade-waits",
  "upgrade-paused",
  "deploy-failed",
  "crash-loop",
  "service-error",
  "unhealthy",
];

/** What of one stack waits for a person. */
export const needsYouOf = (stack: StackView): NeedsYou[] =>
  stack.services.filter((service) => !isDecidedAbove(stack, service)).flatMap((service) => itemOf(stack, service));

/** Decisions first, oldest first, then failures. */
export const byNeed = (a: NeedsYou, b: NeedsYou): number => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.since - b.since;

/** One decision for a group: it is the primary's. */
const isDecidedAbove = ({ services }: StackView, { sidekickOf, phase }: ServiceView): boolean =>
  phase !== "steady" && services.some((other) => other.name === sidekickOf && other.phase === phase);

function itemOf(stack: StackView, service: ServiceView): NeedsYou[] {
  const kind = kindOf(stack, service);
  if (!kind) return [];
  const lastFailure = stack.lastChange?.status === "failed" ? stack.lastChange : null;
  return [
    {
      kind,
      stack: stack.name,
      service: service.name,
      since: sinceOf(service, lastFailure?.at ?? null),
      why: service.why,
      actor: lastFailure?.actor ?? null,
      operationId: stack.lastChange?.operationId ?? null,
    },
  ];
}

function kindOf(stack: StackView, service: ServiceView): NeedsYou["kind"] | null {
  if (service.state === "upgraded") return "upgrade-waits";
  if (service.state === "paused") return "upgrade-paused";
  const code = service.why.kind === "problem" ? service.why.problem.code : null;
  if (service.state === "error") {
    if (code === "CRASH_LOOP" || code === "OUT_OF_MEMORY") return "crash-loop";
    return stack.lastChange?.status === "failed" || stack.lastChange?.status === "running" ? "deploy-failed" : "service-error";
  }
  if (service.state === "rolling-back" && code) return "service-error";
  if (service.phaseProblem && service.phase === "steady") return "deploy-failed";
  return service.state === "active" && (service.health === "unhealthy" || service.health === "degraded") ? "unhealthy" : null;
}

function sinceOf(service: ServiceView, failedAt: number | null): number {
  if (service.phase !== "steady" || service.phaseProblem) return service.phaseSince;
  const started = service.containers.flatMap((container) => (container.problem && container.startedAt !== null ? [container.startedAt] : []));
  return failedAt ?? (started.length > 0 ? Math.min(...started) : service.phaseSince);
}
