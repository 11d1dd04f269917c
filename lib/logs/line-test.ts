import type { KeptFilter } from "@/lib/core/kept-logs";
import { LOG_LEVELS, type LogLevel } from "@/lib/core/log-level";
import { matcherOf, plainText } from "@/lib/core/log-match";
import { type BlockFacts, levelNumber } from "./block";
import type { BlockText } from "./block-text";
import type { Block } from "./read-source";
import { BEFORE_TEXT, MOMENT, readGap } from "./record";

/** A line in a block that was opened; its text is cut out when it is wanted. */
export interface Found {
  n: number;
  /** None earlier than those before it. */
  at: string;
  /** Where it is in the text of the block. */
  start: number;
  end: number;
}

export interface FoundGap {
  n: number;
  at: string;
  lines: number;
}

/** A filter, made ready. */
export interface LineTest {
  stream: "O" | "E" | null;
  /** By level number. */
  levels: boolean[] | null;
  text: RegExp | null;
  /** Not in a block at all: none of its lines can match. Only for words: an expression may look at where lines begin. */
  anywhere: RegExp | null;
  since: string | null;
  until: string | null;
}

/** Throws a SyntaxError for an expression that is none. */
export function lineTest({ stream, levels, text, since, until }: Pick<KeptFilter, "stream" | "levels" | "text" | "since" | "until">): LineTest {
  const expression = text !== null && /^\/.+\/i?$/.test(text);
  const matcher = text === null ? null : matcherOf(text);
  return {
    stream: stream === null ? null : stream === "stdout" ? "O" : "E",
    levels: levels === null ? null : [...LOG_LEVELS, null].map((level: LogLevel | null) => levels.includes(level)),
    text: matcher,
    anywhere: expression ? null : matcher,
    since: since === null ? null : nineDigits(since, "0"),
    until: until === null ? null : nineDigits(until, "9"),
  };
}

/** `12:00:05Z` as the first or the last moment of what it names. */
function nineDigits(moment: string, fill: "0" | "9"): string {
  const [whole = "", fraction = ""] = moment.replace("Z", "").split(".");
  return `${whole}.${fraction.padEnd(9, fraction === "" && fill === "9" ? "0" : fill)}Z`;
}

/** Whether a block may have what is wanted, by what its index says. */
export function mayHave({ since, until, levels }: LineTest, block: BlockFacts): boolean {
  if ((since !== null && block.to < since) || (until !== null && block.from > until)) return false;
  return levels === null || block.gaps > 0 || block.levels.some((count, level) => count > 0 && levels[level]);
}

/** The lines of a block that pass, and what was left out in it. */
export function linesIn(block: Block, opened: BlockText | null, test: LineTest): { lines: Found[]; gaps: FoundGap[] } {
  if (opened === null) return { lines: [], gaps: [{ n: block.n + block.lines, at: block.from, lines: block.lines }] };
  const { text } = opened;
  const none = test.anywhere !== null && !text.includes("\x1b") && !test.anywhere.test(text);
  if (none && block.gaps === 0) return { lines: [], gaps: [] };
  const lines: Found[] = [];
  const gaps: FoundGap[] = [];
  const bounded = (test.since !== null && block.from < test.since) || (test.until !== null && block.to > test.until);
  let [n, at] = [block.n, block.from];
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf("\n", start);
    const own = text.slice(start + 1, start + 1 + MOMENT);
    if (own > at) at = own;
    if (text[start] === "G") gaps.push({ n, at, lines: readGap(text.slice(start, end))?.lines ?? 0 });
    else {
      if (!none && (!bounded || within(test, at)) && passes(test, opened, start, end)) lines.push({ n, at, start, end });
      n += 1;
    }
    start = end + 1;
  }
  return { lines, gaps };
}

const within = ({ since, until }: LineTest, at: string): boolean => (since === null || at >= since) && (until === null || at <= until);

function passes({ stream, levels, text }: LineTest, opened: BlockText, start: number, end: number): boolean {
  if (stream !== null && opened.text[start] !== stream) return false;
  if (text !== null && !text.test(plainText(opened.text.slice(start + BEFORE_TEXT, end)))) return false;
  return levels === null || levels[levelNumber(opened.levelAt(start))] === true;
}
