import type { LogEntry, LogLine } from "@/lib/client/log-entry";
import type { LogSourceView } from "@/lib/client/log-sources";
import { piecesOf } from "./ansi-text";
import { markWords, sourceName } from "./log-source";

/** What a line says without colours, and with nothing in it that a terminal would act on. */
export const cleanText = ({ text }: LogLine): string =>
  piecesOf(text, null)
    .map((piece) => piece.text)
    .join("");

/** Lines as text to paste: the moment and the container before each. */
export function copiedLines(entries: readonly LogEntry[], sources: readonly LogSourceView[]): string {
  return entries
    .map((entry) => {
      if (entry.kind === "gap") return `--- ${entry.lines} lines are missing here`;
      if (entry.kind === "mark") return `--- ${markWords(entry, sources)[0]}`;
      const source = sources[entry.source];
      return `${entry.at} ${source === undefined ? "" : `${sourceName(source)} `}${cleanText(entry)}`;
    })
    .join("\n");
}
