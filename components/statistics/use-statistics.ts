"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { statisticsQuery } from "@/lib/client/queries";
import { type FeedState, shortId } from "@/lib/client/statistics-feed";
import { type ChartLine, ChartLines, type Drawn, type Member } from "@/lib/client/statistics-lines";
import type { Problem } from "@/lib/core/errors";
import { problemOf } from "@/lib/core/errors";
import type { Sample, StatisticsRange, StatisticsView } from "@/lib/core/statistics";
import { useFeed, useFeedState } from "./use-feed";

const NONE: ReadonlyMap<string, readonly Sample[]> = new Map();
const never = () => () => undefined;
/** History older than this has a hole before the figures that come now. */
const FRESH_MS = 5_000;

export interface Watched {
  environment: string;
  stack: string;
  service: string | null;
  members: readonly Member[];
  /** Changes whenever something happened that a chart has a mark for. */
  happened: string;
}

export interface Shown {
  view: StatisticsView | null;
  problem: Problem | null;
  feed: FeedState;
  lines: ChartLine[];
  drawn: Drawn | null;
}

/** What was kept, and what comes while the page is open, as one. */
export function useStatistics({ environment, stack, service, members, happened }: Watched, range: StatisticsRange): Shown {
  const { data, error, dataUpdatedAt, refetch } = useQuery({ ...statisticsQuery(environment, stack, service, range), placeholderData: keepPreviousData });
  const feed = useFeed({ kind: "statistics", environment, stack, service });
  const state = useFeedState(feed);
  const samples = useSyncExternalStore(
    feed?.subscribe ?? never,
    () => feed?.all() ?? NONE,
    () => NONE,
  );

  const updatedAt = useRef(dataUpdatedAt);
  updatedAt.current = dataUpdatedAt;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a feed that came back has missed what was meanwhile
  useEffect(() => {
    if (state.state === "live" && updatedAt.current > 0 && Date.now() - updatedAt.current > FRESH_MS) void refetch();
  }, [feed, state.state, refetch]);
  const events = `${happened} ${state.happened}`;
  const before = useRef(events);
  useEffect(() => {
    if (before.current !== events) void refetch();
    before.current = events;
  }, [events, refetch]);

  const chart = useMemo(() => (data ? new ChartLines(data) : null), [data]);
  const shown = useMemo(() => {
    if (chart === null || !data) return { lines: [], drawn: null };
    const of = (id: string) => samples.get(shortId(id)) ?? [];
    chart.know(members, state.limits, (id) => shortId(id) in state.limits);
    chart.add(members, of);
    // Three missed turns are a gap, and so is whatever was longer.
    return { lines: chart.lines, drawn: chart.drawn(Math.max(5, 3 * (state.sampling ?? data.sampling).everySeconds)) };
  }, [chart, data, members, samples, state]);
  return { view: data ?? null, problem: error ? problemOf(error) : null, feed: state, ...shown };
}
