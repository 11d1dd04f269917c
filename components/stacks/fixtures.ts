import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { ACTIONS, transition } from "@/lib/core/lifecycle";
import type { ServiceView, StackView } from "@/lib/core/views";

const verdicts = (phase: ServiceView["phase"], running = true) =>
  Object.fromEntries(ACTIONS.map((action) => [action, transition({ phase, running }, action)])) as ServiceView["actions"];

export function aService(changes: Partial<ServiceView> = {}): ServiceView {
  const phase = changes.phase ?? "steady";
  return {
    id: `service-${changes.name ?? "web"}`,
    name: "web",
    image: "demo:v1",
    state: "active",
    health: "healthy",
    why: { kind: "well", since: null },
    phase,
    phaseSince: 0,
    phaseProblem: null,
    running: 1,
    wanted: 1,
    oldKept: 0,
    scale: { value: 1, max: 10, blocked: null, warning: null },
    endpoints: [],
    containers: [],
    target: null,
    kept: null,
    strategy: DEFAULT_STRATEGY,
    spec: null,
    keptSpec: null,
    rendered: null,
    change: null,
    actions: verdicts(phase),
    ...changes,
  };
}

export function aStack(name: string, changes: Partial<StackView> = {}): StackView {
  const services = changes.services ?? [aService()];
  const sum = (pick: (service: ServiceView) => number) => services.reduce((total, service) => total + pick(service), 0);
  return {
    id: `stack-${name}`,
    name,
    environment: "sandbox",
    project: "als-ops",
    owner: "tin63",
    revision: 1,
    confirmedRevision: 1,
    state: "active",
    health: "healthy",
    running: sum(({ running }) => running),
    wanted: sum(({ wanted }) => wanted),
    oldKept: sum(({ oldKept }) => oldKept),
    endpoints: services.flatMap(({ endpoints }) => endpoints),
    services,
    volumes: [],
    networks: [],
    lastChange: null,
    activeOperation: null,
    actions: services[0]?.actions ?? verdicts("steady"),
    ...changes,
  };
}
