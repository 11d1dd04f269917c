import type { KeptPosition } from "@/lib/core/kept-logs";
import type { LogRows } from "./log-rows";
import type { SourceBook } from "./log-sources";
import type { LogLine } from "./log-stream-buffer";

/** The rows before and after its moment among which a line is looked for. */
const NEAR = 500;

/** The line that an address names, if it is here: by its number or, when it was not kept yet as the address was made, by its moment and its container. */
export function lineAt(rows: LogRows, book: SourceBook, { time, source, n }: KeptPosition): LogLine | undefined {
  const index = rows.indexFromMoment(time);
  const near = rows.slice(Math.max(0, index - NEAR), index + NEAR).filter((entry) => entry.kind === "line");
  const isNamed = ({ kept }: LogLine) => kept !== undefined && kept.source === source && kept.n === n && kept.time === time;
  const isThen = ({ at, kept, source: from }: LogLine) => at === time && (kept?.source === source || book.list[from]?.container.startsWith(source) === true);
  return near.find(isNamed) ?? near.find(isThen);
}
