import { Composer, type CST, type Document, Lexer, Parser, type YAMLError } from "yaml";
import type { Report } from "./report";
import { codeOf, strangeCharacters } from "./yaml-text";

export const MOST_NODES = 20_000;
export const MOST_ALIASES = 200;
export const MOST_DEPTH = 50;
/** Twenty thousand nodes need fewer; beyond it yaml spends seconds on collecting errors. */
const MOST_LEXEMES = 50_000;
const MOST_LINES = 10_000;

/** The lexer puts these between the pieces of the text: document start, end of a broken collection, scalar. */
const MARKERS = new Set(["\u0002", "\u0018", "\u001f"]);

const OPTIONS = {
  version: "1.2",
  schema: "core",
  merge: false,
  // Its check is quadratic; expand.ts has its own.
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  strict: true,
  logLevel: "silent",
} as const;

const TWO_DOCUMENTS = "The file holds more than one document. Keep one and remove the `---` line with what follows.";

const SENTENCES: Partial<Record<YAMLError["code"], string>> = {
  BAD_INDENT: "The indentation does not fit the lines above. Give keys of one block the same number of spaces, and close every bracket.",
  TAB_AS_INDENT: "A tab is used for indentation, which YAML does not allow. Use spaces.",
  BLOCK_AS_IMPLICIT_KEY: "A second colon on one line starts a map inside a map. Put the value in quotes, or on lines of its own.",
  MISSING_CHAR: "Something that was opened is not closed here: a quote, a bracket, or a space or colon is missing.",
  BAD_SCALAR_START: "A value may not start with this character. Put the value in quotes.",
  MULTILINE_IMPLICIT_KEY: "A key must stand on one line and be followed by a colon. Is a colon missing?",
  UNEXPECTED_TOKEN: "This does not belong here. Look for a missing colon, dash, quote or comma just before.",
  BAD_ALIAS: "This alias (*name) is not written as YAML wants it.",
  TAG_RESOLVE_FAILED: "Tags (words starting with `!`) are not read here. Write the plain value.",
  BAD_DQ_ESCAPE: 'After \\ in a double-quoted text only certain letters may follow. Use single quotes, or write "\\\\".',
  KEY_OVER_1024_CHARS: "This key is longer than 1024 characters. Is a line break missing?",
  BLOCK_IN_FLOW: "Inside [ ] or { } everything must be separated by commas; dashes and indented blocks do not work there.",
};

/** What one file takes away from the one below it. */
const TAGS_OF_COMPOSE: Record<string, string> = {
  reset: "`!reset` is not read here. Take the lines out of the first file instead, so that one look shows what runs.",
  override: "`!override` is not read here. Change the value in the first file instead, so that one look shows what runs.",
};

const at = (from: number, to: number) => ({ path: "(document)", from, to });

/** The text's one document, or null after saying what is wrong. Never runs the recursive composer on a text deep enough to break it. */
export function readDocument(report: Report): Document.Parsed | null {
  const { text } = report;
  if (hasStrangeCharacter(report) || hasDirective(report) || tooManyLexemes(report)) return null;
  const tokens = [...new Parser().parse(text)];
  if (tooDeep(tokens, report)) return null;
  const second = tokens.filter((token) => token.type === "document")[1]?.offset;
  if (second !== undefined) {
    report.error({ rule: "yaml.documents", at: at(second, second + 3), short: "second document", message: TWO_DOCUMENTS });
    return null;
  }
  const document = [...new Composer(OPTIONS).compose(tokens, true, text.length)][0] as Document.Parsed | undefined;
  if (!document) return null;
  for (const problem of [...document.errors, ...document.warnings]) sayProblem(problem, report);
  return report.failed ? null : document;
}

function sayProblem(problem: YAMLError, report: Report): void {
  const [from, to] = problem.pos;
  // `!!merge <<:`, as some tools write what `<<:` means by itself.
  if (problem.code === "TAG_RESOLVE_FAILED" && /^!!merge[ \t]+<<[ \t]*:/.test(report.text.slice(from, from + 40))) return;
  const tag = problem.code === "TAG_RESOLVE_FAILED";
  const compose = tag ? /^!(reset|override)(?=\s|$)/.exec(report.text.slice(from, to))?.[1] : undefined;
  const message = (compose && TAGS_OF_COMPOSE[compose]) ?? SENTENCES[problem.code] ?? "This is not well-formed YAML. Compare it with the lines around it.";
  report.error({ rule: tag ? "yaml.tag" : "yaml.syntax", at: at(from, to), short: tag ? "tag not read" : "not valid YAML", message });
}

function hasStrangeCharacter(report: Report): boolean {
  let found = false;
  for (const { 0: character, index } of strangeCharacters(report.text)) {
    found = true;
    const code = codeOf(character);
    const message =
      character === "\r"
        ? "A carriage return stands alone here: some readers take it for the end of a line, others do not, so the file would not mean one thing. End each line alike."
        : `Here is a character that cannot be seen (U+${code.toUpperCase()}), so the file would not say what it shows. Remove it, or write it as "\\u${code}" in double quotes.`;
    const fix = character === "\r" ? null : { label: "Remove the character", from: index, to: index + 1, insert: "" };
    report.error({ rule: "yaml.character", at: at(index, index + 1), short: "invisible character", message, fix });
    if (report.full) break;
  }
  return found;
}

/** `%YAML 1.1` would change what `22:22` and `yes` mean. */
function hasDirective(report: Report): boolean {
  let from = report.text.startsWith("\uFEFF") ? 1 : 0;
  while (from < report.text.length) {
    const end = report.text.indexOf("\n", from);
    const to = end === -1 ? report.text.length : end;
    const line = report.text.slice(from, to);
    if (line.startsWith("%")) {
      report.error({
        rule: "yaml.directive",
        at: at(from, to),
        short: "directive",
        message: "Directives (lines starting with %) are not read here. Remove the line.",
      });
      return true;
    }
    if (line.trim() !== "" && !line.trimStart().startsWith("#")) return false;
    from = to + 1;
  }
  return false;
}

function tooManyLexemes(report: Report): boolean {
  const message = `The file has more than ${MOST_NODES} parts. That is more than a stack needs; make it shorter.`;
  if (report.lines > MOST_LINES) {
    report.error({ rule: "yaml.nodes", at: at(0, 0), short: "too many lines", message: `The file has more than ${MOST_LINES} lines; make it shorter.` });
    return true;
  }
  let count = 0;
  let offset = 0;
  for (const lexeme of new Lexer().lex(report.text)) {
    if (MARKERS.has(lexeme)) continue;
    if (lexeme.trim() !== "") count += 1;
    if (count > MOST_LEXEMES) {
      report.error({ rule: "yaml.nodes", at: at(offset, offset + 1), short: "too many parts", message });
      return true;
    }
    offset += lexeme.length;
  }
  return false;
}

/** Walks with a list instead of recursion: a text of brackets alone can exhaust the stack inside yaml and end the process. */
function tooDeep(tokens: CST.Token[], report: Report): boolean {
  const open: { token: CST.Token; depth: number }[] = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > MOST_DEPTH) {
      const message = `This is nested more than ${MOST_DEPTH} levels deep, which no compose file needs.`;
      report.error({ rule: "yaml.depth", at: at(token.offset, token.offset + 1), short: "nested too deeply", message });
      return true;
    }
    if (token.type === "document" && token.value) open.push({ token: token.value, depth });
    if (!("items" in token)) continue;
    for (const item of token.items) {
      if (item.key) open.push({ token: item.key, depth: depth + 1 });
      if (item.value) open.push({ token: item.value, depth: depth + 1 });
    }
  }
  return false;
}
