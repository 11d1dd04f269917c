import { RESERVED_LABEL_PREFIXES } from "@/lib/core/labels";
import type { Desk } from "../desk";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { lineOf, listOf, refuse, textOf, wrong } from "../values";

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.:-]{0,254}$/;
const LABEL = /^[^\s\p{C}=<]{1,255}$/u;

export interface Pair {
  name: string;
  /** Null when only the name is written. */
  value: string | null;
  at: Spot;
  valueAt: Spot;
  entry: Entry | undefined;
}

/** Both spellings: `NAME: value` and `- NAME=value`. */
function pairsOf(desk: Desk, node: Node, field: string): Pair[] {
  if (isNull(node)) return [];
  if (node.kind === "map")
    return node.entries.flatMap((entry) => {
      const value = isNull(entry.value) ? null : textOf(desk, entry.value, field);
      return value === undefined ? [] : [{ name: entry.key, value, at: entry, valueAt: entry.value, entry }];
    });
  if (node.kind === "scalar")
    return wrong(desk, node, field, `${field} takes lines such as NAME: value, or a list such as - NAME=value; this is a single value.`) ?? [];
  return (listOf(desk, node, field) ?? []).flatMap((item) => {
    if (item.kind === "map") return wrong(desk, item, field, "After a dash this is written NAME=value. Or take the dashes away, and write NAME: value.") ?? [];
    const text = textOf(desk, item, field);
    if (text === undefined) return [];
    const equals = text.indexOf("=");
    return [
      { name: equals === -1 ? text : text.slice(0, equals), value: equals === -1 ? null : text.slice(equals + 1), at: item, valueAt: item, entry: undefined },
    ];
  });
}

function collect(desk: Desk, field: string, pairs: Pair[], read: (pair: Pair) => string | undefined): Record<string, string> {
  const found = new Map<string, string>();
  for (const pair of pairs) {
    const value = read(pair);
    if (value === undefined) continue;
    if (found.has(pair.name)) {
      const message = `${pair.name} is set twice in this list; the last one counts. Keep one.`;
      desk.report.warning({ rule: `compose.${field}`, at: pair.at, short: "set twice", message });
    }
    found.set(pair.name, value);
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Names with values in either spelling; `read` says what is wrong with one and gives its value. */
export const readPairs = (desk: Desk, node: Node, field: string, read: (pair: Pair) => string | undefined): Record<string, string> =>
  collect(desk, field, pairsOf(desk, node, field), read);

const UNSAFE = new Set(["__proto__", "prototype", "constructor"]);

/** A name without a value takes the stack variable of that name. */
export function readEnvironment(desk: Desk, node: Node): Record<string, string> {
  return collect(desk, "environment", pairsOf(desk, node, "environment"), ({ name, value, at }) => {
    if (!VARIABLE.test(name) || UNSAFE.has(name))
      return wrong(desk, at, "environment", "The name of an environment variable has letters, digits, _ . : and -, and does not start with a digit.");
    return value ?? desk.variable(name, at);
  });
}

/** Labels as they are, but for those that would change ownership or routing. */
export function readLabels(desk: Desk, node: Node, field = "labels"): Record<string, string> {
  const most = desk.policy.limits.labelBytes;
  let bytes = 0;
  return collect(desk, field, pairsOf(desk, node, field), ({ name, value, at, valueAt, entry }) => {
    if (!LABEL.test(name) || UNSAFE.has(name)) return wrong(desk, at, field, "The name of a label is one word of up to 255 characters, without = and <.");
    const prefix = RESERVED_LABEL_PREFIXES.find((reserved) => name.toLowerCase().startsWith(reserved));
    if (prefix)
      return refuse(
        desk,
        at,
        field,
        `Labels starting with ${prefix} are reserved: other programs on the host read them, for who owns a container, where requests go or what is run. Remove it.`,
        entry,
      );
    const text = value ?? "";
    const before = bytes;
    bytes += new TextEncoder().encode(text).length;
    if (bytes > most) return before > most ? undefined : refuse(desk, valueAt, field, `Labels have at most ${most} bytes together. Shorten this one.`);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be found
    return /[\u0000-\u001f\u007f-\u009f]/.test(text) ? wrong(desk, valueAt, field, "A label is one line without control characters.") : text;
  });
}

/** `name` of a container, host and the like: one line of text against a pattern. */
export function readName(desk: Desk, node: Node, field: string, pattern: RegExp, hint: string): string | undefined {
  const text = lineOf(desk, node, field);
  if (text === undefined) return undefined;
  return pattern.test(text) ? text : wrong(desk, node, field, hint);
}
