import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import type { LogReader, ReaderSnapshot } from "@/lib/client/log-reader";
import { useLines } from "./use-lines";

export interface LogOverProps {
  reader: LogReader;
  /** Whether lines are left out by what is asked for. */
  filtered: boolean;
  /** Whether a stretch of time was chosen. */
  ranged: boolean;
  compact: boolean;
  onAgain: () => void;
  onShowAll: () => void;
}

/** What stands in place of lines while there are none, and why. */
export function LogOver({ reader, filtered, ranged, compact, onAgain, onShowAll }: LogOverProps) {
  useLines(reader);
  const snapshot = reader.snapshot();
  if (snapshot.state === "refused")
    return snapshot.problem === null ? null : (
      <div className="log-over">
        <ProblemCallout problem={snapshot.problem} actions={<Button onClick={onAgain}>Try again</Button>} />
      </div>
    );
  if (reader.rows.findLine(0, 1) !== null) return null;
  const words = wordsFor(snapshot, filtered, ranged);
  if (compact)
    return (
      <div className="log-over">
        <p className="meta">{words.title}</p>
      </div>
    );
  return (
    <div className="log-over">
      <EmptyState icon="logs" title={words.title} actions={words.filtered && <Button onClick={onShowAll}>Show all lines</Button>}>
        {words.text}
      </EmptyState>
    </div>
  );
}

function wordsFor(
  { state, sources, loading, search, keeping }: ReaderSnapshot,
  filtered: boolean,
  ranged: boolean,
): { title: string; text: string; filtered?: true } {
  if (search?.running) return { title: "Searching", text: "Nothing yet. Hits appear here as they are found, the newest first.", filtered: true };
  if (loading !== null) return { title: "Reading kept lines", text: "They come from where they are kept, also those of containers that are gone." };
  if (state === "opening" || state === "reading") return { title: "Reading the log", text: "The last lines come first." };
  if (ranged) return { title: "Nothing in this stretch of time", text: "Nothing was written then, or it is not kept any more.", filtered: true };
  if (filtered) return { title: "No line matches", text: "New lines that match will appear here.", filtered: true };
  if (state === "lost") return { title: "Reconnecting", text: "The log goes on where it stopped." };
  if (sources.length === 0) return { title: "No containers", text: "Nothing runs here, so nothing is written. Lines appear as soon as a container starts." };
  if (sources.every((source) => source.ended))
    return {
      title: "Nothing was written",
      text: keeping === "on" ? "Nothing is kept of the containers that ran here." : "The container stopped without writing a line.",
    };
  return { title: "Nothing written yet", text: "Lines appear here the moment a container writes them." };
}
