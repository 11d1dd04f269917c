import { SpindleError } from "@/lib/core/errors";
import {
  type KeptFilter,
  type KeptHistogram,
  type KeptPlace,
  type KeptPosition,
  type KeptSearchMessage,
  type KeptSources,
  type KeptWindow,
  keptPositionText,
  keptQuery,
  NO_KEPT_FILTER,
} from "@/lib/core/kept-logs";
import type { LogLine } from "./log-entry";
import { getJson, stackPath } from "./queries";

/** Kept lines of a stack, as a page reads them. */
export interface KeptReader {
  sources(signal: AbortSignal): Promise<KeptSources>;
  window(filter: KeptFilter, place: KeptPlace, limit: number, signal: AbortSignal): Promise<KeptWindow>;
  search(filter: KeptFilter, before: KeptPosition | null, signal: AbortSignal): AsyncIterable<KeptSearchMessage>;
  histogram(filter: KeptFilter, buckets: number, signal: AbortSignal): Promise<KeptHistogram>;
}

export const keptPath = (environment: string, stack: string): string => `${stackPath(environment, stack)}/kept-logs`;

export function keptReader(environment: string, stack: string): KeptReader {
  const path = keptPath(environment, stack);
  return {
    sources: (signal) => getJson<KeptSources>(`${path}/sources`, signal),
    window: (filter, place, limit, signal) => getJson<KeptWindow>(`${path}?${keptQuery(filter, place, { limit })}`, signal),
    histogram: (filter, buckets, signal) => getJson<KeptHistogram>(`${path}/histogram?${keptQuery(filter, undefined, { buckets })}`, signal),
    search: (filter, before, signal) =>
      messages(`${path}/search?${keptQuery(filter, undefined, before === null ? {} : { before: keptPositionText(before) })}`, signal),
  };
}

/** Where a line that was read live is kept. */
export async function keptPositionOf(
  kept: Pick<KeptReader, "window">,
  line: LogLine,
  service: string | null,
  source: string,
  signal: AbortSignal,
): Promise<KeptPosition | null> {
  const filter = { ...NO_KEPT_FILTER, service, sources: [source], stream: line.stream };
  const { lines } = await kept.window(filter, { at: "time", time: line.at, direction: "around" }, 200, signal);
  const found = lines.find(({ at, exact, text }) => (exact ?? at) === line.at && line.text.startsWith(text));
  return found === undefined ? null : { time: found.at, source: found.source, n: found.n };
}

/** A JSON line each. Leaving the loop ends the request, and with it the search on the server. */
async function* messages(path: string, signal: AbortSignal): AsyncGenerator<KeptSearchMessage> {
  const stop = new AbortController();
  const response = await fetch(path, { signal: AbortSignal.any([signal, stop.signal]), cache: "no-store" });
  if (!response.ok || response.body === null) {
    const body = (await response.json().catch(() => null)) as { problem?: ConstructorParameters<typeof SpindleError>[0] } | null;
    throw new SpindleError(body?.problem ?? { code: "UNKNOWN", data: {} });
  }
  const reader = response.body.getReader();
  try {
    const decoder = new TextDecoder();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line !== "") yield JSON.parse(line) as KeptSearchMessage;
    }
  } finally {
    stop.abort();
  }
}
