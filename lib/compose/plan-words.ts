import type { Strategy } from "@/lib/core/desired";
import { groupInFile } from "@/lib/core/groups";
import { containerText, type DependencyCondition, fixedPorts, type ServiceSpec, type StackSpec } from "@/lib/core/spec";
import type { ReviewView } from "@/lib/core/views";

type Line = ReviewView["plan"][number];

export interface PlanInput {
  /** What runs now, with its present scale; empty for a first deploy. */
  before: { service: ServiceSpec; scale: number }[];
  after: StackSpec;
  strategy: Strategy;
  /** Whether the host has the image; null when nobody knows. */
  imagesHere: (image: string) => boolean | null;
  /** Services that run on although the file does not have them, as the person chose. */
  kept?: ReadonlySet<string>;
  /** Services that get a newer image of the same name, as the person chose. */
  newest?: ReadonlySet<string>;
  /** How long replacing that many containers took before, in ms; null when nobody knows. */
  estimate?: (service: string, count: number) => number | null;
}

/** What Deploy would do, in the order it would happen. */
export function planInWords({ before, after, strategy, imagesHere, kept = new Set(), newest = new Set(), estimate = () => null }: PlanInput): Line[] {
  const running = new Map(before.map(({ service, scale }) => [service.name, { service, scale }]));
  const services = inStartOrder(after.services);
  const differs = (service: ServiceSpec) => {
    const old = running.get(service.name);
    return !old || newest.has(service.name) || containerText(old.service) !== containerText(service);
  };
  // A group is upgraded as one, by whatever of it changes; a new sidekick alone leaves the others where they are.
  const replaced = services.filter((service) => differs(service) || groupInFile(services, service).some((other) => running.has(other.name) && differs(other)));
  const lines = services.map((service) => {
    const old = running.get(service.name);
    if (!old) return newLine(service, after, before.length === 0);
    return replaced.includes(service) ? upgradeLine(service, old, strategy, newest.has(service.name), estimate) : unchangedLine(service, old);
  });
  const gone = before.filter(({ service }) => !after.services.some((other) => other.name === service.name));
  return [
    ...resourceLines(before, after),
    ...pullLines(replaced, imagesHere, newest),
    ...lines,
    ...secretLines(replaced, running),
    ...gone.map((one) => (kept.has(one.service.name) ? keptLine(one) : goneLine(one))),
    ...warnings(replaced, running, strategy),
  ];
}

const line = (icon: Line["icon"], service: string | null, text: string): Line => ({ icon, service, text });
const containers = (count: number) => `${count} container${count === 1 ? "" : "s"}`;

/** Dependencies first, names in order otherwise. */
function inStartOrder(services: ServiceSpec[]): ServiceSpec[] {
  const placed = new Map<string, ServiceSpec>();
  const place = (service: ServiceSpec, above: string[]): void => {
    if (placed.has(service.name) || above.includes(service.name)) return;
    for (const { service: name } of service.dependsOn) {
      const dependency = services.find((other) => other.name === name);
      if (dependency) place(dependency, [...above, service.name]);
    }
    placed.set(service.name, service);
  };
  for (const service of services) place(service, []);
  return [...placed.values()];
}

function resourceLines(before: PlanInput["before"], after: StackSpec): Line[] {
  const joined = new Set(before.flatMap(({ service }) => service.networks.map((network) => network.name)));
  const mounted = new Set(before.flatMap(({ service }) => service.mounts.flatMap((mount) => (mount.type === "volume" ? [mount.source] : []))));
  const networks = after.networks.filter(({ name }) => !joined.has(name));
  const volumes = after.volumes.filter(({ name }) => !mounted.has(name));
  const network = ({ name, internal }: StackSpec["networks"][number]) => {
    const kind = name === "default" ? "A private network for this stack" : `Private network ${name}`;
    return line("network", null, internal ? `${kind}, without a way out to the internet` : kind);
  };
  return [
    ...networks.map(network),
    ...volumes.map(({ name }) => line("volume", null, before.length === 0 ? `New volume ${name}` : `Volume ${name}, made if the stack does not have it yet`)),
  ];
}

function pullLines(services: ServiceSpec[], imagesHere: PlanInput["imagesHere"], newest: ReadonlySet<string>): Line[] {
  const chosen = new Set(services.filter(({ name }) => newest.has(name)).map(({ image }) => image));
  return [...new Set(services.map((service) => service.image))].map((image) => {
    if (chosen.has(image)) return line("pull", null, `Pulls ${image} as its registry has it now`);
    const here = imagesHere(image);
    return line("pull", null, here ? `${image} is here already` : here === null ? `Pulls ${image} if it is not here yet` : `Pulls ${image}`);
  });
}

/** Nothing else of the file may have changed, so it is said in words. */
function secretLines(services: ServiceSpec[], running: ReadonlyMap<string, PlanInput["before"][number]>): Line[] {
  return services.flatMap(({ name, secrets = [] }) =>
    secrets.flatMap(({ source, version }) => {
      const before = running.get(name)?.service.secrets?.find((secret) => secret.source === source);
      return before && before.version !== version ? [line("service", name, `${name} gets the new text of the secret ${source}`)] : [];
    }),
  );
}

const UNTIL: Record<DependencyCondition, string> = {
  service_started: "is up",
  service_healthy: "is healthy",
  service_completed_successfully: "has completed",
};

function newLine(service: ServiceSpec, after: StackSpec, first: boolean): Line {
  const { name } = service;
  const waits = service.dependsOn.map((dependency) => `${dependency.service} ${UNTIL[dependency.condition]}`).join(" and ");
  const leads = waits === "" && after.services.some((other) => other.dependsOn.some((dependency) => dependency.service === name));
  const when = waits === "" ? (leads ? `${name} starts first` : name) : `${name} when ${waits}`;
  const checked = service.healthcheck?.test && service.healthcheck.test[0] !== "NONE" ? ", with a health check" : "";
  const beside = service.sidekickOf ? `, one beside each ${service.sidekickOf}` : "";
  const what = service.scale === 0 ? "no containers yet, its scale is 0" : containers(service.scale) + checked + beside;
  return line("service", name, first ? `${when}: ${what}` : `${name}: new, ${what}${waits === "" ? "" : `, when ${waits}`}`);
}

/** The running scale stands unless the file changes its own. */
const scaleAfter = (service: ServiceSpec, old: PlanInput["before"][number]) => (service.scale === old.service.scale ? old.scale : service.scale);

const rescaled = (from: number, to: number) => (from === to ? "" : `, then scaled from ${from} to ${to}`);

function unchangedLine(service: ServiceSpec, old: PlanInput["before"][number]): Line {
  const scale = scaleAfter(service, old);
  if (scale === old.scale) return line("unchanged", service.name, `${service.name}: unchanged`);
  return line("service", service.name, `${service.name}: scaled from ${old.scale} to ${scale}, the containers that stay are not touched`);
}

const WORDS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

function upgradeLine(
  service: ServiceSpec,
  old: PlanInput["before"][number],
  strategy: Strategy,
  newest: boolean,
  estimate: NonNullable<PlanInput["estimate"]>,
): Line {
  const { name } = service;
  const count = old.scale;
  const after = rescaled(count, scaleAfter(service, old));
  if (count === 0) return line("service", name, `${name}: changed, has no containers now${after}`);
  const pace = count === 1 ? "" : strategy.batchSize >= count ? " all at once" : ` ${WORDS[strategy.batchSize] ?? strategy.batchSize} at a time`;
  const olds = count === 1 ? "the old one" : "old ones";
  const order =
    strategy.order === "start-first"
      ? `${count === 1 ? "the new one starts" : "new ones start"} first, then ${olds} stopped and kept`
      : `${olds} stopped and kept`;
  const beside = service.sidekickOf ? `, each with its ${service.sidekickOf}` : "";
  const image = newest ? ", with the newest image" : "";
  const ms = estimate(name, count);
  const lasts = ms === null ? "" : `; about ${lasting(ms)}, an estimate by the last upgrade`;
  return line("service", name, `${name}: ${containers(count)} replaced${pace}${beside}${image}, ${order}${after}${lasts}`);
}

/** Rounded, as an estimate is: 4 s, 20 s, 3 min. Number and unit stay on one line. */
function lasting(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  if (seconds < 10) return `${seconds}\u00a0s`;
  return seconds < 90 ? `${Math.round(seconds / 5) * 5}\u00a0s` : `${Math.round(seconds / 60)}\u00a0min`;
}

const keptLine = ({ service: { name } }: PlanInput["before"][number]): Line => line("unchanged", name, `${name}: kept running, no longer in the file`);

function goneLine({ service, scale }: PlanInput["before"][number]): Line {
  const what =
    scale === 0 ? "it has no containers" : `its ${containers(scale)} ${scale === 1 ? "is" : "are"} stopped and kept until you confirm, and removed then`;
  const keeps = service.mounts.some(({ type }) => type === "volume") ? "; its named volumes stay" : "";
  return line("remove", service.name, `${service.name}: no longer in the file; ${what}${keeps}`);
}

function warnings(services: ServiceSpec[], running: Map<string, PlanInput["before"][number]>, strategy: Strategy): Line[] {
  if (strategy.order !== "start-first") return [];
  return services.flatMap((service) => {
    const [port] = fixedPorts(service);
    const kept = service.retainIp === true && running.get(service.name)?.service.retainIp === true;
    if (!running.has(service.name) || (!port && service.containerName === null && !kept)) return [];
    const what = !port && kept ? "the address that it keeps" : port ? `host port ${port.published}` : `the name ${service.containerName}`;
    return [line("warning", service.name, `${service.name} cannot start new containers first: old and new would both need ${what}. Choose stop first`)];
  });
}
