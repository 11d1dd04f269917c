import { stackVerdictsOf } from "./derive-actions";
import { type Sight, serviceView } from "./derive-service";
import { belowPrimary } from "./groups";
import { engineName } from "./labels";
import { forReader } from "./stack-rights";
import type { Health, LifecycleState, OperationView, ServiceView, StackView } from "./views";

/** What the registry knows of a stack besides its desired state. */
export type StackFacts = Pick<
  StackView,
  "id" | "name" | "environment" | "project" | "owner" | "revision" | "confirmedRevision" | "lastChange" | "lacks" | "as" | "switches" | "offer"
>;

export function stackView(facts: StackFacts, sight: Sight, activeOperation: OperationView | null): StackView {
  return forReader(wholeView(facts, sight, activeOperation));
}

function wholeView(facts: StackFacts, sight: Sight, activeOperation: OperationView | null): StackView {
  const services = belowPrimary(withGroups(sight.stack.services.map((service) => serviceView(service, sight))));
  const { stack, observed } = sight;
  const sum = (pick: (service: ServiceView) => number) => services.reduce((total, service) => total + pick(service), 0);
  return {
    ...facts,
    state: stack.removing ? "removing" : stateOfAll(services.map((service) => service.state)),
    health: healthOfAll(services),
    running: sum((service) => service.running),
    wanted: sum((service) => service.wanted),
    oldKept: sum((service) => service.oldKept),
    endpoints: services.flatMap((service) => service.endpoints),
    services,
    volumes: stack.volumes.map((name) => ({ name, engineName: engineName.volume(stack.id, name), present: observed.volumes.includes(name) })),
    networks: stack.networks.map(({ name }) => ({ name, engineName: engineName.network(stack.id, name), present: observed.networks.includes(name) })),
    activeOperation,
    actions: stackVerdictsOf(stack.services, stack.removing !== null),
  };
}

/** Whose upgrade a decision on one means too. */
function withGroups(services: ServiceView[]): ServiceView[] {
  const keyOf = ({ name, sidekickOf }: ServiceView) => sidekickOf ?? name;
  return services.map((service) => {
    const others = services.filter((other) => other !== service && other.phase !== "steady" && keyOf(other) === keyOf(service));
    return service.phase === "steady" || others.length === 0
      ? service
      : { ...service, group: others.map(({ name, oldKept, doomed }) => ({ name, oldKept, doomed })) };
  });
}

/** The state that most needs to be seen stands for the stack. */
const BY_URGENCY: LifecycleState[] = [
  "removing",
  "error",
  "rolling-back",
  "upgrading",
  "paused",
  "upgraded",
  "finishing-upgrade",
  "restarting",
  "activating",
  "deactivating",
  "active",
  "inactive",
];

function stateOfAll(states: LifecycleState[]): LifecycleState {
  if (states.length === 0) return "inactive";
  return BY_URGENCY.find((state) => states.includes(state)) ?? "active";
}

function healthOfAll(services: ServiceView[]): Health {
  const healths = services.filter((service) => service.state !== "removing").map((service) => service.health);
  if (healths.length === 0 || healths.every((health) => health === "stopped")) return "stopped";
  const counted = healths.filter((health) => health !== "stopped");
  if (counted.every((health) => health === "started-once")) return "started-once";
  if (counted.every((health) => health === "none" || health === "started-once")) return "none";
  if (counted.every((health) => health === "healthy" || health === "none" || health === "started-once")) return "healthy";
  if (counted.includes("initializing") && !counted.includes("unhealthy") && !counted.includes("degraded")) return "initializing";
  return counted.every((health) => health === "unhealthy") ? "unhealthy" : "degraded";
}
