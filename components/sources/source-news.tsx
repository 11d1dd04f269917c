import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import type { SourceNews } from "./use-sources";

/** What was left out or changed on the way into the editor, until it is put away. */
export function SourceNote({ news, onClose }: { news: SourceNews; onClose: () => void }) {
  const { from, notes, problem } = news;
  return (
    <Callout
      live
      tone={problem ? "broken" : "quiet"}
      className="mx-8 mb-4 max-narrow:mx-4"
      title={<Prose>{problem ? "Nothing was opened" : `Opened from ${from}`}</Prose>}
      actions={
        <Button size="sm" onClick={onClose}>
          Put away
        </Button>
      }
    >
      {problem ?? (
        <ul className="grid gap-1">
          {notes.map((note) => (
            <li key={note}>
              <Prose>{note}</Prose>
            </li>
          ))}
        </ul>
      )}
    </Callout>
  );
}

/** Over the page while a file is dragged across it. */
export const DropHint = () => (
  <div className="drop-hint" aria-hidden="true">
    <span>Drop a compose file, one with its .env, or a tar</span>
  </div>
);
