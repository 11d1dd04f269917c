import * as z from "zod";
import { fail } from "@/lib/core/errors";
import { KEPT_BUCKETS, KEPT_HITS, KEPT_WINDOW, type KeptFilter, type KeptPlace, type KeptPosition, keptPosition } from "@/lib/core/kept-logs";
import { LOG_LEVELS } from "@/lib/core/log-level";
import { matcherOf } from "@/lib/core/log-match";
import { canonical } from "@/lib/core/log-time";

const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);

const filter = z.object({
  service: z.string().min(1).max(63).nullable(),
  sources: z.array(z.string().regex(/^[A-Za-z0-9]{1,64}$/)).max(500),
  stream: z.enum(["stdout", "stderr"]).nullable(),
  levels: z.array(z.enum([...LOG_LEVELS, "none"])).max(5),
  text: z.string().max(500).nullable(),
  since: moment.nullable(),
  until: moment.nullable(),
});

/** The filter in an address; throws INVALID_INPUT for what is none, a wrong expression among it. */
export function keptFilterOf(query: URLSearchParams): KeptFilter {
  const parsed = filter.safeParse({
    service: query.get("service"),
    sources: query.getAll("source"),
    stream: query.get("stream"),
    levels: query.getAll("level"),
    text: query.get("text"),
    since: query.get("since"),
    until: query.get("until"),
  });
  if (!parsed.success) throw fail("INVALID_INPUT", { field: String(parsed.error.issues[0]?.path[0] ?? "filter"), reason: "it is not understood" });
  const { sources, levels, text, ...rest } = parsed.data;
  if (text !== null) requireExpression(text);
  return {
    ...rest,
    text: text || null,
    sources: sources.length === 0 ? null : sources,
    levels: levels.length === 0 ? null : levels.map((level) => (level === "none" ? null : level)),
  };
}

/** Made ready only: it runs in a thread of its own. */
function requireExpression(text: string): void {
  try {
    matcherOf(text);
  } catch {
    throw fail("INVALID_INPUT", { field: "Filter", reason: "this is no regular expression" });
  }
}

export function keptPlaceOf(query: URLSearchParams): KeptPlace {
  const at = query.get("at") ?? "end";
  if (at === "start" || at === "end") return { at };
  const direction = z.enum(["before", "after", "around"]).safeParse(query.get("direction") ?? "around");
  const line = keptPosition(at);
  if (direction.success && line !== null) return { at: "line", line, direction: direction.data };
  if (direction.success && moment.safeParse(at).success) return { at: "time", time: canonical(at), direction: direction.data };
  throw fail("INVALID_INPUT", { field: "at", reason: "start, end, a moment, or a line" });
}

export function keptBeforeOf(query: URLSearchParams): KeptPosition | null {
  const text = query.get("before");
  const before = text === null ? null : keptPosition(text);
  if (text !== null && before === null) throw fail("INVALID_INPUT", { field: "before", reason: "a line" });
  return before;
}

function countOf(query: URLSearchParams, name: string, without: number, most: number): number {
  const text = query.get(name);
  if (text === null) return without;
  if (!/^\d{1,6}$/.test(text) || Number(text) < 1 || Number(text) > most) throw fail("INVALID_INPUT", { field: name, reason: `1 to ${most}` });
  return Number(text);
}

export const windowLimitOf = (query: URLSearchParams): number => countOf(query, "limit", KEPT_WINDOW.lines, KEPT_WINDOW.most);
export const hitLimitOf = (query: URLSearchParams): number => countOf(query, "limit", KEPT_HITS.lines, KEPT_HITS.most);
export const bucketsOf = (query: URLSearchParams): number => countOf(query, "buckets", KEPT_BUCKETS.count, KEPT_BUCKETS.most);
