import { clsx } from "clsx";
import { memo } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import type { LogEntry, LogGap, LogLine, LogMark } from "@/lib/client/log-entry";
import type { LogSourceView } from "@/lib/client/log-sources";
import { piecesOf, type TextPiece } from "./ansi-text";
import { markWords, seriesClass, sourceName } from "./log-source";
import { lineTime } from "./log-times";
import type { TimeStyle } from "./use-log-choices";

/** More of one line than this is not drawn; the download has all of it. */
const LONGEST_SHOWN = 10_000;

const number = new Intl.NumberFormat("en");

export interface RowLook {
  sources: readonly LogSourceView[];
  matcher: RegExp | null;
  times: TimeStyle;
  /** Whether lines say which container wrote them. */
  labels: boolean;
  /** ms; ticks only while ages are shown. */
  now: number;
}

export const LogRow = memo(function LogRow({ entry, look }: { entry: LogEntry; look: RowLook }) {
  const source = look.sources[entry.source];
  if (entry.kind === "line") return <Line line={entry} source={source} look={look} />;
  if (entry.kind === "gap") {
    const [what, why] = gapWords(entry, source === undefined ? "The container" : sourceName(source));
    return (
      <div className="log-rule log-gap">
        <Icon name="warning" />
        {what}
        <span>{why}</span>
      </div>
    );
  }
  const [what, more] = markWords(entry, look.sources);
  return (
    <div className="log-rule">
      <Icon name={entry.event === "joined" && what.includes("replaced") ? "up-circle" : MARK_ICONS[entry.event]} />
      {what}
      <span>{more}</span>
    </div>
  );
});

const MARK_ICONS: Record<LogMark["event"], IconName> = { joined: "play", started: "play", ended: "stop", restarted: "restart", asked: "user" };

function gapWords({ lines, reason }: LogGap, name: string): [string, string] {
  const count = `${number.format(lines)} ${lines === 1 ? "line" : "lines"}`;
  if (reason === "unkept") return [`${count} not kept`, `${name} wrote faster than lines can be kept`];
  if (reason === "let-go") return [`${count} let go`, "they came while you were reading above"];
  return [`${count} skipped`, `${name} writes faster than this page reads`];
}

function Line({ line, source, look }: { line: LogLine; source: LogSourceView | undefined; look: RowLook }) {
  const tooLong = line.text.length > LONGEST_SHOWN;
  const pieces = piecesOf(tooLong ? line.text.slice(0, LONGEST_SHOWN) : line.text, look.matcher);
  return (
    <div
      className={clsx("log-line", line.level === "error" && "is-err", line.level === "warn" && "is-warn", line.stream === "stderr" && "is-stderr")}
      title={line.stream === "stderr" ? "written to stderr" : undefined}
    >
      {look.times !== "off" && <time dateTime={line.at}>{lineTime(line.at, look.times, look.now)}</time>}
      {look.labels && <span className={clsx("log-label", seriesClass(line.source))}>{source === undefined ? "" : sourceName(source)}</span>}
      <span className="lv">{line.level ?? (line.stream === "stderr" ? "stderr" : "")}</span>
      <code>
        {pieces.map((piece, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line never move
          <Piece key={at} piece={piece} />
        ))}
        {tooLong && <span className="log-more">{` … ${number.format(line.text.length - LONGEST_SHOWN)} more characters in the download`}</span>}
        {line.cut && !tooLong && <span className="log-more"> … the rest is in the download</span>}
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
