import type { LogStream } from "@/lib/core/log-cursor";
import type { Mark } from "./position";
import { isMoment } from "./record";

/**
 * The folder of a source: `source.json` says whose lines they are; `<n>.blocks` are packed blocks one after the other with their facts in `<n>.index`,
 * named by the number of their first line; `<n>.tail` are the newest lines as they are, after a head. What is in the index wins: a tail of lines that the index has
 * was about to be removed when the server was killed.
 */
export const FACTS = "source.json";

const DIGITS = 15;
const NAME = /^(\d{15})\.(blocks|index|tail)$/;

export const fileName = (n: number, kind: "blocks" | "index" | "tail"): string => `${String(n).padStart(DIGITS, "0")}.${kind}`;

/** First numbers of the segments and tails among the names of a folder, oldest first. */
export function sortedFiles(names: readonly string[]): { segments: number[]; tails: number[] } {
  const found = { segments: [] as number[], tails: [] as number[] };
  for (const name of [...names].sort()) {
    const [, n, kind] = NAME.exec(name) ?? [];
    if (kind === "index") found.segments.push(Number(n));
    if (kind === "tail") found.tails.push(Number(n));
  }
  return found;
}

/** Whose lines a source has. */
export interface SourceFacts {
  key: string;
  container: string;
  stackId: string;
  serviceId: string;
  service: string;
  label: string;
  generation: number;
  revision: number;
}

/** First line of a tail: where everything before it ended. */
export interface TailHead {
  n: number;
  /** No line is earlier. */
  after: string;
  marks: Map<LogStream, Mark>;
}

const MARKS = ["stdout", "stderr"] as const;

export const headLine = ({ n, after, marks }: TailHead): string =>
  `${JSON.stringify([n, after, ...MARKS.map((stream) => [marks.get(stream)?.at ?? "", marks.get(stream)?.lines ?? 0])])}\n`;

export function readHead(bytes: Buffer): { head: TailHead; length: number } | null {
  const end = bytes.indexOf(10);
  if (end === -1 || end > 1_000) return null;
  try {
    const parts: unknown = JSON.parse(bytes.toString("latin1", 0, end));
    if (!Array.isArray(parts) || parts.length !== 4) return null;
    const [n, after, ...pairs] = parts as [number, string, [string, number], [string, number]];
    const marks = new Map<LogStream, Mark>();
    MARKS.forEach((stream, index) => {
      const [at = "", lines = 0] = pairs[index] ?? [];
      if (isMoment(at)) marks.set(stream, { at, lines });
    });
    return { head: { n, after, marks }, length: end + 1 };
  } catch {
    return null;
  }
}

/** What a file takes on the disk. */
export const onDisk = (bytes: number): number => Math.ceil(bytes / 4096) * 4096;

export const isSafeName = (name: string): boolean => /^[A-Za-z0-9_-]{1,128}$/.test(name);
