import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Pair, type YAMLMap, type Node as YamlNode } from "yaml";
import type { Entry, MapNode, Node } from "./node";
import type { Span, Spot } from "./place";
import type { Report } from "./report";
import { MOST_ALIASES, MOST_DEPTH, MOST_NODES } from "./syntax";

export const MOST_EXPANDED = 50_000;
const CORE_TAG = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;
const UNSAFE_KEYS = new Set(["__proto__", "prototype", "constructor"]);

interface Walk {
  report: Report;
  anchors: Map<string, YamlNode>;
  /** Collections being read now: meeting one again means that it contains itself. */
  open: Set<YamlNode>;
  nodes: number;
  aliases: number;
  /** How many aliases are being followed: anchors inside were registered when they were first met. */
  following: number;
  stopped: boolean;
}

/** The document as a tree without aliases and merges, or null after saying what is wrong. */
export function expandDocument(document: Document.Parsed, report: Report): Node | null {
  const walk: Walk = { report, anchors: new Map(), open: new Set(), nodes: 0, aliases: 0, following: 0, stopped: false };
  const root = expand(walk, document.contents, { path: "", from: 0, to: 0 }, 0);
  return report.failed ? null : root;
}

const spanOf = (node: unknown): Span => {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  return range ? { from: range[0], to: range[1] } : { from: 0, to: 0 };
};

const isMergeKey = (key: unknown): boolean => isScalar(key) && key.type === "PLAIN" && key.value === "<<";

function stop(walk: Walk, rule: string, at: Spot, short: string, message: string): Node {
  if (!walk.stopped) walk.report.error({ rule, at, short, message });
  walk.stopped = true;
  return { kind: "scalar", value: null, source: "", ...at };
}

function expand(walk: Walk, yaml: unknown, home: Spot, depth: number): Node {
  const own = yaml === null || yaml === undefined ? home : { path: home.path, ...spanOf(yaml) };
  if (walk.stopped) return { kind: "scalar", value: null, source: "", ...home };
  walk.nodes += 1;
  if (walk.nodes > (walk.aliases > 0 ? MOST_EXPANDED : MOST_NODES))
    return stop(walk, "yaml.nodes", own, "too many parts", `The file has more than ${MOST_NODES} parts. That is more than a stack needs; make it shorter.`);
  if (depth > MOST_DEPTH) return stop(walk, "yaml.depth", own, "nested too deeply", `This is nested more than ${MOST_DEPTH} levels deep.`);
  if (isAlias(yaml)) return followAlias(walk, yaml.source, { path: home.path, ...spanOf(yaml) }, home, depth);
  return readNode(walk, yaml, home, depth);
}

function followAlias(walk: Walk, name: string, at: Spot, home: Spot, depth: number): Node {
  walk.aliases += 1;
  if (walk.aliases > MOST_ALIASES)
    return stop(walk, "yaml.aliases", at, "too many aliases", `The file uses more than ${MOST_ALIASES} aliases. Write the values out.`);
  const target = walk.anchors.get(name);
  if (!target) return stop(walk, "yaml.alias", at, "unknown alias", `Nothing above is marked &${name}, so *${name} stands for nothing.`);
  if (walk.open.has(target)) return stop(walk, "yaml.cycle", at, "contains itself", `*${name} is used inside &${name}, so it would contain itself.`);
  walk.following += 1;
  const node = readNode(walk, target, home, depth);
  walk.following -= 1;
  return node;
}

function readNode(walk: Walk, yaml: unknown, home: Spot, depth: number): Node {
  const own = { path: home.path, ...spanOf(yaml) };
  if (isScalar(yaml) || isMap(yaml) || isSeq(yaml)) {
    if (yaml.anchor && walk.following === 0) walk.anchors.set(yaml.anchor, yaml);
    if (yaml.tag !== undefined && !CORE_TAG.test(yaml.tag))
      walk.report.error({
        rule: "yaml.tag",
        at: own,
        short: "tag not read",
        message: "Tags (words starting with `!`) are not read here. Write the plain value.",
      });
  }
  if (isSeq(yaml)) {
    walk.open.add(yaml);
    const items = yaml.items.map((item, index) => {
      const path = `${home.path}[${index}]`;
      return expand(walk, isPair(item) ? null : item, { path, ...firstLine(walk.report.text, item) }, depth + 1);
    });
    walk.open.delete(yaml);
    return { kind: "list", ...home, items };
  }
  if (isMap(yaml)) {
    walk.open.add(yaml);
    const node: MapNode = { kind: "map", ...home, entries: readEntries(walk, yaml, home, depth) };
    walk.open.delete(yaml);
    return node;
  }
  if (!isScalar(yaml)) return { kind: "scalar", value: null, source: "", ...home };
  const { value } = yaml;
  const at = own.from === own.to ? home : own;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return { kind: "scalar", value, source: yaml.source ?? String(value), ...at };
  return { kind: "scalar", value: null, source: "", ...at };
}

function firstLine(text: string, yaml: unknown): Span {
  const { from, to } = spanOf(yaml);
  const end = text.indexOf("\n", from);
  return { from, to: end === -1 ? to : Math.min(to, end) };
}

/** Keys written here win over merged ones, and earlier merges over later ones, as YAML's merge type says. */
function readEntries(walk: Walk, map: YAMLMap, home: Spot, depth: number): Entry[] {
  const own = new Map<string, Entry>();
  const merged = new Map<string, Entry>();
  for (const pair of map.items) {
    if (isMergeKey(pair.key)) {
      for (const entry of readMerge(walk, pair, home, depth)) if (!merged.has(entry.key)) merged.set(entry.key, entry);
      continue;
    }
    const key = readKey(walk, pair, home);
    if (key === null) continue;
    const spot = { path: home.path === "" ? key : `${home.path}.${key}`, ...spanOf(pair.key) };
    const earlier = own.get(key);
    if (earlier) {
      const message = `${key} is written twice in the same place (first in ${walk.report.lineOf(earlier)}), so one of the two would be lost. Keep one.`;
      walk.report.error({ rule: "yaml.duplicate-key", at: spot, short: "written twice", message });
      continue;
    }
    own.set(key, { ...spot, key, value: expand(walk, pair.value, spot, depth + 1), cut: cutOf(walk.report.text, map, pair) });
  }
  for (const [key, entry] of own) merged.set(key, entry);
  return [...merged.values()];
}

function readKey(walk: Walk, pair: Pair, home: Spot): string | null {
  const at = { path: home.path || "(document)", ...(isMap(pair.key) || isSeq(pair.key) ? firstLine(walk.report.text, pair.key) : spanOf(pair.key)) };
  const key = isScalar(pair.key) && !pair.key.anchor ? pair.key.value : undefined;
  if (typeof key !== "string") {
    walk.report.error({ rule: "yaml.key", at, short: "not a text key", message: "A key must be plain text. Put it in quotes." });
    return null;
  }
  if (isScalar(pair.key) && pair.key.tag !== undefined && !CORE_TAG.test(pair.key.tag)) {
    walk.report.error({ rule: "yaml.tag", at, short: "tag not read", message: "Tags (words starting with `!`) are not read here. Write the plain value." });
    return null;
  }
  if (UNSAFE_KEYS.has(key)) {
    walk.report.error({ rule: "yaml.key", at, short: "reserved word", message: `${key} cannot be used as a key. Choose another name.` });
    return null;
  }
  return key;
}

function readMerge(walk: Walk, pair: Pair, home: Spot, depth: number): Entry[] {
  const at = { path: home.path || "(document)", ...spanOf(pair.key) };
  const value = expand(walk, pair.value, { ...at, path: home.path }, depth);
  const sources = value.kind === "list" ? value.items : [value];
  if (!walk.stopped && sources.some((source) => source.kind !== "map"))
    walk.report.error({ rule: "yaml.merge", at, short: "cannot be merged", message: "`<<` takes a map marked elsewhere with &name, or a list of such maps." });
  return sources.flatMap((source) => (source.kind === "map" ? rehome(source, home.path).entries : []));
}

/** Merged list items were read under a path of their own; people look for them where they are merged. */
export function rehome<N extends Node>(node: N, path: string): N {
  if (node.path === path) return node;
  if (node.kind === "list") return { ...node, path, items: node.items.map((item, index) => rehome(item, `${path}[${index}]`)) };
  if (node.kind !== "map") return { ...node, path };
  const entries = node.entries.map((entry) => {
    const inner = path === "" ? entry.key : `${path}.${entry.key}`;
    return { ...entry, path: inner, value: rehome(entry.value, inner) };
  });
  return { ...node, path, entries };
}

/** Whole lines only, in block style, and nothing that another part of the text refers to. */
export function cutOf(text: string, map: YAMLMap, pair: Pair): Span | null {
  if (map.flow || carriesAnchor(pair.value)) return null;
  const key = spanOf(pair.key);
  const from = text.lastIndexOf("\n", key.from - 1) + 1;
  if (text.slice(from, key.from).trim() !== "") return null;
  const end = text.indexOf("\n", Math.max(key.to, endOf(pair.value, text) - 1));
  return { from, to: end === -1 ? text.length : end + 1 };
}

/** Where the last thing said inside ends: a collection's own range also takes in the comments that follow it. */
function endOf(yaml: unknown, text: string): number {
  if ((isMap(yaml) || isSeq(yaml)) && !yaml.flow) {
    const last: unknown = yaml.items.at(-1);
    if (isPair(last)) return Math.max(spanOf(last.key).to, endOf(last.value, text));
    if (last !== undefined) return endOf(last, text);
  }
  const { from, to } = spanOf(yaml);
  return from + text.slice(from, to).trimEnd().length;
}

function carriesAnchor(yaml: unknown): boolean {
  if (isPair(yaml)) return carriesAnchor(yaml.value);
  if (isMap(yaml) || isSeq(yaml)) return Boolean(yaml.anchor) || yaml.items.some(carriesAnchor);
  return isScalar(yaml) && Boolean(yaml.anchor);
}
