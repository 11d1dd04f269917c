import { Facet } from "@codemirror/state";
import type { ComposeGuide, GuideEntry } from "@/lib/core/guide";
import { placeName } from "./compose-place";

/** What completion and hover know beside the text. */
export interface ComposeFacts {
  /** Null until it has come from the server. */
  guide: ComposeGuide | null;
  /** Names of the stack's variables. */
  variables: readonly string[];
}

const NOTHING: ComposeFacts = { guide: null, variables: [] };
export const composeFacts = Facet.define<ComposeFacts, ComposeFacts>({ combine: ([facts]) => facts ?? NOTHING });

export const tableAt = (guide: ComposeGuide | null, path: readonly string[]): Record<string, GuideEntry> | null => guide?.[placeName(path)] ?? null;

export interface NoteLine {
  text: string;
  tone: "plain" | "limit" | "refused";
}

/** What there is to say about a key, in the order of reading. */
export function noteLines(entry: GuideEntry): NoteLine[] {
  const lines: NoteLine[] = [];
  const say = (text: string, tone: NoteLine["tone"] = "plain") => lines.push({ text, tone });
  if (entry.refused !== null) say(`Not allowed here. ${entry.refused}`, "refused");
  else if (entry.about !== "") say(sentence(entry.about));
  if (entry.words.length > 0) say(`It can be ${entry.words.join(", ")}.`, "limit");
  if (entry.range !== null) say(`Allowed here: ${entry.range}.`, "limit");
  if (entry.note !== null) say(entry.note, "limit");
  return lines;
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;

/** The note as it stands in a tooltip. */
export function noteElement(key: string | null, lines: readonly NoteLine[]): HTMLElement {
  const note = document.createElement("div");
  note.className = "key-note";
  if (key !== null) {
    const head = note.appendChild(document.createElement("b"));
    head.textContent = key;
  }
  for (const { text, tone } of lines) {
    const line = note.appendChild(document.createElement("p"));
    line.className = tone;
    // Between backticks stand names, as everywhere in Spindle's texts.
    for (const [index, part] of text.split("`").entries())
      line.append(index % 2 === 0 ? part : Object.assign(document.createElement("code"), { textContent: part }));
  }
  return note;
}
