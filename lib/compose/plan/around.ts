import { isWaiting } from "@/lib/core/desired";
import type { ServiceSpec, VolumeSpec } from "@/lib/core/spec";
import { formatDuration } from "../units";
import { line, type PlanInput, type PlanLine } from "./line";

/** Networks and volumes that are made, used again, or left over. */
export const aroundLines = (input: PlanInput): PlanLine[] => [...networkLines(input), ...volumeLines(input)];

function networkLines({ services, after, verdicts, present, hasRun }: PlanInput): PlanLine[] {
  const made = after.networks.filter(({ name }) => !present.networks.some((one) => one.name === name));
  const other = after.networks.filter(({ name, internal }) => present.networks.some((one) => one.name === name && one.internal !== internal));
  const outside = (name: string) => verdicts.kept.some(({ target }) => target?.spec.networks.some((network) => network.name === name));
  const left = present.networks.filter(({ name }) => !after.networks.some((one) => one.name === name) && !outside(name));
  const touched = [...verdicts.changed.map(({ service }) => service), ...verdicts.removed];
  const waits = services.some(isWaiting) || touched.some(hasRun);
  return [
    ...made.map(({ name, internal }) => {
      const kind = name === "default" ? "A private network for this stack" : `Private network ${name}`;
      return line("network", null, internal ? `${kind}, without a way out to the internet` : kind);
    }),
    ...other.map(({ name, internal }) =>
      line(
        "warning",
        null,
        `Network ${name} ${internal ? "keeps its way out to the internet" : "stays without a way out to the internet"}: it is there already, and a network cannot be changed. Give it another name in the file`,
      ),
    ),
    ...left.map(({ name }) =>
      line("remove", null, `Network ${name}: no longer in the file, removed ${waits ? "when you confirm" : "once no container is in it"}`),
    ),
  ];
}

function volumeLines({ services, after, verdicts, present }: PlanInput): PlanLine[] {
  const before = new Set(services.flatMap(({ target }) => (target ? volumesOf(target.spec) : [])));
  const still = new Set([...after.services, ...verdicts.kept.flatMap(({ target }) => target?.spec ?? [])].flatMap(volumesOf));
  const left = [...before].filter((name) => !still.has(name)).sort();
  return [
    ...after.volumes.filter(({ name }) => still.has(name) && !before.has(name)).map((volume) => newlyMounted(volume, present)),
    ...left.map((name) => line("keep", null, `Volume ${name}: no service mounts it any more; it stays, with what is in it`)),
  ];
}

function newlyMounted({ name, external }: VolumeSpec, { volumes }: PlanInput["present"]): PlanLine {
  if (external) return line("volume", null, `Volume ${name}, which is yours and outside of this stack`);
  return line("volume", null, volumes.includes(name) ? `Volume ${name} is here from before, with what is in it` : `New volume ${name}`);
}

const volumesOf = ({ mounts }: ServiceSpec): string[] => mounts.flatMap((mount) => (mount.type === "volume" ? [mount.source] : []));

/** Images of whatever gets new containers. */
export function pullLines({ verdicts, imagesHere, newest = new Set() }: PlanInput): PlanLine[] {
  const scaleOf = ({ service }: PlanInput["verdicts"]["changed"][number]) => verdicts.rescaled.find((one) => one.service === service)?.scale ?? service.scale;
  const specs = [...verdicts.changed.filter((one) => scaleOf(one) > 0).map(({ spec }) => spec), ...verdicts.added.filter(({ scale }) => scale > 0)];
  const byImage = new Map<string, ServiceSpec[]>();
  for (const spec of [...specs].sort((a, b) => (a.image < b.image ? -1 : 1))) byImage.set(spec.image, [...(byImage.get(spec.image) ?? []), spec]);
  return [...byImage].map(([image, users]) => line("pull", null, pullWords(image, users, imagesHere(image), newest)));
}

function pullWords(image: string, users: ServiceSpec[], here: boolean | null, newest: ReadonlySet<string>): string {
  if (users.some(({ name }) => newest.has(name))) return `Pulls ${image} as its registry has it now`;
  if (here === false) return `Pulls ${image}`;
  if (users.some(({ pull }) => pull?.policy === "always")) return `Pulls ${image} even where it is here, as the file asks (pull_policy)`;
  const after = users.flatMap(({ pull }) => (pull?.policy === "after" ? [pull.seconds] : []));
  if (after.length > 0) return `Pulls ${image} if the one here is older than ${formatDuration(Math.min(...after) * 1000)}, as the file asks (pull_policy)`;
  return here ? `${image} is here already` : `Pulls ${image} if it is not here yet`;
}
