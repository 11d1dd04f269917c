"use client";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { bucketsOf, shownRange } from "@/lib/client/log-buckets";
import { keptReader } from "@/lib/client/log-kept";
import { filterOf, filtersText, type LogQuestion } from "@/lib/client/log-question";
import type { LogReader, ReaderSnapshot } from "@/lib/client/log-reader";
import { keys } from "@/lib/client/queries";
import { KEPT_BUCKETS, type KeptHistogram } from "@/lib/core/kept-logs";
import { exactMoment, msOfMoment } from "@/lib/core/log-time";

const EVERY_MS = 10_000;
const OWN_EVERY_MS = 2_000;

/** Lines over time: of what is kept or, where nothing is, of what is here. Asked for again while one follows. */
export function useLogHistogram(
  { environment, stack }: { environment: string; stack: string },
  reader: LogReader,
  snapshot: ReaderSnapshot,
  question: LogQuestion,
): KeptHistogram | null {
  const kept = useMemo(() => keptReader(environment, stack), [environment, stack]);
  const isKept = snapshot.keeping === "on";
  const tick = useTick(isKept ? EVERY_MS : OWN_EVERY_MS);
  const filter = reader.keptFilter();
  const read = snapshot.follow ? null : reader.momentRead();
  // By the minute, so that scrolling does not ask each time.
  const place = read === null ? null : Math.floor(msOfMoment(read) / 60_000) * 60_000;
  const starts = snapshot.sources.flatMap((source) => (source.kept === null ? [] : [msOfMoment(source.kept.from)]));
  const first = starts.length > 0 ? Math.min(...starts) : null;
  const ms = (moment: string | null) => (moment === null ? null : msOfMoment(moment));
  const range = shownRange(ms(question.since), ms(question.until), first, place, tick);
  const asked = filter === null ? null : { ...filter, since: exactMoment(range.from), until: exactMoment(range.to) };

  const { data = null } = useQuery({
    queryKey: keys.logHistogram(environment, stack, asked),
    queryFn: isKept && asked !== null ? ({ signal }) => kept.histogram(asked, KEPT_BUCKETS.count, signal) : skipToken,
    placeholderData: keepPreviousData,
    staleTime: EVERY_MS,
    gcTime: EVERY_MS,
    retry: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at again with each tick, not with each line
  const own = useMemo(
    () =>
      isKept
        ? null
        : bucketsOf(
            reader.stream.buffer,
            filterOf(question, () => reader.book.list, null),
            filtersText(question) ? question.matcher : null,
            KEPT_BUCKETS.count,
          ),
    [isKept, reader, question, tick, snapshot.state],
  );
  return isKept ? data : own;
}

function useTick(ms: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && setNow(Date.now()), ms);
    return () => clearInterval(timer);
  }, [ms]);
  return now;
}
