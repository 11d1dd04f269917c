import { type KeptFilter, type KeptPosition, NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { LOG_LEVELS } from "@/lib/core/log-level";
import type { LevelName } from "./log-entry";
import { exactToken, isChosen, type LogSourceView } from "./log-sources";
import type { LogFilter } from "./log-stream-selection";

export const LEVEL_NAMES: readonly LevelName[] = [...LOG_LEVELS, "none"];

/** What is wanted of the logs of a stack or service. */
export interface LogQuestion {
  text: string;
  /** Of `text`; null for none, and for an expression that is not complete. */
  matcher: RegExp | null;
  /** Null: every level. */
  levels: readonly LevelName[] | null;
  stream: "stdout" | "stderr" | null;
  /** `web-1` or `web-1@id`; none is all. */
  sources: readonly string[];
  /** RFC 3339 with nanoseconds. */
  since: string | null;
  until: string | null;
  /** The line that is looked at among its neighbours: nothing is left out around it for its text or level. */
  line: KeptPosition | null;
}

export const NO_QUESTION: LogQuestion = { text: "", matcher: null, levels: null, stream: null, sources: [], since: null, until: null, line: null };

/** Whether the text leaves lines out, and does not just mark what it finds. */
export const filtersText = ({ matcher, line }: LogQuestion): boolean => matcher !== null && line === null;

/** Whether any line could be left out. */
export const filters = (question: LogQuestion): boolean =>
  question.line === null
    ? question.matcher !== null || question.levels !== null || question.stream !== null || question.sources.length > 0
    : question.stream !== null || question.sources.length > 0;

/** For lines that are here. */
export function filterOf(question: LogQuestion, list: () => readonly LogSourceView[], after: string | null): LogFilter {
  const { levels, sources, stream, since, until, line } = question;
  const floor = after === null || (since !== null && since > after) ? since : after;
  return {
    showsSource: sources.length === 0 ? null : (index) => list()[index] !== undefined && isChosen(list()[index] as LogSourceView, sources),
    hiddenLevels: new Set(levels === null || line !== null ? [] : LEVEL_NAMES.filter((level) => !levels.includes(level))),
    stream,
    after: floor,
    until,
  };
}

/** For kept lines; null when none of them can be meant. */
export function keptFilterOf(
  question: LogQuestion,
  scope: { service: string | null; containers: readonly string[] | null },
  list: readonly LogSourceView[],
): KeptFilter | null {
  const { levels, sources, stream, since, until, line } = question;
  const here = list.filter(({ container, key }) => key !== null && (scope.containers === null || scope.containers.includes(container)));
  const chosen = here.filter((source) => isChosen(source, sources));
  const all = sources.length === 0 && scope.containers === null;
  if (!all && chosen.length === 0) return null;
  return {
    ...NO_KEPT_FILTER,
    service: scope.service,
    sources: all ? null : chosen.map(({ key }) => key ?? ""),
    stream,
    levels: levels === null || line !== null ? null : levels.map((level) => (level === "none" ? null : level)),
    text: filtersText(question) ? question.text : null,
    since,
    until,
  };
}

/** The tokens after a press on one source: all of them is none. */
export function toggledSource(token: string, tokens: readonly string[], all: readonly LogSourceView[], tokenFor: (source: LogSourceView) => string): string[] {
  const running = all.filter(({ generation }) => generation !== "gone");
  const shown = new Set(tokens.length === 0 ? running.map(tokenFor) : tokens);
  const source = all.find((each) => tokenFor(each) === token || exactToken(each) === token);
  if (source !== undefined && isChosen(source, [...shown])) {
    for (const each of [token, exactToken(source), source.label]) shown.delete(each);
  } else shown.add(token);
  const everything = running.every((each) => isChosen(each, [...shown])) && [...shown].every((each) => running.some((one) => tokenFor(one) === each));
  return everything ? [] : [...shown];
}
