/** Where one is in a compose file, told by indentation: a file that is being written is seldom valid YAML, so no parser is asked. */
interface Line {
  /** Columns of the dashes before the key. */
  dashes: number[];
  keyColumn: number;
  key: string | null;
}

const KEY = /^( *)((?:- +)*)(?:(["']?)([\w./$-]+)\3 *:(?=\s|$))?/;

export function readLine(text: string): Line | null {
  if (/^\s*(?:#|$)/.test(text)) return null;
  const match = KEY.exec(text);
  const indent = match?.[1]?.length ?? 0;
  const marks = match?.[2] ?? "";
  const dashes = [...marks].flatMap((mark, index) => (mark === "-" ? [indent + index] : []));
  if (/^ *-$/.test(text.slice(0, indent + 1)) && dashes.length === 0) dashes.push(indent);
  return { dashes, keyColumn: indent + marks.length, key: match?.[4] ?? null };
}

/** What holds a key at `column` of line `index`, outermost first; "[]" is an item of a list. */
export function keysAbove(lines: readonly string[], index: number, column: number): string[] {
  const path: string[] = [];
  let limit = column;
  // A list may stand at the very column of its key.
  let besideToo = false;
  const enterItem = (dashes: readonly number[]) => {
    for (const dash of [...dashes].reverse()) {
      path.unshift("[]");
      limit = dash;
      besideToo = true;
    }
  };
  enterItem((readLine(lines[index] ?? "")?.dashes ?? []).filter((dash) => dash < column));
  for (let at = index - 1; at >= 0 && (limit > 0 || besideToo); at--) {
    const line = readLine(lines[at] ?? "");
    if (!line) continue;
    const { key, keyColumn, dashes } = line;
    if (key !== null && (keyColumn < limit || (besideToo && keyColumn === limit && dashes.length === 0))) {
      path.unshift(key);
      limit = keyColumn;
      besideToo = false;
      enterItem(dashes);
    } else if (!besideToo) enterItem(dashes.filter((dash) => dash < limit).slice(-1));
  }
  return path;
}

/** The same as it is meant: a block that is anchored at the top (`x-web: &web`) is what the first place makes of it that takes it over (`<<: *web`). */
export function pathAt(lines: readonly string[], index: number, column: number): string[] {
  const path = keysAbove(lines, index, column);
  const [top = "", ...below] = path;
  if (!top.startsWith("x-")) return path;
  const start = lines.findIndex((line) => line.startsWith(top) && readLine(line)?.key === top);
  const anchor = /:\s*&([\w.-]+)/.exec(lines[start] ?? "")?.[1];
  const use = anchor === undefined ? -1 : lines.findIndex((line, at) => at > index && line.split(/[\s,[\]{}]+/).includes(`*${anchor}`));
  const read = readLine(lines[use] ?? "");
  return read ? [...pathAt(lines, use, read.keyColumn), ...(read.key === null ? [] : [read.key]), ...below] : path;
}

/** Anchors that stand before a line, for its aliases. */
export const anchorsBefore = (lines: readonly string[], index: number): string[] => [
  ...new Set(lines.slice(0, index).flatMap((line) => [...line.matchAll(/(?:^|\s)&([\w.-]+)/g)].map(([, name = ""]) => name))),
];

const NAMED = new Set(["services", "volumes", "networks", "configs", "secrets"]);
const NAMED_IN_SERVICE = new Set(["networks", "depends_on", "ulimits"]);

/** The place as the guide calls it: names the author chose are `*`. */
export function placeName(path: readonly string[]): string {
  const isName = (part: string, index: number) =>
    part !== "[]" && ((index === 1 && NAMED.has(path[0] ?? "")) || (index === 3 && path[0] === "services" && NAMED_IN_SERVICE.has(path[2] ?? "")));
  return path.reduce((place, part, index) => (part === "[]" ? `${place}[]` : `${place === "" ? "" : `${place}.`}${isName(part, index) ? "*" : part}`), "");
}

/** Keys that stand beside the one at `column` of line `index`. */
export function keysBeside(lines: readonly string[], index: number, column: number): Set<string> {
  const found = new Set<string>();
  const walk = (step: 1 | -1) => {
    for (let at = index + step; at >= 0 && at < lines.length; at += step) {
      const line = readLine(lines[at] ?? "");
      if (!line) continue;
      if (line.keyColumn < column) return;
      const first = line.dashes.at(-1);
      if (step === 1 && first !== undefined && first < column) return;
      if (line.keyColumn === column && line.key !== null) found.add(line.key);
      if (step === -1 && first !== undefined && first < column) return;
    }
  };
  const own = readLine(lines[index] ?? "")?.dashes.at(-1);
  if (own === undefined || own >= column) walk(-1);
  walk(1);
  return found;
}

/** Names below a key at the top of the file. */
export function namesIn(lines: readonly string[], top: "services" | "volumes" | "networks" | "configs" | "secrets"): string[] {
  const start = lines.findIndex((line) => new RegExp(`^["']?${top}["']?\\s*:`).test(line));
  if (start === -1) return [];
  const names: string[] = [];
  let indent: number | null = null;
  for (const text of lines.slice(start + 1)) {
    const line = readLine(text);
    if (!line) continue;
    if (line.keyColumn === 0) break;
    indent ??= line.keyColumn;
    if (line.keyColumn === indent && line.key !== null && !line.key.startsWith("x-")) names.push(line.key);
  }
  return names;
}
