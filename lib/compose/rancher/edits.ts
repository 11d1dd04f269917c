import { stringify } from "yaml";
import type { Desk } from "../desk";
import type { Entry, MapNode, Node } from "../node";
import type { Spot } from "../place";

/** What stands in a text: strings still have their `${NAME}`. */
export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** One modern attribute that takes the place of something Rancher's. */
export interface Setting {
  service: string;
  key: string;
  /** Inside the key's map: `update_config` of `deploy`. */
  sub: string | null;
  value: Plain;
  /** What it is the translation of. */
  at: Spot;
}

/**
 * A translation, as changes of the compose text. One list serves twice: the reader applies it to the tree it reads, and "Modernise this file" to the
 * document it writes, so the two can only mean the same.
 */
export interface Edits {
  settings: Setting[];
  /** Parts of the compose text that go, by where they start. */
  drops: Set<number>;
  /** Something of Rancher's was there, though it may have no modern form. */
  touched: boolean;
}

/** One service on the translator's desk. */
export interface Page {
  desk: Desk;
  edits: Edits;
  service: string;
  /** As docker-compose.yml has it. */
  own: MapNode;
  /** Rancher's keys of both files; rancher-compose.yml wins. */
  keys: ReadonlyMap<string, Entry>;
  /** Whose sidekick it is. */
  primary: string | null;
}

export const openEdits = (): Edits => ({ settings: [], drops: new Set(), touched: false });

export function drop(edits: Edits, at: Spot): void {
  edits.touched = true;
  if (at.file === undefined) edits.drops.add(at.from);
}

export function set(page: Page, at: Spot, key: string, value: Plain, sub: string | null = null): void {
  const { edits, service } = page;
  edits.touched = true;
  edits.settings = edits.settings.filter((other) => other.service !== service || other.key !== key || other.sub !== sub);
  edits.settings.push({ service, key, sub, value, at });
}

/** A computed text is read again with its variables filled in, so its dollar signs are doubled. */
export const literal = (text: string): string => text.replaceAll("$", "$$$$");

/** One line of YAML, for a sentence. */
export const inline = (value: Plain): string =>
  stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false, compat: "yaml-1.1" })
    .trim()
    .replace(/^\{(.*)\}$/s, "$1");

export const plainOf = (node: Node): Plain => {
  if (node.kind === "list") return node.items.map(plainOf);
  if (node.kind === "map") return Object.fromEntries(node.entries.map((entry) => [entry.key, plainOf(entry.value)]));
  // `1.10` is the text 1.10 and not the number 1.1.
  return typeof node.value === "number" && String(node.value) !== node.source ? node.source : node.value;
};

/** The same as a tree, every part of it at the place it is the translation of. */
export function nodeOf(value: Plain, at: Spot, path: string): Node {
  const spot: Spot = { path, from: at.from, to: at.to, file: at.file };
  if (Array.isArray(value)) return { kind: "list", ...spot, items: value.map((item, index) => nodeOf(item, at, `${path}[${index}]`)) };
  if (typeof value !== "object" || value === null) return { kind: "scalar", ...spot, value, source: String(value ?? "") };
  const entries = Object.entries(value).map(([key, inner]): Entry => {
    const place = `${path}.${key}`;
    return { ...spot, path: place, key, value: nodeOf(inner, at, place), cut: null };
  });
  return { kind: "map", ...spot, entries };
}
