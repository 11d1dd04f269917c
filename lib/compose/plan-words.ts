import { confirmedOf, isWaiting } from "@/lib/core/desired";
import { fixedPorts, type ServiceSpec } from "@/lib/core/spec";
import type { Verdicts } from "@/lib/core/verdicts";
import { aroundLines, pullLines } from "./plan/around";
import { line, type PlanInput, type PlanLine } from "./plan/line";
import { goneLine, keptLine, newLine, replaceLine, unchangedLine } from "./plan/services";

/** What Deploy would do, in the order in which it would happen, and what it would leave alone. */
export function planInWords(input: PlanInput): PlanLine[] {
  const { services, after, verdicts } = input;
  const lines = inStartOrder(after.services).map((spec) => {
    const added = verdicts.added.find(({ name }) => name === spec.name);
    if (added) return newLine(added, after, services.length === 0);
    const change = verdicts.changed.find((one) => one.spec.name === spec.name);
    if (change) return replaceLine(change, input);
    const service = services.find(({ name }) => name === spec.name);
    return service ? unchangedLine(service, spec, input) : line("unchanged", spec.name, `${spec.name}: unchanged`);
  });
  return [
    ...waitLines(verdicts),
    ...startFirstLines(input),
    ...aroundLines(input),
    ...pullLines(input),
    ...lines,
    ...verdicts.changed.flatMap(fileLines),
    ...verdicts.kept.map(keptLine),
    ...verdicts.removed.map((service) => goneLine(service, input)),
  ];
}

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

/** An upgrade over one that waits is asked for once more, and said here first. */
function waitLines({ changed, removed }: Verdicts): PlanLine[] {
  const waiting = [...changed.map(({ service }) => service), ...removed].filter(isWaiting).map(({ name }) => name);
  if (waiting.length === 0) return [];
  const whose = waiting.length === 1 ? waiting[0] : `${waiting.slice(0, -1).join(", ")} and ${waiting.at(-1)}`;
  return [line("warning", null, `An upgrade of ${whose} is not decided on yet; you are asked whether this one takes its place`)];
}

function startFirstLines({ verdicts, strategy }: PlanInput): PlanLine[] {
  if (strategy.order !== "start-first") return [];
  return verdicts.changed.flatMap(({ service, spec }) => {
    const old = confirmedOf(service)?.spec;
    const port = fixedPorts(spec).find((one) => old?.ports.some(({ published, protocol }) => published === one.published && protocol === one.protocol));
    const keepsAddress = spec.retainIp === true && old?.retainIp === true;
    if (!port && spec.containerName === null && !keepsAddress) return [];
    const what = port ? `host port ${port.published}` : spec.containerName === null ? "the address that it keeps" : `the name ${spec.containerName}`;
    return [line("warning", spec.name, `${spec.name} cannot start new containers first: old and new would both need ${what}. Choose stop first`)];
  });
}

/** Nothing else of the file may have changed, so it is said in words. */
function fileLines({ service: { target }, spec }: Verdicts["changed"][number]): PlanLine[] {
  const secrets = (spec.secrets ?? []).flatMap(({ source, version }) => {
    const before = target?.spec.secrets?.find((secret) => secret.source === source);
    return before && before.version !== version ? [`the secret ${source}`] : [];
  });
  const configs = (spec.configs ?? []).flatMap(({ source, content }) => {
    const before = target?.spec.configs?.find((config) => config.source === source);
    return before && before.content !== content ? [`the config ${source}`] : [];
  });
  return [...secrets, ...configs].map((what) => line("file", spec.name, `${spec.name} gets the new text of ${what}`));
}
