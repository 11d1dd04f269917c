import { expandDocument } from "./expand";
import { mergeFile } from "./merge";
import { isNull, type Node } from "./node";
import type { Span } from "./place";
import { openReport, type Part, type Remark, type Report } from "./report";
import { readDocument } from "./syntax";
import { writeYaml } from "./yaml-text";

export interface NamedFile {
  name: string;
  text: string;
}

/** The files end to end, so that one offset says both which file and where. */
export function layOut(files: NamedFile[]): { text: string; parts: Part[] } {
  const parts: Part[] = [];
  let text = "";
  for (const file of files) {
    parts.push({ name: file.name, from: text.length, to: text.length + file.text.length });
    text += file.text.endsWith("\n") ? file.text : `${file.text}\n`;
  }
  return { text, parts };
}

/** The trees of all files merged, later ones over earlier ones; null when one of them cannot be read. All are looked at first. */
export function mergeParts(report: Report, parts: Part[], finish: (root: Node) => Node | null): Node | null {
  const roots = parts.map((part) => {
    const root = readPart(report, part);
    return root && finish(root);
  });
  return roots.every((root) => root !== null) ? roots.reduce(mergeFile) : null;
}

/** Reads one file by itself and moves what was found to its place in the whole. */
function readPart(report: Report, { from, to }: Part): Node | null {
  const text = report.text.slice(from, to);
  const own = openReport(text);
  const moved = (remark: Remark): Remark => ({ ...remark, at: { ...remark.at, ...shift(remark.at, from) } });
  let failed = false;
  const inside: Report = {
    ...own,
    text,
    error: (remark) => {
      failed = true;
      return report.error(moved({ ...remark, fix: remark.fix && { ...remark.fix, ...shift(remark.fix, from) } }));
    },
    get failed() {
      return failed;
    },
    get full() {
      return report.full;
    },
  };
  const document = readDocument(inside);
  const root = document && expandDocument(document, inside);
  if (root && root.kind !== "map" && !isNull(root)) {
    const message = "A compose file starts with `services:`, or with another key of Compose; there is nothing here that could be laid over a file.";
    return inside.error({ rule: "compose.services", at: { ...root, path: "(document)" }, short: "not understood", message }) ?? null;
  }
  return root && shiftNode(root, from);
}

const shift = ({ from, to }: Span, by: number): Span => ({ from: from + by, to: to + by });

function shiftNode(node: Node, by: number): Node {
  const place = shift(node, by);
  if (node.kind === "list") return { ...node, ...place, items: node.items.map((item) => shiftNode(item, by)) };
  if (node.kind !== "map") return { ...node, ...place };
  const entries = node.entries.map((entry) => ({ ...entry, ...shift(entry, by), value: shiftNode(entry.value, by), cut: entry.cut && shift(entry.cut, by) }));
  return { ...node, ...place, entries };
}

/** The tree as one compose text, variables as they are written. Comments and anchors are gone, as with `docker compose config`. */
export const textOfTree = (root: Node): string =>
  writeYaml(plain(root), { version: "1.2", schema: "core", lineWidth: 0, aliasDuplicateObjects: false, nullStr: "", compat: "yaml-1.1" });

function plain(node: Node): unknown {
  if (node.kind === "list") return node.items.map(plain);
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  // `1.10` and `0440` are what was typed, not the numbers that YAML makes of them.
  return typeof node.value === "number" && String(node.value) !== node.source ? node.source : node.value;
}
