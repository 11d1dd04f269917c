"use client";
import { IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Icon, type IconName } from "@/components/ui/icon";
import type { LogSourceView } from "@/lib/client/log-stream";
import type { Level, LevelCounts } from "@/lib/client/log-stream-buffer";
import { seriesClass, sourceName } from "./log-source";

export type Tail = number | "all";
const TAILS: Tail[] = [100, 1_000, 10_000, "all"];
const LEVELS: { level: NonNullable<Level>; label: string; icon?: IconName; tone?: string }[] = [
  { level: "error", label: "Error", icon: "cross", tone: "broken" },
  { level: "warn", label: "Warn", icon: "warning", tone: "person" },
  { level: "info", label: "Info", icon: "info", tone: "ink-3" },
  { level: "debug", label: "Debug" },
];

const number = new Intl.NumberFormat("en");

export interface LogBarProps {
  filter: string;
  filterError: string | null;
  onFilter: (text: string) => void;
  shown: number;
  total: number;
  filtered: boolean;
  levels: LevelCounts;
  hiddenLevels: ReadonlySet<NonNullable<Level>>;
  onLevel: (level: NonNullable<Level>) => void;
  sources: readonly LogSourceView[];
  hiddenSources: ReadonlySet<number>;
  onSource: (source: number) => void;
  tail: Tail;
  onTail: (tail: Tail) => void;
  times: boolean;
  onTimes: () => void;
  wrap: boolean;
  onWrap: () => void;
  download: string;
}

/** Everything one can ask of a log, in one row that wraps. */
export function LogBar(props: LogBarProps) {
  return (
    <div className="logs-bar">
      <label className="search">
        <Icon name="search" size="sm" />
        <input
          data-filter
          value={props.filter}
          onChange={(event) => props.onFilter(event.target.value)}
          onKeyDown={(event) => event.key === "Escape" && props.onFilter("")}
          aria-label="Filter lines"
          aria-invalid={props.filterError !== null || undefined}
          title="Text, or a regular expression between slashes: /scans\/\d+/"
          placeholder="Filter lines, or /regex/"
          spellCheck={false}
        />
        {props.filterError !== null && <span className="meta broken">{props.filterError}</span>}
        {props.filterError === null && props.filtered && <span className="meta">{`${number.format(props.shown)} of ${number.format(props.total)}`}</span>}
      </label>
      <LevelChips {...props} />
      <span className="spacer" />
      <SourceChips {...props} />
      <Select
        aria-label="Lines from the end"
        value={String(props.tail)}
        onChange={(event) => props.onTail(event.target.value === "all" ? "all" : Number(event.target.value))}
      >
        {TAILS.map((tail) => (
          <option key={tail} value={tail}>
            {tail === "all" ? "All lines" : `Last ${number.format(tail)}`}
          </option>
        ))}
      </Select>
      <IconButton label="Timestamps" icon="clock" aria-pressed={props.times} onClick={props.onTimes} />
      <IconButton label="Wrap lines" icon="wrap" aria-pressed={props.wrap} onClick={props.onWrap} />
      <a className="btn btn-ghost btn-icon" href={props.download} download aria-label="Download" title="Download">
        <Icon name="download" />
      </a>
    </div>
  );
}

function LevelChips({ levels, hiddenLevels, onLevel }: LogBarProps) {
  return (
    <fieldset className="fchips log-chips">
      <legend className="sr-only">Level</legend>
      {LEVELS.filter(({ level }) => level !== "debug" || levels.debug > 0).map(({ level, label, icon, tone }) => (
        <button key={level} type="button" className="fchip" aria-pressed={!hiddenLevels.has(level)} onClick={() => onLevel(level)}>
          {icon && <Icon name={icon} className={tone} />}
          {label} <span className="n">{number.format(levels[level])}</span>
        </button>
      ))}
    </fieldset>
  );
}

function SourceChips({ sources, hiddenSources, onSource }: LogBarProps) {
  if (sources.length < 2) return null;
  return (
    <fieldset className="fchips log-chips">
      <legend className="sr-only">Containers</legend>
      {sources.map((source, at) => (
        <button
          key={source.container}
          type="button"
          className={`fchip mono${source.ended ? " is-ended" : ""}`}
          aria-pressed={!hiddenSources.has(at)}
          title={source.ended ? `${sourceName(source)} stopped` : undefined}
          onClick={() => onSource(at)}
        >
          <span className={`swatch ${seriesClass(at)}`} />
          {sourceName(source)}
        </button>
      ))}
    </fieldset>
  );
}
