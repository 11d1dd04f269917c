import type { Issue } from "@/lib/core/views";
import type { Desk } from "./desk";
import type { Entry, Node } from "./node";
import type { Spot } from "./place";
import { nearest } from "./refused";
import { parseBytes, parseDuration } from "./units";

/**
 * Typed readers. Each returns the value, or undefined after it has said what is wrong.
 * `field` is the attribute as people write it (`deploy.replicas`); rules are `compose.<field>` for a wrong shape, `policy.<field>` for what is not allowed.
 */
const KINDS: Record<Node["kind"], string> = { scalar: "a single value", list: "a list", map: "a map" };

/** Says that the shape is wrong. */
export function wrong(desk: Desk, at: Spot, field: string, message: string): undefined {
  desk.report.error({ rule: `compose.${field}`, at, short: "not understood", message });
}

/** Says that the shape is right but the content is not allowed. */
export function refuse(desk: Desk, at: Spot, field: string, message: string, entry?: Entry): undefined {
  desk.report.error({ rule: `policy.${field}`, at, short: "not allowed", message, fix: entry ? removal(desk, entry) : null });
}

/** A one-click fix that deletes the entry, where it stands on lines of its own. */
export function removal(desk: Desk, entry: Entry) {
  if (!entry.cut) return null;
  const lines = desk.report.textOf(entry).slice(entry.cut.from, entry.cut.to).trimEnd().split("\n").length;
  return { label: lines === 1 ? "Remove the line" : `Remove the ${lines} lines`, from: entry.cut.from, to: entry.cut.to, insert: "" };
}

/** Not allowed, as one item of a list: one click drops it where it has a line of its own. */
export function refuseItem(desk: Desk, at: Spot, field: string, message: string): undefined {
  desk.report.error({ rule: `policy.${field}`, at, short: "not allowed", message, fix: itemRemoval(desk, at) });
}

function itemRemoval(desk: Desk, { from, to }: Spot) {
  const { text } = desk.report;
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", to);
  const end = next === -1 ? text.length : next;
  const alone = /^[ \t]*- +$/.test(text.slice(start, from)) && /^[ \t]*(#.*)?\r?$/.test(text.slice(to, end)) && !text.slice(from, to).includes("\n");
  return alone ? { label: "Remove the line", from: start, to: Math.min(end + 1, text.length), insert: "" } : null;
}

export function listOf(desk: Desk, node: Node, field: string): Node[] | undefined {
  if (node.kind === "list") return node.items;
  return wrong(desk, node, field, `${field} takes a list, one item a line after a dash; this is ${KINDS[node.kind]}.`);
}

/** `name`: as people call it, where that is not the field. */
export function mapOf(desk: Desk, node: Node, field: string, name = field): Entry[] | undefined {
  if (node.kind === "map") return node.entries;
  return wrong(desk, node, field, `${name} takes keys with values; this is ${KINDS[node.kind]}.`);
}

// NUL ends a string in the kernel, and half a surrogate pair cannot be sent as UTF-8.
const UNSENDABLE = /\0|\p{Surrogate}/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be found
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/** Any text; numbers as they are typed, and booleans as Compose passes them on: `True` is `true`. Null is not a text. */
export function textOf(desk: Desk, node: Node, field: string): string | undefined {
  if (node.kind !== "scalar") return wrong(desk, node, field, `${field} takes one text here; this is ${KINDS[node.kind]}.`);
  const value = desk.resolve(node);
  if (value === undefined) return undefined;
  if (value === null) return wrong(desk, node, field, `${field} has no value here. Write one, or remove the key.`);
  if (typeof value !== "string") return typeof value === "boolean" ? String(value) : node.source;
  if (UNSENDABLE.test(value)) return wrong(desk, node, field, `${field} contains a character that cannot be passed to a program.`);
  return value;
}

/** One line without control characters. */
export function lineOf(desk: Desk, node: Node, field: string): string | undefined {
  const text = textOf(desk, node, field);
  if (text !== undefined && CONTROL.test(text)) return wrong(desk, node, field, `${field} must be one line without control characters.`);
  return text;
}

/** One of the words listed. */
export function wordOf<W extends string>(desk: Desk, node: Node, field: string, words: readonly W[]): W | undefined {
  desk.listener?.words(node.path, words);
  const text = textOf(desk, node, field);
  const word = words.find((candidate) => candidate === text);
  if (text !== undefined && word === undefined) wrong(desk, node, field, `${field} can be ${words.join(", ")}.`);
  return word;
}

/** Before 2009 YAML had more words for the two, and Compose still reads them. */
const FLAGS: Record<string, boolean> = { true: true, yes: true, y: true, on: true, false: false, no: false, n: false, off: false };

export function flagOf(desk: Desk, node: Node, field: string): boolean | undefined {
  desk.listener?.words(node.path, ["true", "false"]);
  const text = textOf(desk, node, field)?.toLowerCase();
  if (text === undefined) return undefined;
  return Object.hasOwn(FLAGS, text) ? FLAGS[text] : wrong(desk, node, field, `${field} is true or false.`);
}

/** A number from `least` to `most`; one below or above is against the policy. */
export function numberOf(
  desk: Desk,
  node: Node,
  field: string,
  limits: { least: number; most: number; whole: boolean; unlimited?: string },
): number | undefined {
  desk.listener?.range(node.path, `${limits.least} to ${limits.most}`);
  const text = textOf(desk, node, field);
  if (text === undefined) return undefined;
  if (!/^[-+]?(\d{1,15}(\.\d{0,9})?|\.\d{1,9})$/.test(text)) return wrong(desk, node, field, `${field} takes a number, such as ${Math.max(limits.least, 1)}.`);
  const value = Number(text);
  if (limits.whole && !Number.isInteger(value)) return wrong(desk, node, field, `${field} takes a whole number.`);
  if (limits.unlimited && value <= 0) return refuse(desk, node, field, `${text} would mean no limit. ${limits.unlimited}`);
  const range = limits.least === limits.most ? limits.least : `${limits.least} to ${limits.most}`;
  if (value < limits.least || value > limits.most) return refuse(desk, node, field, `${field} can be ${range} here; this is ${text}.`);
  return value;
}

export function bytesOf(desk: Desk, node: Node, field: string, limits: { least: number; most: number; range: string }): number | undefined {
  desk.listener?.range(node.path, limits.range);
  const text = textOf(desk, node, field);
  if (text === undefined) return undefined;
  if (/^-\d/.test(text)) return refuse(desk, node, field, `${text} would mean no limit. ${field} can be ${limits.range}.`);
  const bytes = parseBytes(text);
  if (bytes === null) return wrong(desk, node, field, `${field} takes a size, such as 512m or 1g.`);
  if (bytes === 0) return refuse(desk, node, field, `0 would mean no limit. ${field} can be ${limits.range}.`);
  return bytes < limits.least || bytes > limits.most ? refuse(desk, node, field, `${field} can be ${limits.range}; this is ${text}.`) : bytes;
}

/** Milliseconds. A bare number means seconds in one tool and nanoseconds in another, so it is asked for. */
export function millisOf(desk: Desk, node: Node, field: string, limits: { least: number; most: number; range: string }): number | undefined {
  desk.listener?.range(node.path, limits.range);
  const text = textOf(desk, node, field);
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text) && text !== "0") {
    const literal = node.kind === "scalar" && typeof node.value === "number";
    const fix = literal ? { label: `Write ${text}s`, from: node.to, to: node.to, insert: "s" } : null;
    const message = `${field} needs a unit: ${text}s is seconds, ${text}m minutes.`;
    return desk.report.error({ rule: `compose.${field}`, at: node, short: "unit missing", message, fix });
  }
  const ms = parseDuration(text);
  if (ms === null) return wrong(desk, node, field, `${field} takes a duration, such as 30s, 1m30s or 500ms.`);
  return ms < limits.least || ms > limits.most ? refuse(desk, node, field, `${field} can be ${limits.range}; this is ${text}.`) : ms;
}

export type Readers = Record<string, (entry: Entry) => void>;

type Mend = (desk: Desk, entry: Entry) => Issue["fix"];

/**
 * Sends every key to its reader. `x-` keys are the author's own; a key without a reader is refused, with the reason where one is known.
 * `mend`: a better way out of such a reason than to remove the key.
 */
export function eachField(desk: Desk, node: Node, field: string, readers: Readers, reasons: Record<string, string> = {}, mend: Mend = removal): void {
  desk.listener?.fields(node.path, Object.keys(readers), reasons);
  const prefix = field === "" ? "" : `${field}.`;
  const entries = mapOf(desk, node, field || "a service") ?? [];
  // What is there already cannot have been meant a second time.
  const present = new Set(entries.map(({ key }) => key));
  const free = Object.keys(readers).filter((key) => !present.has(key));
  for (const entry of entries) {
    const reader = Object.hasOwn(readers, entry.key) ? readers[entry.key] : undefined;
    if (reader) reader(entry);
    else if (!entry.key.startsWith("x-")) refuseKey(desk, entry, prefix + entry.key, free, { reasons, mend });
  }
}

/** What may be part of a rule's name; people may write anything as a key. */
const PLAIN = /^[\w.-]{1,100}$/;

function refuseKey(desk: Desk, entry: Entry, field: string, known: string[], { reasons, mend }: { reasons: Record<string, string>; mend: Mend }): undefined {
  const reason = Object.hasOwn(reasons, entry.key) ? reasons[entry.key] : undefined;
  if (!PLAIN.test(field)) {
    const message = `${JSON.stringify(field.slice(0, 100))} is not among the attributes read here, so it would have no effect. Remove it.`;
    return desk.report.error({ rule: "policy.unknown", at: entry, short: "not known", message, fix: removal(desk, entry) });
  }
  const rule = `policy.${field}`;
  if (reason) return desk.report.error({ rule, at: entry, short: "not allowed", message: `${field} is not allowed. ${reason}`, fix: mend(desk, entry) });
  const meant = desk.report.full ? undefined : nearest(entry.key, known);
  const fix = meant ? { label: `Write ${meant}`, from: entry.from, to: entry.to, insert: meant } : removal(desk, entry);
  const message = meant
    ? `There is no ${field}. Did you mean ${meant}?`
    : `${field} is not among the attributes read here, so it would have no effect. Remove it.`;
  desk.report.error({ rule, at: entry, short: "not known", message, fix });
}
