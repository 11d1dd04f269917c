import { countLevels } from "./count-levels";
import type { Answers, Job } from "./jobs";
import { type LineTest, lineTest, mayHave } from "./line-test";
import { type Reading, readSource } from "./read-source";
import { lineOf, readWindow } from "./read-window";
import { BEFORE_TEXT, MOMENT } from "./record";
import { walk } from "./walk";

const MOST_CHARS = 4_000_000;

/** Does what is asked, in the thread that reads. */
export function answer(job: Job, now: () => number = Date.now): Answers[Job["type"]] {
  const test = lineTest(job.test);
  const readings = job.sources.map(({ key, folder }) => readSource(key, folder));
  const until = now() + job.ms;
  if (job.type === "window") return readWindow(readings, { test, place: job.place, limit: job.limit, until, now });
  if (job.type === "histogram") return countLevels(readings, { test, buckets: job.buckets, until, now });
  if (job.type === "search") {
    const found = walk(readings, { test, backward: true, edge: job.before, most: job.limit, mostChars: MOST_CHARS, until, now });
    return { lines: found.lines.map(lineOf), next: found.next, looked: found.looked, totalBytes: bytesIn(readings, test) };
  }
  const labels = new Map(job.sources.map(({ key, label }) => [key, label]));
  const { lines, next } = walk(readings, { test, backward: false, edge: job.after, most: Number.POSITIVE_INFINITY, mostChars: job.chars, until, now });
  const parts = lines.map(
    ({ key, start, end, text }) => `${text.slice(start + 1, start + 1 + MOMENT)} ${labels.get(key)} ${text.slice(start + BEFORE_TEXT, end)}\n`,
  );
  return { text: new TextEncoder().encode(parts.join("")), next };
}

const bytesIn = (readings: readonly Reading[], test: LineTest): number =>
  readings.reduce((sum, { blocks }) => sum + blocks.reduce((all, block) => all + (mayHave(test, block) ? block.bytes : 0), 0), 0);
