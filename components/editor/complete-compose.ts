import { type Completion, type CompletionContext, type CompletionResult, startCompletion } from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { GuideEntry } from "@/lib/core/guide";
import { composeFacts, noteElement, noteLines, tableAt } from "./compose-facts";
import { flowAt } from "./compose-flow";
import { anchorsBefore, keysBeside, namesIn, pathAt, placeName } from "./compose-place";

interface Spot {
  context: CompletionContext;
  lines: string[];
  /** Counts from 0. */
  index: number;
  before: string;
}

type Complete = (spot: Spot) => CompletionResult | null;

/** Keys, words and names that fit the place of the cursor; the first that has something to say. */
export function completeCompose(context: CompletionContext): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const spot: Spot = { context, lines: context.state.doc.toString().split("\n"), index: line.number - 1, before: line.text.slice(0, context.pos - line.from) };
  if (/(?:^|\s)#/.test(spot.before)) return null;
  for (const complete of [variables, aliases, flow, listItems, values, keys]) {
    const result = complete(spot);
    if (result) return result;
  }
  return null;
}

const result = ({ context }: Spot, typed: string, options: Completion[], validFor = /^[\w./-]*$/): CompletionResult | null =>
  options.length === 0 || (typed === "" && !context.explicit && !context.matchBefore(/[\s{[,-]$/))
    ? null
    : { from: context.pos - typed.length, options, validFor };

/** After `$` or `${`; a dollar sign that is escaped by another starts nothing. */
const variables: Complete = (spot) => {
  const match = /(?:^|[^$])(?:\$\$)*\$(\{?)(\w*)$/.exec(spot.before);
  if (!match) return null;
  const [, brace, typed = ""] = match;
  const { context } = spot;
  const closed = context.state.sliceDoc(context.pos, context.pos + 1) === "}";
  const options = context.state
    .facet(composeFacts)
    .variables.map((label): Completion => ({ label, type: "variable", apply: brace && !closed ? `${label}}` : label }));
  return options.length === 0 ? null : { from: context.pos - typed.length, options, validFor: /^\w*$/ };
};

const plain = (labels: readonly string[], end = ""): Completion[] =>
  labels.map((label) => ({ label, type: "enum", boost: 10, ...(end && { apply: label + end }) }));

/** What an item of a list or a key of a map can be because the file itself names it. */
function ownNames({ lines }: Spot, path: readonly string[]): Completion[] {
  const [top, service, field] = path;
  if (top !== "services") return [];
  if (field === "depends_on") return plain(namesIn(lines, "services").filter((name) => name !== service));
  if (field === "networks") return plain(["default", ...namesIn(lines, "networks")].filter((name, index, all) => all.indexOf(name) === index));
  return isDeclared(field) ? plain(namesIn(lines, field), field === "volumes" ? ":/" : "") : [];
}

const isDeclared = (field: string | undefined): field is "volumes" | "configs" | "secrets" => field === "volumes" || field === "configs" || field === "secrets";

const wordsOf = ({ context }: Spot, path: readonly string[], key: string): string[] =>
  tableAt(context.state.facet(composeFacts).guide, path)?.[key]?.words ?? [];

/** `<<: *|` */
const aliases: Complete = ({ context, lines, index, before }) => {
  const typed = /(?:^|[\s[,])\*([\w.-]*)$/.exec(before)?.[1];
  const options = typed === undefined ? [] : anchorsBefore(lines, index).map((label): Completion => ({ label, type: "variable" }));
  return options.length === 0 ? null : { from: context.pos - (typed ?? "").length, options, validFor: /^[\w.-]*$/ };
};

/** `depends_on: [db, |` and `healthcheck: { test: x, |` */
const flow: Complete = (spot) => {
  const found = flowAt(spot.lines, spot.index, spot.before);
  if (!found) return null;
  const { path, list, key, there } = found;
  const typed = /[\w./-]*$/.exec(spot.before)?.[0] ?? "";
  if (list) return result(spot, typed, [...ownNames(spot, path), ...plain(wordsOf(spot, path.slice(0, -2), path.at(-2) ?? ""))]);
  if (key !== null) return result(spot, typed, valueOptions(spot, path, key));
  return result(spot, typed, [...ownKeys(spot, path, ": "), ...keyOptions(spot, path, { typed, there })]);
};

/** `- |` below a key that takes names or words. */
const listItems: Complete = (spot) => {
  const match = /^( *(?:- +)+)["']?([\w./-]*)$/.exec(spot.before);
  if (!match) return null;
  const [, lead = "", typed = ""] = match;
  const path = pathAt(spot.lines, spot.index, lead.length);
  if (path.at(-1) !== "[]") return null;
  const words = wordsOf(spot, path.slice(0, -2), path.at(-2) ?? "");
  return result(spot, typed, [...ownNames(spot, path), ...plain(words), ...blockKeys(spot, path, lead.length, typed)]);
};

/** `key: |` */
const values: Complete = (spot) => {
  const match = /^( *(?:- +)*)([\w.-]+): +["']?([\w./:-]*)$/.exec(spot.before);
  if (!match) return null;
  const [, lead = "", key = "", typed = ""] = match;
  return result(spot, typed, valueOptions(spot, pathAt(spot.lines, spot.index, lead.length), key), /^[\w./:"-]*$/);
};

/** `source` of a mount, a config or a secret is a name of the file; elsewhere it is words. */
function valueOptions(spot: Spot, path: readonly string[], key: string): Completion[] {
  const kind = /^services\.\*\.(volumes|configs|secrets)\[\]$/.exec(placeName(path))?.[1];
  if (key === "source" && isDeclared(kind)) return plain(namesIn(spot.lines, kind));
  return plain(wordsOf(spot, path, key));
}

const keys: Complete = (spot) => {
  const match = /^( *)([\w-]*)$/.exec(spot.before);
  if (!match) return null;
  const [, lead = "", typed = ""] = match;
  const path = pathAt(spot.lines, spot.index, lead.length);
  const options = [...ownKeys(spot, path, ":"), ...blockKeys(spot, path, lead.length, typed)];
  return typed === "" && !spot.context.explicit ? null : result(spot, typed, options);
};

/** Names of the file where they are keys: `depends_on`, `networks`. */
const ownKeys = (spot: Spot, path: readonly string[], end: string): Completion[] =>
  path.length === 3 && (path[2] === "depends_on" || path[2] === "networks")
    ? ownNames(spot, path).map(({ label }): Completion => ({ label, type: "property", apply: label + end }))
    : [];

const blockKeys = (spot: Spot, path: readonly string[], column: number, typed: string): Completion[] =>
  keyOptions(spot, path, { typed, there: keysBeside(spot.lines, spot.index, column), column });

interface KeyPlace {
  typed: string;
  there: ReadonlySet<string>;
  /** Where the key begins in a block; not said inside brackets. */
  column?: number;
}

/** The keys of a place that are not there yet. Refused ones come last and only when asked for by their first letters, so that their reason can be read. */
function keyOptions({ context }: Spot, path: readonly string[], { typed, there, column }: KeyPlace): Completion[] {
  const table = tableAt(context.state.facet(composeFacts).guide, path) ?? {};
  return Object.entries(table)
    .filter(([key, { refused }]) => !there.has(key) && (refused === null || typed.length >= 2))
    .map(([key, entry]) => keyOption(key, entry, column));
}

const MOST_DETAIL = 52;

function keyOption(key: string, entry: GuideEntry, column: number | undefined): Completion {
  const refused = entry.refused !== null;
  const below = `\n${" ".repeat((column ?? 0) + 2)}`;
  const tail = column === undefined ? ": " : { map: `:${below}`, list: `:${below}- `, value: ": " }[entry.shape];
  return {
    label: key,
    type: refused ? "refused" : "property",
    detail: refused ? "not allowed here" : entry.about.slice(0, MOST_DETAIL),
    info: () => noteElement(null, noteLines(entry)),
    boost: refused ? -50 : 0,
    apply: refused ? key : (view, _completion, from, to) => insertKey(view, key + tail, from, to, entry.words.length > 0 || entry.shape !== "value"),
  };
}

function insertKey(view: EditorView, insert: string, from: number, to: number, goOn: boolean): void {
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: "input.complete", scrollIntoView: true });
  if (goOn) startCompletion(view);
}
