import type { KeptText } from "@/lib/core/kept-logs";
import { countLevels } from "./count-levels";
import type { Answers, Job } from "./jobs";
import { type LineTest, lineTest, mayHave } from "./line-test";
import { type Reading, readSource } from "./read-source";
import { lineOf, readWindow } from "./read-window";
import { BEFORE_TEXT, MOMENT, streamOf } from "./record";
import { type Come, walk } from "./walk";

const MOST_CHARS = 4_000_000;

/** Does what is asked, in the thread that reads. */
export function answer(job: Job, now: () => number = Date.now): Answers[Job["type"]] {
  const test = lineTest(job.test);
  const readings = job.sources.map(({ key, folder, before }) => ({ ...readSource(key, folder), before }));
  const until = now() + job.ms;
  const time = { test, until, now };
  switch (job.type) {
    case "window":
      return readWindow(readings, { ...time, place: job.place, limit: job.limit });
    case "histogram":
      return countLevels(readings, { ...time, buckets: job.buckets });
    case "search": {
      const { lines, next, looked } = walk(readings, { ...time, backward: true, edge: job.before, most: job.limit, mostChars: MOST_CHARS });
      return { lines: lines.map(lineOf), next, looked, totalBytes: bytesIn(readings, test) };
    }
    case "back": {
      const { lines, next } = walk(readings, { ...time, backward: true, edge: job.before, most: job.lines, mostChars: MOST_CHARS });
      const last = lines.at(-1);
      return { lines: lines.length, last: last === undefined ? null : { time: last.at, source: last.key, n: last.n }, next };
    }
    default: {
      const { lines, next } = walk(readings, { ...time, backward: false, edge: job.after, most: Number.POSITIVE_INFINITY, mostChars: job.chars });
      if (job.type === "lines") return { lines: lines.map(wholeLine), next };
      const labels = new Map(job.sources.map(({ key, label }) => [key, label]));
      return { text: new TextEncoder().encode(lines.map((line) => printed(line, labels.get(line.key))).join("")), next };
    }
  }
}

const momentOf = ({ start, block }: Come): string => block.text.slice(start + 1, start + 1 + MOMENT);
const textOf = ({ start, end, block }: Come): string => block.text.slice(start + BEFORE_TEXT, end);
const printed = (line: Come, label: string | undefined): string => `${momentOf(line)} ${label} ${textOf(line)}\n`;
const wholeLine = (line: Come): KeptText => ({
  source: line.key,
  time: momentOf(line),
  stream: streamOf(line.block.text[line.start] ?? ""),
  text: textOf(line),
});

const bytesIn = (readings: readonly Reading[], test: LineTest): number =>
  readings.reduce((sum, { blocks }) => sum + blocks.reduce((all, block) => all + (mayHave(test, block) ? block.bytes : 0), 0), 0);
