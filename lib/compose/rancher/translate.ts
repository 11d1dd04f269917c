import type { Desk } from "../desk";
import { type Entry, entryOf, isNull, type MapNode, type Node } from "../node";
import { mapOf, wrong } from "../values";
import { applyEdits } from "./apply";
import { drop, type Edits, openEdits, type Page, type Plain, plainOf, set } from "./edits";
import { RANCHER_FILE } from "./joined-report";
import { RANCHER_KEYS, refusePseudoImage } from "./keys";
import { joinLabels, type LabelEntry, labelsOf, translateLabels } from "./labels";
import { translateScale } from "./scale";
import { claimSidekicks, translateSharing } from "./sidekicks";
import { refuseRest, refuseSections, SECTIONS, translateVolumes } from "./top-level";

export interface Translation {
  /** As today's Compose would have it; every part at the place of what it was translated from. */
  root: Node;
  /** Null when nothing of Rancher's was there. */
  edits: Edits | null;
}

/** Reads what only Rancher 1.6 knew, in either text, as the modern attributes that mean the same, and says so at each line. */
export function translateRancher(desk: Desk, root: Node, rancher: Node | null): Translation {
  if (root.kind !== "map") return { root, edits: null };
  const edits = openEdits();
  const second = rancher && !isNull(rancher) ? rancher : null;
  if (second && second.kind !== "map") wrong(desk, { ...second, path: "(document)" }, "services", `${RANCHER_FILE} has services with their keys below.`);
  const map = second?.kind === "map" ? second : null;
  const services = servicesIn(root);
  const more = map ? servicesIn(map) : null;
  refuseSections(desk, edits, root);
  refuseSections(desk, edits, map);
  if (map) refuseRest(desk, edits, map);
  translateVolumes(desk, edits, root);
  const pages = (services?.entries ?? []).flatMap((entry) => pageOf(desk, edits, entry, entryOf(more ?? entry.value, entry.key)) ?? []);
  for (const entry of more?.entries ?? []) if (services && !entryOf(services, entry.key)) sayUnknown(desk, entry);
  claimSidekicks(desk, pages);
  for (const one of pages) translateService(one);
  for (const { page } of pages) translateSharing(page, pages);
  return { root: edits.touched ? applyEdits(root, edits) : root, edits: edits.touched || map ? edits : null };
}

/** Under `services:`, or at the top as in the oldest files. */
function servicesIn(root: MapNode): MapNode | null {
  const services = entryOf(root, "services")?.value;
  if (services) return services.kind === "map" ? services : null;
  const entries = root.entries.filter(({ key, value }) => !NOT_SERVICES.has(key) && !key.startsWith(".") && !key.startsWith("x-") && value.kind === "map");
  return { ...root, entries };
}
const NOT_SERVICES = new Set(["version", "volumes", "networks", "secrets", "configs", ...Object.keys(SECTIONS)]);

export interface ServicePage {
  page: Page;
  /** Of both files. */
  labels: LabelEntry[];
  rancher: MapNode | null;
}

function pageOf(desk: Desk, edits: Edits, entry: Entry, second: Entry | undefined): ServicePage | null {
  if (entry.value.kind !== "map") return null;
  const fromRancher = second?.file === undefined || isNull(second.value) ? null : second.value;
  if (fromRancher && !mapOf(desk, fromRancher, "services", entry.key)) return null;
  const rancher = fromRancher?.kind === "map" ? fromRancher : null;
  const keys = new Map<string, Entry>();
  for (const one of [...entry.value.entries, ...(rancher?.entries ?? [])]) if (isRancherKey(one.key)) keys.set(one.key, one);
  return {
    page: { desk, edits, service: entry.key, own: entry.value, keys, primary: null },
    labels: [...labelsOf(entryOf(entry.value, "labels")?.value), ...labelsOf(rancher ? entryOf(rancher, "labels")?.value : undefined)],
    rancher,
  };
}

const isRancherKey = (key: string): boolean => key === "scale" || Object.hasOwn(RANCHER_KEYS, key);

function translateService({ page, labels, rancher }: ServicePage): void {
  const { own, keys, edits } = page;
  for (const entry of own.entries) if (Object.hasOwn(RANCHER_KEYS, entry.key)) drop(edits, entry);
  refusePseudoImage(page, entryOf(own, "image"));
  translateScale(page, new Map(labels.map((label) => [label.name, label])));
  for (const entry of keys.values()) if (Object.hasOwn(RANCHER_KEYS, entry.key)) RANCHER_KEYS[entry.key]?.(page, entry);
  translateLabels(page, labels);
  for (const entry of rancher?.entries ?? []) if (!isRancherKey(entry.key)) moveOver(page, entry);
}

/** What is no key of Rancher's may stand in either file: maps and lists grow, single values are replaced. */
function moveOver(page: Page, entry: Entry): void {
  if (entry.key === "labels") return joinLabels(page, page.edits, labelsOf(entry.value), entry);
  const own = entryOf(page.own, entry.key);
  set(page, entry, entry.key, own ? joined(plainOf(own.value), plainOf(entry.value)) : plainOf(entry.value));
}

function joined(before: Plain, after: Plain): Plain {
  if (Array.isArray(before) && Array.isArray(after)) return [...before, ...after];
  const isMap = (value: Plain): value is { [key: string]: Plain } => typeof value === "object" && value !== null && !Array.isArray(value);
  return isMap(before) && isMap(after) ? { ...before, ...after } : after;
}

function sayUnknown(desk: Desk, entry: Entry): void {
  wrong(desk, entry, "services", `${entry.key} is not a service of docker-compose.yml. Add it there, or remove it here.`);
}
