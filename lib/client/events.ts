import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { HealthHistory, TimelinePage } from "@/lib/core/stack-events";
import { getJson, keys, stackPath } from "./queries";

/** Pages of a stack's timeline, newest first, as far down as one has read. */
export const timelineQuery = (environment: string, stack: string) =>
  infiniteQueryOptions({
    queryKey: keys.events(environment, stack),
    queryFn: ({ pageParam, signal }) =>
      getJson<TimelinePage>(`${stackPath(environment, stack)}/events${pageParam === null ? "" : `?before=${pageParam}`}`, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page: TimelinePage) => page.before,
  });

/** A page that came with the server's own rendering, in the form of the query above. */
export const firstTimelinePage = (page: TimelinePage) => ({ pages: [page], pageParams: [null] });

export const healthQuery = (environment: string, stack: string, service: string) =>
  queryOptions({
    queryKey: [...keys.events(environment, stack), "health", service],
    queryFn: ({ signal }) => getJson<HealthHistory>(`${stackPath(environment, stack)}/services/${encodeURIComponent(service)}/health`, signal),
  });
