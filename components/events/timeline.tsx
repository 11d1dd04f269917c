"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useMemo } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState, NothingMatches } from "@/components/ui/empty-state";
import { LongTable } from "@/components/ui/long-table";
import { SkeletonTable } from "@/components/ui/skeleton";
import type { Column } from "@/components/ui/table";
import { timelineQuery } from "@/lib/client/events";
import { problemOf } from "@/lib/core/errors";
import { timelineOf } from "@/lib/core/timeline";
import { filterQuery, filterTimeline, isOpen, NO_FILTER, operationPasses, readFilter, type TimelineFilter } from "./filter";
import { TimelineFilters } from "./timeline-filters";
import { linesOf } from "./timeline-lines";
import { lineKey, TimelineRow } from "./timeline-row";

const COLUMNS: readonly Column[] = [
  { head: "Unfold", width: "w-[36px]", unseen: true },
  { head: "What" },
  { head: "Outcome", width: "w-[120px]" },
  { head: "Who", width: "w-[130px]" },
  { head: "Took", width: "w-[110px]" },
  { head: "When", width: "w-[130px]" },
];

/** What happened to a stack and what was asked of it, in one list; the filter and what is unfolded stand in the address. */
export function Timeline({ environment, stack, services }: { environment: string; stack: string; services: readonly string[] }) {
  const pathname = usePathname();
  const filter = readFilter(useSearchParams());
  const fetched = useInfiniteQuery(timelineQuery(environment, stack));
  const { data, error, hasNextPage } = fetched;
  const entries = useMemo(
    () =>
      data &&
      timelineOf(
        data.pages.flatMap(({ events }) => events),
        data.pages.flatMap(({ operations }) => operations),
      ),
    [data],
  );
  const change = (patch: Partial<TimelineFilter>) => window.history.replaceState(null, "", `${pathname}?${filterQuery({ ...filter, ...patch })}`);
  if (error && !entries) return <ProblemCallout problem={problemOf(error)} />;
  if (!entries) return <SkeletonTable rows={6} columns={["14%", "12%", "16%"]} label="Loading activity" />;
  const passing = filterTimeline(entries, filter);
  const lines = linesOf(passing, (id) => id === filter.open || (!isOpen(filter) && passing.some((entry) => isFound(entry, id, filter))));
  if (entries.length === 0)
    return (
      <EmptyState icon="activity" title="Nothing yet">
        What is asked of this stack and what happens to its containers is listed here: deploys and restarts, crashes, kills and failed checks.
      </EmptyState>
    );
  return (
    <>
      <TimelineFilters services={services} entries={entries} filter={filter} onChange={change} />
      {lines.length === 0 && !hasNextPage && <NothingMatches onShowAll={() => change(NO_FILTER)} />}
      <LongTable
        label="Activity"
        columns={COLUMNS}
        className="timeline"
        rows={lines}
        fetched={fetched}
        draw={(line, index, measure) => (
          <TimelineRow key={lineKey(line)} line={line} index={index} measure={measure} onToggle={(id) => change({ open: filter.open === id ? null : id })} />
        )}
      />
    </>
  );
}

/** It is here for what stands under it. */
const isFound = (entry: ReturnType<typeof timelineOf>[number], id: string, filter: TimelineFilter): boolean =>
  entry.type === "operation" && entry.operation.id === id && !operationPasses(entry.operation, filter);
