import type { Entry, MapNode, Node } from "../node";
import { type Edits, nodeOf, type Setting } from "./edits";

/** The tree with the edits in it. What was dropped by its place is gone from every service that had it by an alias or a merge. */
export function applyEdits(root: MapNode, edits: Edits): MapNode {
  const cut = without(root, edits.drops) as MapNode;
  const services = cut.entries.find(({ key }) => key === "services");
  if (!services) return withSettings(cut, edits);
  if (services.value.kind !== "map") return cut;
  const value = withSettings(services.value, edits);
  return { ...cut, entries: cut.entries.map((entry) => (entry === services ? { ...entry, value } : entry)) };
}

function without(node: Node, drops: ReadonlySet<number>): Node {
  if (node.kind === "scalar") return node;
  if (node.kind === "list") return { ...node, items: node.items.filter((item) => !drops.has(item.from)).map((item) => without(item, drops)) };
  const entries = node.entries.filter((entry) => !drops.has(entry.from)).map((entry): Entry => ({ ...entry, value: without(entry.value, drops) }));
  return { ...node, entries };
}

const withSettings = (services: MapNode, { settings }: Edits): MapNode => ({
  ...services,
  entries: services.entries.map((service) => {
    const own = settings.filter((setting) => setting.service === service.key);
    return service.value.kind === "map" && own.length > 0 ? { ...service, value: own.reduce(withSetting, service.value) } : service;
  }),
});

function withSetting(map: MapNode, { key, sub, value, at }: Setting): MapNode {
  const path = `${map.path}.${key}`;
  const old = map.entries.find((entry) => entry.key === key);
  const entry: Entry =
    sub === null
      ? { path, from: at.from, to: at.to, file: at.file, key, value: nodeOf(value, at, path), cut: null }
      : { ...(old ?? { path, from: at.from, to: at.to, file: at.file, cut: null }), key, value: inner(old?.value, path, sub, value, at) };
  return { ...map, entries: old ? map.entries.map((one) => (one === old ? entry : one)) : [...map.entries, entry] };
}

/** One more key in a map that may be there already. */
function inner(old: Node | undefined, path: string, sub: string, value: Setting["value"], at: Setting["at"]): MapNode {
  const spot = { path: `${path}.${sub}`, from: at.from, to: at.to, file: at.file };
  const entry: Entry = { ...spot, key: sub, value: nodeOf(value, at, spot.path), cut: null };
  if (old?.kind !== "map") return { kind: "map", ...spot, path, entries: [entry] };
  return { ...old, entries: [...old.entries.filter((one) => one.key !== sub), entry] };
}
