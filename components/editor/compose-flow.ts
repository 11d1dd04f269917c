import { pathAt, readLine } from "./compose-place";

/** A place inside `{ }` or `[ ]`. */
export interface FlowSpot {
  /** What holds it, outermost first. */
  path: string[];
  /** It is an item of a list, else a part of a map. */
  list: boolean;
  /** The key whose value stands here; null where a key does. */
  key: string | null;
  /** Keys that the map has before. */
  there: Set<string>;
}

const TOKEN = /"(?:[^"\\]|\\.)*"?|'[^']*'?|[{}[\],]|:(?=\s|$)|(?:[^\s{}[\],:"']|:(?!\s|$))+/g;

/** The end of `before`, the beginning of line `index`, when a bracket is open there; null in a block. */
export function flowAt(lines: readonly string[], index: number, before: string): FlowSpot | null {
  const open: { list: boolean; held: string | null; there: Set<string> }[] = [];
  let word: string | null = null;
  let key: string | null = null;
  for (const [token] of before.matchAll(TOKEN)) {
    if (token === ":") {
      key = word;
      if (key !== null) open.at(-1)?.there.add(key);
    } else if (token === "{" || token === "[") {
      open.push({ list: token === "[", held: key, there: new Set() });
      key = null;
    } else if (token === "," || token === "}" || token === "]") {
      if (token !== ",") open.pop();
      key = null;
    } else word = token.replace(/^["']|["']$/g, "");
  }
  const inner = open.at(-1);
  const line = readLine(before);
  if (!inner || !line) return null;
  const held = open.flatMap((one) => [...(one.held === null ? [] : [one.held]), ...(one.list ? ["[]"] : [])]);
  return { path: [...pathAt(lines, index, line.keyColumn), ...held], list: inner.list, key, there: inner.there };
}

const KEYS = /(["']?)([\w./$-]+)\1(?=\s*:(?:\s|$))/g;

export interface KeyInFlow {
  path: string[];
  key: string;
  /** Columns. */
  from: number;
  to: number;
}

/** The key at a column, or the last one before it; with `exactly`, only when the column is on it. */
export function keyInFlow(lines: readonly string[], index: number, column: number, exactly: boolean): KeyInFlow | null {
  const text = lines[index] ?? "";
  if (!/[{[]/.test(text)) return null;
  for (const match of [...text.matchAll(KEYS)].reverse()) {
    const [, quote = "", key = ""] = match;
    const from = match.index + quote.length;
    const to = from + key.length;
    if (from > column || (exactly && column > to)) continue;
    const spot = flowAt(lines, index, text.slice(0, match.index));
    return spot && !spot.list ? { path: spot.path, key, from, to } : null;
  }
  return null;
}
