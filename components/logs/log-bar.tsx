"use client";
import { clsx } from "clsx";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Icon, type IconName } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import type { LogAddress } from "@/lib/client/log-address";
import type { LevelName } from "@/lib/client/log-entry";
import { LEVEL_NAMES } from "@/lib/client/log-question";
import type { LogReader } from "@/lib/client/log-reader";
import type { LogDownload } from "./log-downloads";
import { LogRange } from "./log-range";
import { LogSourceChips } from "./log-source-chips";
import { useFigures } from "./use-lines";
import type { ChangeLogAddress } from "./use-log-address";
import { type LogChoices, TIME_STYLES, type TimeStyle } from "./use-log-choices";

export type Tail = number | "all";
const TAILS: Tail[] = [100, 1_000, 10_000, "all"];
const LEVELS: Record<LevelName, { label: string; icon?: IconName; tone?: string; always: boolean }> = {
  error: { label: "Error", icon: "cross", tone: "broken", always: true },
  warn: { label: "Warn", icon: "warning", tone: "person", always: true },
  info: { label: "Info", icon: "info", tone: "ink-3", always: true },
  debug: { label: "Debug", always: false },
  none: { label: "No level", always: false },
};
const STREAM_LABELS = { both: "Both streams", stdout: "stdout", stderr: "stderr" } as const;
const TIME_LABELS: Record<TimeStyle, string> = { local: "Local time", utc: "UTC", relative: "Time ago", off: "No times" };

const number = new Intl.NumberFormat("en");

export interface LogBarProps {
  reader: LogReader;
  text: string;
  textProblem: string | null;
  onText: (text: string) => void;
  filtered: boolean;
  /** A search through kept lines found what is shown. */
  found: boolean;
  address: LogAddress;
  onChange: ChangeLogAddress;
  /** Where nothing is kept, how much of what the engine has is read; null where lines are kept. */
  tail: Tail | null;
  onTail: (tail: Tail) => void;
  choices: LogChoices;
  onChoose: (patch: Partial<LogChoices>) => void;
  onJump: (moment: string) => void;
  downloads: LogDownload[];
}

/** Everything one can ask of a log. On a narrow screen only the text stays in sight, the rest unfolds. */
export function LogBar(props: LogBarProps) {
  const { reader, address, onChange, choices, onChoose, downloads } = props;
  const [unfolded, setUnfolded] = useState(false);
  const asked =
    Number(address.levels !== null) +
    Number(address.stream !== null) +
    Number(address.sources.length > 0) +
    Number(address.since !== null || address.until !== null);
  return (
    <div className={clsx("logs-bar", unfolded && "is-unfolded")}>
      <TextField {...props} />
      <button type="button" className="btn btn-secondary log-unfold" aria-expanded={unfolded} onClick={() => setUnfolded((was) => !was)}>
        <Icon name="filter" />
        Filters
        {asked > 0 && <span className="n">{asked}</span>}
      </button>
      <div className="log-asks">
        <LevelChips {...props} />
        <span className="spacer" />
        <IconButton label="Histogram" icon="chart" aria-pressed={choices.histogram} onClick={() => onChoose({ histogram: !choices.histogram })} />
        <IconButton label="Wrap lines" icon="wrap" aria-pressed={choices.wrap} onClick={() => onChoose({ wrap: !choices.wrap })} />
        <Menu
          label="Download"
          className="btn btn-ghost btn-icon"
          entries={() =>
            downloads.map(({ what, more, address: from }) => ({
              id: what,
              label: (
                <>
                  {what}
                  <small>{more}</small>
                </>
              ),
              onSelect: () => save(from),
            }))
          }
        >
          <Icon name="download" />
        </Menu>
        <span className="log-break" />
        <LogSourceChips reader={reader} tokens={address.sources} onTokens={(sources) => onChange({ sources }, "step")} />
        <span className="spacer" />
        <Select
          aria-label="Streams"
          value={address.stream ?? "both"}
          onChange={(event) => onChange({ stream: event.target.value === "both" ? null : (event.target.value as "stdout" | "stderr") }, "step")}
        >
          {Object.entries(STREAM_LABELS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        {props.tail !== null && <TailSelect tail={props.tail} onTail={props.onTail} />}
        <LogRange address={address} utc={choices.times === "utc"} onChange={onChange} onJump={props.onJump} />
        <Select aria-label="Timestamps" value={choices.times} onChange={(event) => onChoose({ times: event.target.value as TimeStyle })}>
          {TIME_STYLES.map((style) => (
            <option key={style} value={style}>
              {TIME_LABELS[style]}
            </option>
          ))}
        </Select>
      </div>
    </div>
  );
}

function save(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}

function TextField({ reader, text, textProblem, onText, filtered, found }: LogBarProps) {
  return (
    <label className="search">
      <Icon name="search" size="sm" />
      <input
        data-filter
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") onText("");
          if (event.key === "Enter") reader.searchNow();
        }}
        aria-label="Filter lines"
        aria-invalid={textProblem !== null || undefined}
        title="Text, or a regular expression between slashes: /scans\/\d+/"
        placeholder="Filter lines, or /regex/"
        spellCheck={false}
        autoComplete="off"
      />
      {textProblem !== null && <span className="meta broken">{textProblem}</span>}
      {textProblem === null && filtered && <Count reader={reader} found={found} />}
    </label>
  );
}

function Count({ reader, found }: Pick<LogBarProps, "reader" | "found">) {
  useFigures(reader);
  const shown = number.format(reader.rows.lines);
  return <span className="meta">{found ? shown : `${shown} of ${number.format(reader.stream.buffer.lines)}`}</span>;
}

function TailSelect({ tail, onTail }: { tail: Tail; onTail: (tail: Tail) => void }) {
  return (
    <Select
      aria-label="Lines from the end"
      value={String(tail)}
      onChange={(event) => onTail(event.target.value === "all" ? "all" : Number(event.target.value))}
    >
      {TAILS.map((each) => (
        <option key={each} value={each}>
          {each === "all" ? "All lines" : `Last ${number.format(each)}`}
        </option>
      ))}
    </Select>
  );
}

function LevelChips({ reader, address: { levels }, onChange }: LogBarProps) {
  useFigures(reader);
  const counts = reader.stream.buffer.levels;
  const press = (level: LevelName) => {
    const shown = new Set(levels ?? LEVEL_NAMES);
    if (!shown.delete(level)) shown.add(level);
    const next = LEVEL_NAMES.filter((each) => shown.has(each));
    onChange({ levels: next.length === LEVEL_NAMES.length || next.length === 0 ? null : next }, "step");
  };
  return (
    <fieldset className="fchips log-chips">
      <legend className="sr-only">Level</legend>
      {LEVEL_NAMES.filter((level) => LEVELS[level].always || counts[level] > 0 || levels !== null).map((level) => {
        const { label, icon, tone } = LEVELS[level];
        return (
          <button key={level} type="button" className="fchip" aria-pressed={levels === null || levels.includes(level)} onClick={() => press(level)}>
            {icon && <Icon name={icon} className={tone} />}
            {label} <span className="n">{number.format(counts[level])}</span>
          </button>
        );
      })}
    </fieldset>
  );
}
