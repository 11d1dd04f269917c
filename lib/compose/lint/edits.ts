import type { Issue } from "@/lib/core/views";
import type { Draft } from "../fields/draft";
import { RESOURCE_NAME } from "../names";
import { type Entry, entryOf, type Node } from "../node";
import type { Spot } from "../place";
import type { StackDraft } from "../stack";

/** One change of the text; a fix is one of them. */
export interface Edit {
  from: number;
  to: number;
  insert: string;
}
export type Fix = NonNullable<Issue["fix"]>;

/** Several changes, none inside another, as the one replacement that a fix can be. */
export function joined(text: string, edits: Edit[]): Edit {
  const sorted = [...edits].sort((a, b) => a.from - b.from);
  const from = sorted[0]?.from ?? 0;
  let at = from;
  let insert = "";
  for (const edit of sorted) {
    insert += text.slice(at, edit.from) + edit.insert;
    at = edit.to;
  }
  return { from, to: at, insert };
}

/** The entry of the service itself: one that `<<` brings from elsewhere is not ours to change. */
export function ownEntry(draft: Draft, drafts: Draft[], key: string): Entry | null {
  const entry = entryOf(draft.entry.value, key);
  if (!entry || entry.from < draft.entry.to) return null;
  return drafts.some((other) => other.entry.from > draft.entry.from && other.entry.from < entry.from) ? null : entry;
}

/** Lines below an entry, indented like it; null where the text is in flow style. */
export function linesAfter(text: string, entry: Entry, lines: string[]): Edit | null {
  if (!entry.cut) return null;
  const indent = text.slice(entry.cut.from, entry.from);
  const gap = entry.cut.to > 0 && text[entry.cut.to - 1] !== "\n" ? "\n" : "";
  return { from: entry.cut.to, to: entry.cut.to, insert: `${gap}${lines.map((line) => `${indent}${line}\n`).join("")}` };
}

/** One more item of a list, in front of the others, in the list's own style. */
function itemBefore(text: string, list: Node, item: string): Edit | null {
  const [first] = list.kind === "list" ? list.items : [];
  if (!first) return null;
  const lineStart = text.lastIndexOf("\n", first.from - 1) + 1;
  const lead = text.slice(lineStart, first.from);
  if (/^\s*-\s+$/.test(lead)) return { from: lineStart, to: lineStart, insert: `${lead}${item}\n` };
  return text.slice(0, first.from).trimEnd().endsWith("[") ? { from: first.from, to: first.from, insert: `"${item}", ` } : null;
}

/** One more item of a list of the service: in the list that is there, or in one of its own below the image. */
export function addItem(text: string, draft: Draft, drafts: Draft[], key: "secrets" | "volumes", item: string): Edit | null {
  const list = ownEntry(draft, drafts, key);
  if (list) return itemBefore(text, list.value, item);
  if (entryOf(draft.entry.value, key)) return null;
  const image = ownEntry(draft, drafts, "image");
  return image && linesAfter(text, image, [`${key}:`, `  - ${item}`]);
}

/** Declares a volume beside the others, or at the end of the file. */
export function declareVolume(text: string, { volumes, keys }: Pick<StackDraft, "volumes" | "keys">, name: string): Edit | null {
  const [first] = volumes.values();
  return declare(text, keys, "volumes", first?.entry, `${name}:`);
}

/** One more line of a section: before the first that is there, or at the end of the file with the section's own line. */
export function declare(text: string, keys: StackDraft["keys"], section: string, first: Entry | undefined, line: string): Edit | null {
  if (first) {
    const { cut, from } = first;
    return cut && { from: cut.from, to: cut.from, insert: `${text.slice(cut.from, from)}${line}\n` };
  }
  if (keys.has(section) || /^(\{|\.\.\.)/m.test(text)) return null;
  const gap = text === "" || text.endsWith("\n") ? "" : "\n";
  return { from: text.length, to: text.length, insert: `${gap}${section}:\n  ${line}\n` };
}

/** `db-data` for /var/lib/postgresql/data of db, and a name that is free. */
export function volumeName(stack: StackDraft, service: string, path: string): string {
  const last = path.split("/").filter(Boolean).at(-1) ?? "data";
  const wanted = `${service}-${last.replace(/[^a-zA-Z0-9_.-]/g, "-")}`.slice(0, 58);
  const base = RESOURCE_NAME.test(wanted) ? wanted : `${service.slice(0, 50)}-data`;
  for (let at = 1; ; at++) {
    const name = at === 1 ? base : `${base}-${at}`;
    if (!stack.volumes.has(name)) return name;
  }
}

/** The node that a mount was read from, where it is the service's own and not shared by an alias. */
export function mountNode(draft: Draft, drafts: Draft[], at: Spot): Node | null {
  const list = ownEntry(draft, drafts, "volumes")?.value;
  const items = list?.kind === "list" ? list.items : [];
  const node = items.find((item) => item.from === at.from && item.to === at.to);
  const inside = node && list && node.from > draft.entry.from;
  return inside ? node : null;
}
