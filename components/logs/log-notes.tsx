import type { LogReader } from "@/lib/client/log-reader";
import { useFigures } from "./use-lines";

const number = new Intl.NumberFormat("en");

/** What is not as one would expect: a line that is away, lines that are missing, and where nothing is kept. */
export function LogNotes({ reader }: { reader: LogReader }) {
  useFigures(reader);
  const { state, keeping, keepsOn, sources } = reader.snapshot();
  const { skipped, buffer } = reader.stream;
  const letGo = keeping === "off" ? buffer.droppedLines : 0;
  const missing = skipped > 0 || letGo > 0;
  const lost = state === "lost";
  const unkept = keeping === "off" && sources.length > 0;
  const unheard = (state === "opening" || state === "reading") && keeping === "on" && reader.rows.size > 0;
  const ceased = keeping === "on" && !keepsOn;
  if (!lost && !missing && !unkept && !unheard && !ceased) return null;
  return (
    <p className="log-note meta" role="status">
      {unheard && "The engine has not answered yet. These lines come from where they are kept. "}
      {lost && "Reconnecting. The log goes on where it stopped. "}
      {skipped > 0 && `${lines(skipped)} skipped, written faster than this page reads. `}
      {letGo > 0 && `${lines(letGo)} let go at the top to keep this page quick. `}
      {missing && `The download has ${keeping === "on" ? "what is kept" : "what the engine keeps"}. `}
      {unkept && "Lines are not kept in this environment: this is what the engine still has, and it goes with its container."}
      {ceased && "Lines are no longer kept in this environment. Those from before can still be read."}
    </p>
  );
}

const lines = (count: number): string => `${number.format(count)} ${count === 1 ? "line was" : "lines were"}`;
