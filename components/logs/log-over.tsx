import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import type { LogSnapshot } from "@/lib/client/log-stream";

export interface LogOverProps {
  snapshot: LogSnapshot;
  /** Lines kept, and of them those that are shown. */
  total: number;
  shown: number;
  compact: boolean;
  onAgain: () => void;
  onShowAll: () => void;
}

/** What stands in place of lines while there are none, and why. */
export function LogOver({ snapshot, total, shown, compact, onAgain, onShowAll }: LogOverProps) {
  if (snapshot.state === "refused")
    return snapshot.problem === null ? null : (
      <div className="log-over">
        <ProblemCallout problem={snapshot.problem} actions={<Button onClick={onAgain}>Try again</Button>} />
      </div>
    );
  if (shown > 0) return null;
  const words = wordsFor(snapshot, total);
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

function wordsFor({ state, sources }: LogSnapshot, total: number): { title: string; text: string; filtered?: true } {
  if (total > 0) return { title: "No line matches", text: "New lines that match will appear here.", filtered: true };
  if (state === "opening" || state === "reading") return { title: "Reading the log", text: "The last lines come first." };
  if (state === "lost") return { title: "Reconnecting", text: "The log goes on where it stopped." };
  if (sources.length === 0) return { title: "No containers", text: "Nothing runs here, so nothing is written. Lines appear as soon as a container starts." };
  if (sources.every((source) => source.ended)) return { title: "Nothing was written", text: "The container stopped without writing a line." };
  return { title: "Nothing written yet", text: "Lines appear here the moment a container writes them." };
}
