import type { Desk } from "./desk";
import { MOST_EXPANDED } from "./expand";
import { mergeService } from "./merge";
import { type Entry, entryOf, isNull, type MapNode, type Node } from "./node";
import { eachField, lineOf, refuse, wrong } from "./values";

const ONLY_HERE = "Only services of this file can be extended: other files are not read. Copy the service into this file.";

/** The tree with every `extends` followed. A service that cannot be followed keeps what it says itself; null when it would be too much. */
export function followExtends(desk: Desk, root: Node): Node | null {
  const services = entryOf(root, "services");
  if (root.kind !== "map" || services?.value.kind !== "map") return root;
  const all = services.value;
  if (!all.entries.some(({ value }) => entryOf(value, "extends"))) return root;
  const room: Room = { desk, all, done: new Map(), left: MOST_EXPANDED };
  const value: MapNode = { ...all, entries: all.entries.map((entry) => follow(room, entry, [])) };
  if (room.left < 0) {
    const message = "With every `extends` followed the file has more than 50000 parts. That is more than a stack needs; make it shorter.";
    desk.report.error({ rule: "yaml.nodes", at: services, short: "too many parts", message });
    return null;
  }
  return { ...root, entries: root.entries.map((entry) => (entry === services ? { ...entry, value } : entry)) };
}

interface Room {
  desk: Desk;
  all: MapNode;
  done: Map<string, Entry>;
  /** How many parts services may still take over from others. */
  left: number;
}

/** How many parts there are from here on; stops counting where it is too many. */
function parts(node: Node, before: number): number {
  let count = before + 1;
  const inner = node.kind === "map" ? node.entries.map(({ value }) => value) : node.kind === "list" ? node.items : [];
  for (const one of inner) {
    if (count > MOST_EXPANDED) return count;
    count = parts(one, count);
  }
  return count;
}

function follow(room: Room, entry: Entry, trail: string[]): Entry {
  const known = room.done.get(entry.key);
  if (known) return known;
  const wish = entryOf(entry.value, "extends");
  const followed = wish && entry.value.kind === "map" && room.left >= 0 ? over(room, entry, wish, trail) : entry;
  room.done.set(entry.key, followed);
  return followed;
}

function over(room: Room, entry: Entry, wish: Entry, trail: string[]): Entry {
  const { desk, all } = room;
  const own = without(entry.value as MapNode);
  const bare = { ...entry, value: own };
  const name = baseName(desk, wish);
  if (name === undefined) return bare;
  const path = [...trail, entry.key];
  if (path.includes(name)) {
    wrong(desk, wish, "extends", `These extend each other: ${path.slice(path.indexOf(name)).join(" extends ")} extends ${name}. Take one of them out.`);
    return bare;
  }
  const base = all.entries.find(({ key }) => key === name);
  if (!base) {
    wrong(desk, wish, "extends", `${name} is not a service of this file.`);
    return bare;
  }
  const { value } = follow(room, base, path);
  room.left -= parts(value, 0);
  return room.left < 0 ? bare : { ...entry, value: mergeService(value, own, entry.path) };
}

const without = (service: MapNode): MapNode => ({ ...service, entries: service.entries.filter(({ key }) => key !== "extends") });

/** `extends: base`, or `extends: {service: base}`. */
function baseName(desk: Desk, wish: Entry): string | undefined {
  if (isNull(wish.value)) return wrong(desk, wish, "extends", "extends names a service of this file.");
  if (wish.value.kind !== "map") return lineOf(desk, wish.value, "extends");
  let name: string | undefined;
  let file = false;
  eachField(desk, wish.value, "extends", {
    service: (entry) => (name = lineOf(desk, entry.value, "extends.service")),
    file: (entry) => {
      file = true;
      refuse(desk, entry, "extends.file", ONLY_HERE);
    },
  });
  if (!file && !entryOf(wish.value, "service")) wrong(desk, wish, "extends", "extends needs `service`, the name of a service of this file.");
  return file ? undefined : name;
}
