import type { ContainerView, ServiceView } from "@/lib/core/views";
import { clockMinutes } from "@/lib/format/age";
import { duration } from "@/lib/format/duration";
import { count, nameList, shortImage } from "@/lib/format/names";

export interface Generations {
  /** Containers of the confirmed generation, kept for the way back. */
  old: ContainerView[];
  /** Containers of the candidate. */
  new: ContainerView[];
}

export function generationsOf({ containers }: Pick<ServiceView, "containers">): Generations {
  const of = (generation: ContainerView["generation"]) => containers.filter((container) => container.generation === generation);
  return { old: of("old"), new: of("new") };
}

const restarts = (containers: readonly ContainerView[]) => containers.reduce((sum, { restartCount }) => sum + restartCount, 0);

/** The one line under the question: how long the new containers have run, and how. */
export function evidence(service: Pick<ServiceView, "containers" | "oldKept">, now: number): string {
  const fresh = generationsOf(service).new;
  const up = fresh.filter(({ state }) => state === "running");
  const kept =
    service.oldKept === 0 ? "No old containers are kept." : `The old ${service.oldKept === 1 ? "container is" : "containers are"} kept until you decide.`;
  if (up.length < fresh.length) return `${up.length} of ${fresh.length} new containers run. ${kept}`;
  if (up.length === 0) return kept;
  const sick = up.filter(({ health }) => health === "unhealthy").map(({ label }) => label);
  if (sick.length > 0) return `${nameList(sick)} ${sick.length === 1 ? "fails its" : "fail their"} health check. ${kept}`;
  const starting = up.some(({ health }) => health === "starting");
  const word = starting ? "Starting" : up.every(({ health }) => health === "healthy") ? "Healthy" : "Running, with no health check,";
  const since = Math.max(...up.map(({ startedAt }) => startedAt ?? now));
  const again = restarts(up);
  return `${word} for ${duration(now - since)}, ${again === 0 ? "no restarts" : count(again, "restart")}. ${kept}`;
}

export interface Fate {
  tone: "well" | "person" | "broken";
  icon: "check-circle" | "warning" | "remove";
  /** Names between back-ticks. */
  text: string;
}

const keeps = (text: string): Fate => ({ tone: "well", icon: "check-circle", text });
const loses = (text: string): Fate => ({ tone: "broken", icon: "remove", text });
const warns = (text: string): Fate => ({ tone: "person", icon: "warning", text });

type Deciding = Pick<ServiceView, "name" | "containers" | "kept" | "target" | "spec" | "keptSpec" | "phaseSince" | "group">;

/** The service as a decision on it sees it: with the old containers, and the data without a name, of whoever is decided on with it. */
export const decidedAsOne = ({ actions, oldKept, doomed = [], group = [] }: Pick<ServiceView, "actions" | "oldKept" | "doomed" | "group">) => ({
  actions,
  oldKept: group.reduce((sum, other) => sum + other.oldKept, oldKept),
  doomed: [...doomed, ...group.flatMap((other) => other.doomed ?? [])],
});

const withIt = ({ group = [] }: Deciding): Fate[] =>
  group.length === 0 ? [] : [warns(`Does the same with ${nameList(group.map(({ name }) => name))}: a primary and its sidekicks are decided on together`)];

/** Secrets of which the old containers have another text than the new ones. */
const olderSecrets = ({ spec, keptSpec }: Deciding): string[] =>
  (keptSpec?.secrets ?? []).flatMap(({ source, version }) => (spec?.secrets?.some((now) => now.source === source && now.version !== version) ? [source] : []));

/** What rolling back does, what it deletes, and what it cannot undo. */
export function rollBackFates(service: Deciding, timeZone?: string): Fate[] {
  const { old, new: fresh } = generationsOf(service);
  const present = old.filter(({ state }) => state !== "missing");
  const fates: Fate[] = [];
  if (present.length > 0) fates.push(keeps(`Starts the same ${count(present.length, "old container")} again, in seconds; needs no registry`));
  else fates.push(warns("The old containers are gone; they are made anew from the kept image"));
  if (service.kept) fates.push(keeps(`Back to \`${shortImage(service.kept.image)}\` and the settings of revision ${service.kept.revision}`));
  const older = olderSecrets(service);
  if (older.length > 0)
    fates.push(warns(`The older text of the ${older.length === 1 ? "secret" : "secrets"} ${nameList(older)} is in use again; the new one stays stored`));
  const labels = fresh.filter(({ state }) => state !== "missing").map(({ label }) => label);
  if (labels.length > 0) fates.push(loses(`Deletes new ${nameList(labels)}; what is kept of ${labels.length === 1 ? "its log" : "their logs"} stays`));
  fates.push(...withIt(service));
  const since = service.target?.since ?? service.phaseSince;
  fates.push(warns(`Does not undo data written since ${clockMinutes(since, timeZone)}`));
  return fates;
}

/** What confirming deletes for good, and what stays. */
export function confirmFates(service: Deciding): Fate[] {
  const { old } = generationsOf(service);
  const present = old.filter(({ state }) => state !== "missing");
  const fates: Fate[] = [];
  if (present.length > 0)
    fates.push(loses(`Deletes old ${nameList(present.map(({ label }) => label))}; what is kept of ${present.length === 1 ? "its log" : "their logs"} stays`));
  const unnamed = present.flatMap(({ anonymousVolumes }) => anonymousVolumes);
  if (unnamed.length > 0)
    fates.push(loses(`Deletes ${count(unnamed.length, "unnamed volume")} at ${nameList([...new Set(unnamed.map(({ target }) => target))])}`));
  fates.push(...withIt(service));
  if (fates.length === 0) fates.push(keeps("Deletes nothing: no old containers are kept"));
  const volumes = [
    ...new Set([service.spec, service.keptSpec].flatMap((spec) => spec?.mounts ?? []).flatMap((mount) => (mount.type === "volume" ? [mount.source] : []))),
  ];
  const revision = service.kept ? `revision ${service.kept.revision}` : "every revision";
  fates.push(
    keeps(
      volumes.length === 0
        ? `Keeps ${revision}, so that it can be deployed again`
        : `Keeps ${volumes.length === 1 ? "volume" : "volumes"} ${nameList(volumes)} and ${revision}`,
    ),
  );
  return fates;
}

/** The part of `after` that differs from `before`, cut at the last sign both share before it: an image's tag, not half a word. */
export function changedPart(before: string | null, after: string): [string, string] {
  if (before === null || before === after) return [after, ""];
  let same = 0;
  while (same < after.length && after[same] === before[same]) same += 1;
  const cut = Math.max(...["/", ":", "@"].map((sign) => after.slice(0, same).lastIndexOf(sign))) + 1;
  return [after.slice(0, cut), after.slice(cut)];
}
