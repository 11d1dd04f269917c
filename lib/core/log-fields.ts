/** One thing that a structured line says. Names of what lies deeper are joined by dots. */
export interface LogField {
  name: string;
  value: string;
}

export interface LogFields {
  format: "json" | "logfmt" | "access";
  fields: LogField[];
}

const LONGEST = 64 * 1024;
const MOST_FIELDS = 200;
const DEEPEST = 5;

/** What a line says as names and values: an object, `name=value` pairs, or an access log. Null for running text. */
export function fieldsOf(text: string): LogFields | null {
  if (text.length > LONGEST) return null;
  return objectIn(text) ?? accessLog(text) ?? pairsIn(text);
}

/** The whole line, or the object at the end of it. */
function objectIn(text: string): LogFields | null {
  const trimmed = text.trim();
  const from = trimmed.indexOf("{");
  if (from === -1 || !trimmed.endsWith("}")) return null;
  let value: unknown;
  try {
    value = JSON.parse(trimmed.slice(from));
  } catch {
    return null;
  }
  const fields: LogField[] = [];
  if (from > 0) fields.push({ name: "before", value: trimmed.slice(0, from).trim() });
  const empty = fields.length;
  flatten("", value, DEEPEST, fields);
  return fields.length === empty ? null : { format: "json", fields };
}

function flatten(name: string, value: unknown, depth: number, out: LogField[]): void {
  if (out.length >= MOST_FIELDS) return;
  if (depth > 0 && typeof value === "object" && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) flatten(name === "" ? key : `${name}.${key}`, inner, depth - 1, out);
    return;
  }
  out.push({ name, value: typeof value === "string" ? value : JSON.stringify(value) });
}

const PAIR = /(?<=^|[\s,[{(])([A-Za-z_@][\w.@/-]{0,63})=(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"',]*))/g;
const LEAST_PAIRS = 2;

function pairsIn(text: string): LogFields | null {
  const fields: LogField[] = [];
  let before = 0;
  for (const found of text.matchAll(PAIR)) {
    if (fields.length === 0) before = found.index;
    const [, name = "", double, single, bare = ""] = found;
    fields.push({ name, value: unescaped(double ?? single) ?? bare });
    if (fields.length >= MOST_FIELDS) break;
  }
  if (fields.length < LEAST_PAIRS) return null;
  const words = text.slice(0, before).trim();
  return { format: "logfmt", fields: words === "" ? fields : [{ name: "before", value: words }, ...fields] };
}

const ESCAPED: Record<string, string> = { n: "\n", t: "\t", r: "\r" };
const unescaped = (text: string | undefined): string | undefined => text?.replace(/\\(.)/g, (_, character: string) => ESCAPED[character] ?? character);

const ACCESS = /^(\S+) \S+ (\S.{0,63}?) \[([^\]]{10,40})\] "([A-Z]{3,10}) (\S+) ?([^"]*)" (\d{3}) (\d+|-)(?: "([^"]*)" "([^"]*)")?/;
const ACCESS_NAMES = ["client", "user", "time", "method", "path", "protocol", "status", "bytes", "referer", "agent"];

function accessLog(text: string): LogFields | null {
  const found = ACCESS.exec(text);
  if (found === null) return null;
  const fields = ACCESS_NAMES.map((name, at) => ({ name, value: found[at + 1] ?? "" })).filter(({ value }) => value !== "" && value !== "-");
  return { format: "access", fields };
}

/** The text that finds other lines which say the same of this name. */
export function filterForField({ format }: LogFields, { name, value }: LogField): string {
  if (format === "access" || name === "before") return value;
  if (format === "logfmt") return `/(^|[\\s,])${escaped(name)}=["']?${escaped(value).slice(0, 200)}/`;
  const last = name.slice(name.lastIndexOf(".") + 1);
  const quoted = JSON.stringify(value);
  // A number is not quoted in the line, a text that looks like one is: either will do.
  return `/"${escaped(last)}"\\s*:\\s*"?${escaped(quoted.slice(1, -1)).slice(0, 200)}/`;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
