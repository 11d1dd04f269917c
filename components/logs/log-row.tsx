import { clsx } from "clsx";
import { memo } from "react";
import { Icon } from "@/components/ui/icon";
import type { LogSourceView } from "@/lib/client/log-stream";
import type { LogEntry, LogLine } from "@/lib/client/log-stream-buffer";
import { piecesOf, type TextPiece } from "./ansi-text";
import { seriesClass, sourceName } from "./log-source";

/** More of one line than this is not drawn; the download has all of it. */
const LONGEST_SHOWN = 10_000;

const number = new Intl.NumberFormat("en");

export interface RowLook {
  sources: readonly LogSourceView[];
  matcher: RegExp | null;
  times: boolean;
  /** Whether lines say which container wrote them. */
  labels: boolean;
}

export const LogRow = memo(function LogRow({ entry, look }: { entry: LogEntry; look: RowLook }) {
  const source = look.sources[entry.source];
  if (entry.kind === "line") return <Line line={entry} source={source} look={look} />;
  const name = source === undefined ? "The container" : sourceName(source);
  if (entry.kind === "gap")
    return (
      <div className="log-rule log-gap">
        <Icon name="warning" />
        {`${number.format(entry.lines)} ${entry.lines === 1 ? "line" : "lines"} skipped`}
        <span>{`${name} writes faster than this page reads`}</span>
      </div>
    );
  return (
    <div className="log-rule">
      <Icon name={entry.event === "joined" ? "play" : "stop"} />
      {name}
      <span>{entry.event === "joined" ? `of revision ${source?.revision ?? ""} writes from here` : "stopped"}</span>
    </div>
  );
});

function Line({ line, source, look }: { line: LogLine; source: LogSourceView | undefined; look: RowLook }) {
  const tooLong = line.text.length > LONGEST_SHOWN;
  const pieces = piecesOf(tooLong ? line.text.slice(0, LONGEST_SHOWN) : line.text, look.matcher);
  return (
    <div
      className={clsx("log-line", line.level === "error" && "is-err", line.level === "warn" && "is-warn", line.stream === "stderr" && "is-stderr")}
      title={line.stream === "stderr" ? "written to stderr" : undefined}
    >
      {look.times && <time dateTime={line.at}>{clock(line.at)}</time>}
      {look.labels && <span className={seriesClass(line.source)}>{source === undefined ? "" : sourceName(source)}</span>}
      <span className="lv">{line.level ?? (line.stream === "stderr" ? "stderr" : "")}</span>
      <code>
        {pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line never move
          <Piece key={at} piece={piece} />
        ))}
        {tooLong && <span className="log-more">{` … ${number.format(line.text.length - LONGEST_SHOWN)} more characters in the download`}</span>}
      </code>
    </div>
  );
}

function Piece({ piece }: { piece: TextPiece }) {
  const { text, className, colour, background, hit } = piece;
  if (className === "" && colour === null && background === null) return hit ? <span className="hit">{text}</span> : text;
  return (
    <span className={clsx(className, hit && "hit")} style={{ color: colour ?? undefined, backgroundColor: hit ? undefined : (background ?? undefined) }}>
      {text}
    </span>
  );
}

/** `10:41:52.118` in the reader's own zone. */
function clock(at: string): string {
  const date = new Date(`${at.slice(0, 23)}Z`);
  if (Number.isNaN(date.getTime())) return at;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${at.slice(20, 23).padEnd(3, "0")}`;
}
