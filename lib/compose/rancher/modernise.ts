import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair, Scalar, visit, type YAMLMap } from "yaml";
import { openReport } from "../report";
import { readDocument } from "../syntax";
import { commentsByKey, commentsIn, withComments } from "./comments";
import type { Edits, Setting } from "./edits";

/** The compose text with the edits in it and every comment of both texts. Null when a text cannot be rewritten, which makes it no worse to read. */
export function modernise(text: string, rancherText: string, edits: Edits): string | null {
  try {
    return rewrite(text, rancherText, edits);
  } catch {
    return null;
  }
}

function rewrite(text: string, rancherText: string, edits: Edits): string | null {
  const document = readDocument(openReport(text));
  if (!document || !isMap(document.contents)) return null;
  const lost = cut(document, edits.drops);
  const services = servicesOf(document.contents, document);
  if (!services) return null;
  const second = commentsByKey(rancherText);
  for (const setting of edits.settings) {
    const pair = put(document, services, setting);
    if (!pair) continue;
    const from = setting.at.file === undefined ? take(lost, setting.at.from) : second.take(setting.at.from);
    withComments(pair, from);
  }
  for (const { comments, home } of lost.values()) if (home) withComments(home, comments);
  for (const pair of services.items) if (isScalar(pair.key)) withComments(pair, second.takeService(String(pair.key.value)));
  const rest = second.rest();
  if (rest.length > 0) document.commentBefore = [document.commentBefore, ...rest].filter((line) => line !== null && line !== undefined).join("\n");
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

interface Lost {
  comments: string[];
  /** Whose comments they become when nothing takes the part's place. */
  home: Pair | null;
}

const take = (lost: Map<number, Lost>, from: number): string[] => {
  const found = lost.get(from)?.comments ?? [];
  lost.delete(from);
  return found;
};

const startOf = (node: unknown): number => (node as { range?: [number, number, number] | null } | null)?.range?.[0] ?? -1;

/** Takes the dropped parts out, wherever they stand, and answers what was said beside them. */
function cut(document: Document, drops: ReadonlySet<number>): Map<number, Lost> {
  const lost = new Map<number, Lost>();
  const emptied = new Set<unknown>();
  const lose = (from: number, comments: string[], home: Pair | null) => lost.set(from, { comments, home });
  const homeOf = (path: readonly unknown[]): Pair | null => {
    const [first, second] = path.filter(isPair);
    return second ?? first ?? null;
  };
  visit(document, {
    Pair(_key, pair, path) {
      if (!drops.has(startOf(pair.key))) return undefined;
      lose(startOf(pair.key), commentsIn(pair), homeOf(path));
      emptied.add(path.at(-1));
      return visit.REMOVE;
    },
    Scalar(_key, node, path) {
      if (!drops.has(startOf(node)) || !isSeq(path.at(-1))) return undefined;
      lose(startOf(node), commentsIn(node), homeOf(path));
      emptied.add(path.at(-1));
      return visit.REMOVE;
    },
  });
  visit(document, {
    Pair(_key, pair, path) {
      const { value } = pair;
      if (!emptied.has(value) || !(isMap(value) || isSeq(value)) || value.items.length > 0 || value.anchor) return undefined;
      if (isScalar(pair.key) && pair.key.value === "labels") {
        const home = homeOf(path);
        if (home) withComments(home, commentsIn(pair));
        return visit.REMOVE;
      }
      pair.value = Object.assign(new Scalar(null), { source: "" });
      return undefined;
    },
  });
  return lost;
}

function servicesOf(root: YAMLMap, document: Document): YAMLMap | null {
  const services = root.get("services", true);
  if (services === undefined) return root;
  const found = isAlias(services) ? services.resolve(document) : services;
  return isMap(found) ? found : null;
}

const pairOf = (map: YAMLMap, key: string): Pair | undefined => map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);

/** Writes one setting; null where the service has no place of its own in the text. */
function put(document: Document, services: YAMLMap, setting: Setting): Pair | null {
  const service = pairOf(services, setting.service);
  const map = service && ownMap(document, service);
  if (!map) return null;
  if (setting.sub === null) return assign(document, map, setting.key, setting.value);
  const holder = pairOf(map, setting.key) ?? assign(document, map, setting.key, {});
  const inner = ownMap(document, holder) ?? (assign(document, map, setting.key, {}).value as YAMLMap);
  inner.flow = false;
  return assign(document, inner, setting.sub, setting.value);
}

/** What a key stands for, written out where it is an alias: a change here must not reach the others that use it. */
function ownMap(document: Document, pair: Pair): YAMLMap | null {
  if (isAlias(pair.value)) {
    const copy = pair.value.resolve(document)?.clone();
    if (!isMap(copy)) return null;
    visit(copy, { Node: (_key, node) => void ("anchor" in node && delete node.anchor) });
    pair.value = copy;
  }
  return isMap(pair.value) ? pair.value : null;
}

function assign(document: Document, map: YAMLMap, key: string, value: Setting["value"]): Pair {
  const node = quoted(document.createNode(value));
  const old = pairOf(map, key);
  if (old) {
    withComments(old, commentsIn(old.value));
    old.value = node;
    return old;
  }
  const pair = document.createPair(new Scalar(key), node) as Pair;
  map.items.push(pair);
  return pair;
}

const AMBIGUOUS = /^(y|yes|n|no|on|off|[-+]?\d[\d_:.]*)$/i;

/** Older readers take an unquoted no for false, and 60010:22 for a number. */
function quoted(node: unknown): unknown {
  const quote = (scalar: Scalar) => {
    if (typeof scalar.value === "string" && AMBIGUOUS.test(scalar.value)) scalar.type = "QUOTE_DOUBLE";
  };
  if (isScalar(node)) quote(node);
  else if (isNode(node)) visit(node, { Scalar: (_key, scalar) => quote(scalar) });
  return node;
}
