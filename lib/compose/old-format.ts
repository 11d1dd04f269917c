import type { Desk } from "./desk";
import { rehome } from "./expand";
import { RESOURCE_NAME } from "./names";
import { type Entry, entryOf, isNull, type MapNode, type Node } from "./node";

const TOP = new Set(["services", "version", "name", "networks", "volumes", "secrets", "configs", "include", "models"]);

/** Before 2016 services stood at the top of the file, and named volumes needed no declaration. Such a file is read as what it means today. */
export function modernRoot(desk: Desk, root: Node): Node {
  if (root.kind !== "map" || !isOld(root)) return root;
  const own = root.entries.filter(({ key }) => !key.startsWith("x-"));
  const [first] = own;
  if (!first) return root;
  desk.report.notice({
    rule: "compose.old-format",
    at: first,
    short: "format of before 2016",
    message: "This file has its services at the top, as in the first format of Compose. It is read as if they stood below `services:`.",
  });
  const at = { path: "services", from: first.from, to: first.to };
  const entries = own.map((entry) => ({ ...entry, path: `services.${entry.key}`, value: rehome(entry.value, `services.${entry.key}`) }));
  const services: Entry = { ...at, key: "services", value: { kind: "map", ...at, entries }, cut: null };
  const rest = root.entries.filter(({ key }) => key.startsWith("x-"));
  return { ...root, entries: [...rest, services, ...declared(entries, first)] };
}

/** No `services`, nothing that belongs to a later format, and something that looks like a service. */
function isOld(root: MapNode): boolean {
  const own = root.entries.filter(({ key }) => !key.startsWith("x-"));
  if (own.length === 0 || own.some(({ key, value }) => TOP.has(key) && !(key === "version" && isNull(value)))) return false;
  return (
    own.every(({ value }) => value.kind === "map") && own.some(({ value }) => entryOf(value, "image") ?? entryOf(value, "build") ?? entryOf(value, "extends"))
  );
}

/** The volumes that its services name. */
function declared(services: Entry[], at: Entry): Entry[] {
  const mounts = services.flatMap(({ value }) => {
    const volumes = entryOf(value, "volumes")?.value;
    return volumes?.kind === "list" ? volumes.items : [];
  });
  const named = mounts.flatMap((item) => {
    const [source = "", target] = item.kind === "scalar" && typeof item.value === "string" ? item.value.split(":") : [];
    return target?.startsWith("/") && RESOURCE_NAME.test(source) ? [source] : [];
  });
  if (named.length === 0) return [];
  const spot = { from: at.from, to: at.to };
  const nothing = (path: string): Node => ({ kind: "scalar", value: null, source: "", path, ...spot });
  const entries = [...new Set(named)].map((name): Entry => ({ key: name, path: `volumes.${name}`, ...spot, value: nothing(`volumes.${name}`), cut: null }));
  return [{ key: "volumes", path: "volumes", ...spot, value: { kind: "map", path: "volumes", ...spot, entries }, cut: null }];
}
