"use client";
import { clsx } from "clsx";
import { useEffect } from "react";
import { Checkbox } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import { toggledSource } from "@/lib/client/log-question";
import type { LogReader } from "@/lib/client/log-reader";
import { exactToken, isChosen, type LogSourceView, tokenOf } from "@/lib/client/log-sources";
import { msOfMoment } from "@/lib/core/log-time";
import { age } from "@/lib/format/age";
import { seriesClass, sourceName } from "./log-source";

/** More than these stand in the list alone. */
const CHIPS = 6;

const number = new Intl.NumberFormat("en");

export interface LogSourceChipsProps {
  reader: LogReader;
  /** None is all. */
  tokens: readonly string[];
  onTokens: (tokens: string[]) => void;
}

/** Whose lines are shown: the containers there are as chips, and all of them, also those that are gone, in a list. */
export function LogSourceChips({ reader, tokens, onTokens }: LogSourceChipsProps) {
  const { sources } = reader.snapshot();
  if (sources.length < 2) return null;
  const press = (source: LogSourceView) => onTokens(toggledSource(tokenOf(source, sources), tokens, sources, (each) => tokenOf(each, sources)));
  const running = sources.filter(({ generation }) => generation !== "gone");
  const gone = sources.length - running.length;
  const named = running.length === 0 || running.length > CHIPS;
  return (
    <fieldset className="fchips log-chips">
      <legend className="sr-only">Containers</legend>
      {running.length > 1 &&
        running.length <= CHIPS &&
        running.map((source) => (
          <button
            key={source.container}
            type="button"
            className={clsx("fchip mono", source.ended && "is-ended")}
            aria-pressed={isChosen(source, tokens)}
            title={source.ended ? `${sourceName(source)} stopped` : undefined}
            onClick={() => press(source)}
          >
            <span className={`swatch ${seriesClass(sources.indexOf(source))}`} />
            {sourceName(source)}
          </button>
        ))}
      {(gone > 0 || running.length > CHIPS) && (
        <Popover
          label="Choose containers"
          className="fchip"
          face={
            <>
              {named ? "Containers" : "Gone"} <span className="n">{number.format(named ? sources.length : gone)}</span>
              <Icon name="disclose-open" size="sm" />
            </>
          }
        >
          {() => <SourceList reader={reader} tokens={tokens} onTokens={onTokens} onPress={press} />}
        </Popover>
      )}
    </fieldset>
  );
}

function SourceList({ reader, tokens, onTokens, onPress }: LogSourceChipsProps & { onPress: (source: LogSourceView) => void }) {
  // What is gone is told when it is asked for.
  useEffect(() => void reader.refreshSources(), [reader]);
  const { sources } = reader.snapshot();
  const inOrder = sources
    .map((source, at) => ({ source, at }))
    .sort(
      (a, b) =>
        Number(a.source.generation === "gone") - Number(b.source.generation === "gone") || (b.source.kept?.to ?? "~").localeCompare(a.source.kept?.to ?? "~"),
    );
  return (
    <div className="log-sources">
      <div className="row">
        <strong className="font-medium">Containers</strong>
        <span className="spacer" />
        <button type="button" className="btn btn-ghost btn-sm" aria-disabled={tokens.length === 0 || undefined} onClick={() => onTokens([])}>
          Show all
        </button>
      </div>
      <ul>
        {inOrder.map(({ source, at }) => (
          <li key={source.container}>
            <Checkbox checked={isChosen(source, tokens)} onChange={() => onPress(source)}>
              <span className={`swatch ${seriesClass(at)}`} />
              <span className="mono">{sourceName(source)}</span>
            </Checkbox>
            <span className="meta">{words(source)}</span>
            <button
              type="button"
              className="btn btn-ghost btn-sm"
              aria-label={`Only ${sourceName(source)}`}
              onClick={() => onTokens([source.generation === "gone" ? exactToken(source) : tokenOf(source, sources)])}
            >
              Only
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function words({ generation, ended, revision, kept }: LogSourceView): string {
  const until = kept === null ? "" : ` ${age(msOfMoment(kept.to), Date.now())}`;
  const state = generation === "gone" ? `gone${until}` : ended ? "stopped" : "writes";
  return `revision ${revision}, ${state}`;
}
