import { tidyPath } from "@/lib/core/kernel-path";
import { rehome } from "./expand";
import { type Entry, entryOf, isNull, type ListNode, type MapNode, type Node, type ScalarNode } from "./node";
import type { Spot } from "./place";

/**
 * How Compose lays one map over another, for `extends` and for several files: maps are merged key by key, lists are joined, anything else is replaced.
 * What differs from that stands in RULES, by its place in a service; `*` is any key.
 */
type Rule =
  | "replace"
  /** Names with values, in either spelling. */
  | "pairs"
  /** A list of names is a map without values. */
  | "names"
  /** A list of names is a map in which each waits for the start alone, also where the lower file waits for more. */
  | "waits"
  /** Names with addresses: another address of a name is one more. */
  | "hosts"
  | "logging"
  /** Joined lists in which the later of two items with one key stays. */
  | ((item: Node) => string);

const RULES: Record<string, Rule> = {
  command: "replace",
  entrypoint: "replace",
  "healthcheck.test": "replace",
  "ulimits.*": "replace",
  logging: "logging",
  environment: "pairs",
  labels: "pairs",
  "deploy.labels": "pairs",
  sysctls: "pairs",
  annotations: "pairs",
  depends_on: "waits",
  extra_hosts: "hosts",
  networks: "names",
  volumes: targetOfVolume,
  ports: keyOfPort,
  configs: (item) => targetOfFile(item, "/"),
  secrets: (item) => targetOfFile(item, "/run/secrets/"),
};

/** One service over another, at the place of the upper one. */
export const mergeService = (base: Node, over: Node, path: string): Node => mergeNode(rehome(base, path), over, []);

/** One whole file over another. */
export function mergeFile(base: Node, over: Node): Node {
  if (isNull(over)) return base;
  if (base.kind !== "map" || over.kind !== "map") return isNull(base) ? over : base.kind === "map" ? base : over;
  return mergeMaps(base, over, (key, one, other) => {
    if (one.kind !== "map" || other.kind !== "map") return isNull(other) ? one : other;
    return mergeMaps(one, other, (_name, first, second) => mergeNode(first, second, key === "services" ? [] : ["-"]));
  });
}

function ruleAt(place: string[]): Rule | undefined {
  const own = place.join(".");
  const free = [place[0], "*", ...place.slice(2)].join(".");
  if (Object.hasOwn(RULES, own)) return RULES[own];
  return place.length > 1 && Object.hasOwn(RULES, free) ? RULES[free] : undefined;
}

function mergeNode(base: Node, over: Node, place: string[]): Node {
  const rule = ruleAt(place);
  if (rule === "replace") return over;
  if (isNull(over)) return base;
  if (isNull(base)) return over;
  if (rule === "pairs" || (place.at(-1) === "labels" && place[0] === "-")) return mergeMaps(pairs(base), pairs(over), (_key, _one, other) => other);
  if (rule === "names" || rule === "waits") {
    const mapOf = rule === "names" ? names : waits;
    return mergeMaps(mapOf(base), mapOf(over), (key, one, other) => mergeNode(one, other, [...place, key]));
  }
  if (rule === "hosts") return join(hosts(base), hosts(over), textKey);
  if (rule === "logging" && driverOf(base) !== driverOf(over) && driverOf(base) !== "" && driverOf(over) !== "") return over;
  if (base.kind === "map" && over.kind === "map") return mergeMaps(base, over, (key, one, other) => mergeNode(one, other, [...place, key]));
  const [first, second] = [listed(base), listed(over)];
  if (first && second && (base.kind === "list" || over.kind === "list" || JOINED.has(place.join("."))))
    return join(first, second, typeof rule === "function" ? rule : textKey);
  return over;
}

/** These are lists even where both files write one text. */
const JOINED = new Set(["dns", "dns_search", "tmpfs", "env_file", "label_file"]);

const listed = (node: Node): ListNode | null =>
  node.kind === "list" ? node : node.kind === "scalar" ? { kind: "list", items: [node], ...spotOf(node) } : null;

function mergeMaps(base: MapNode, over: MapNode, merge: (key: string, one: Node, other: Node) => Node): MapNode {
  const entries = new Map<string, Entry>(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const earlier = entries.get(entry.key);
    // Deleting the upper lines would bring the lower ones back, so no fix deletes a merged entry.
    entries.set(entry.key, earlier ? { ...entry, value: merge(entry.key, earlier.value, entry.value), cut: null } : entry);
  }
  return { ...over, entries: [...entries.values()] };
}

function join(base: ListNode, over: ListNode, keyOf: (item: Node) => string): ListNode {
  const items = new Map<string, Node>();
  for (const item of [...base.items, ...over.items]) items.set(keyOf(item), item);
  return { ...over, items: [...items.values()].map((item, index) => rehome(item, `${over.path}[${index}]`)) };
}

const rawText = (node: Node | undefined): string =>
  node?.kind === "scalar" && node.value !== null ? (typeof node.value === "string" ? node.value : node.source) : "";

/** Two items that are not plain texts are never the same. */
function textKey(item: Node): string {
  return item.kind === "scalar" ? `= ${rawText(item)}` : `@ ${item.from} ${item.path}`;
}

function targetOfVolume(item: Node): string {
  if (item.kind === "map") return tidyPath(rawText(entryOf(item, "target")?.value));
  const [first = "", second] = rawText(item).split(":");
  return tidyPath(second ?? first);
}

function targetOfFile(item: Node, home: string): string {
  if (item.kind !== "map") return home + rawText(item);
  const target = rawText(entryOf(item, "target")?.value) || rawText(entryOf(item, "source")?.value);
  return target.startsWith("/") ? target : home + target;
}

/** `8080`, `"8080/tcp"` and `{target: 8080}` are one port. */
function keyOfPort(item: Node): string {
  const part = (key: string) => rawText(entryOf(item, key)?.value);
  if (item.kind === "map") return `${part("host_ip")}:${part("published")}:${part("target")}/${part("protocol") || "tcp"}`;
  const [ports = "", protocol = "tcp"] = rawText(item).split("/");
  const pieces = ports.split(":");
  return `${[...["", "", ""].slice(pieces.length), ...pieces].join(":")}/${protocol}`;
}

const spotOf = ({ path, from, to, file }: Node): Spot => ({ path, from, to, file });

const driverOf = (node: Node): string => rawText(entryOf(node, "driver")?.value);

const nothing = (at: Node): ScalarNode => ({ kind: "scalar", value: null, source: "", ...spotOf(at) });

/** `- NAME=value` as `NAME: value`. */
function pairs(node: Node): MapNode {
  return toMap(node, (item) => {
    const text = rawText(item);
    const equals = text.indexOf("=");
    if (equals === -1) return { key: text, value: nothing(item) };
    const value = text.slice(equals + 1);
    return { key: text.slice(0, equals), value: { kind: "scalar", value, source: value, ...spotOf(item) } };
  });
}

const waits = (node: Node): MapNode =>
  toMap(node, (item) => {
    const value: ScalarNode = { ...nothing(item), value: "service_started", source: "service_started" };
    const condition: Entry = { ...spotOf(item), key: "condition", value, cut: null };
    return { key: rawText(item), value: { kind: "map", ...spotOf(item), entries: [condition] } };
  });

/** `name: address` as `- name=address`. */
function hosts(node: Node): ListNode {
  if (node.kind !== "map") return listed(node) ?? { kind: "list", items: [], ...spotOf(node) };
  const items = node.entries.flatMap(({ key, value }) =>
    (listed(value)?.items ?? []).map((address): ScalarNode => {
      const text = `${key}=${rawText(address)}`;
      return { kind: "scalar", value: text, source: text, ...spotOf(address) };
    }),
  );
  return { kind: "list", items, ...spotOf(node) };
}

const names = (node: Node): MapNode => toMap(node, (item) => ({ key: rawText(item), value: nothing(item) }));

function toMap(node: Node, read: (item: Node) => { key: string; value: Node }): MapNode {
  if (node.kind === "map") return node;
  const entries = (listed(node)?.items ?? []).map((item): Entry => ({ ...read(item), ...spotOf(item), cut: null }));
  return { kind: "map", entries, ...spotOf(node) };
}
