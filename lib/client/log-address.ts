import { type KeptPosition, keptPosition, keptPositionText } from "@/lib/core/kept-logs";
import { matcherOf, repeatsRepetition } from "@/lib/core/log-match";
import { exactMoment, logMoment } from "@/lib/core/log-time";
import type { LevelName } from "./log-entry";
import { LEVEL_NAMES, type LogQuestion } from "./log-question";

/** What is asked of a log, as it stands in an address; times as typed, so that `-1h` stays the last hour. */
export interface LogAddress {
  text: string;
  levels: readonly LevelName[] | null;
  stream: "stdout" | "stderr" | null;
  sources: readonly string[];
  since: string | null;
  until: string | null;
  line: KeptPosition | null;
}

export const NO_ADDRESS: LogAddress = { text: "", levels: null, stream: null, sources: [], since: null, until: null, line: null };

export function readAddress(params: URLSearchParams): LogAddress {
  const levels = (params.get("level") ?? "").split(",");
  const known = LEVEL_NAMES.filter((level) => levels.includes(level));
  const stream = params.get("stream");
  const line = params.get("line");
  return {
    text: params.get("text") ?? "",
    levels: known.length > 0 && known.length < LEVEL_NAMES.length ? known : null,
    stream: stream === "stdout" || stream === "stderr" ? stream : null,
    sources: (params.get("source") ?? "").split(",").filter(Boolean),
    since: params.get("since") || null,
    until: params.get("until") || null,
    line: line === null ? null : keptPosition(line),
  };
}

/** The same address with this asked; what else stands in it stays. */
export function writeAddress(params: URLSearchParams, { text, levels, stream, sources, since, until, line }: LogAddress): string {
  const next = new URLSearchParams(params);
  const set = (name: string, value: string | null) => (value ? next.set(name, value) : next.delete(name));
  set("source", sources.join(","));
  set("level", levels?.join(",") ?? null);
  set("stream", stream);
  set("text", text);
  set("since", since);
  set("until", until);
  set("line", line === null ? null : keptPositionText(line));
  const written = next.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%7E", "~").replaceAll("%40", "@");
  return written === "" ? "" : `?${written}`;
}

/** The expression of a text, and what is wrong with it. The page would stand still for one that repeats a repetition, for whoever opens its address too. */
export function matcherOrProblem(text: string): { matcher: RegExp | null; problem: string | null } {
  try {
    const matcher = matcherOf(text);
    const isEndless = matcher !== null && repeatsRepetition(matcher.source);
    return isEndless ? { matcher: null, problem: "too slow: repeats a repetition" } : { matcher, problem: null };
  } catch {
    return { matcher: null, problem: "not a regex yet" };
  }
}

/** What it means now. Times that nobody understands are left out. */
export function questionOf({ text, since, until, ...rest }: LogAddress, now: number, utc: boolean): LogQuestion {
  return { ...rest, text, matcher: matcherOrProblem(text).matcher, since: momentIn(since, now, utc), until: momentIn(until, now, utc) };
}

function momentIn(typed: string | null, now: number, utc: boolean): string | null {
  const ms = typed === null ? null : logMoment(typed, now, utc);
  return ms === null ? null : exactMoment(ms);
}
