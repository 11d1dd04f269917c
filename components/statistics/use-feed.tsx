"use client";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { useSocket } from "@/lib/client/live";
import { type FeedRequest, type FeedState, joinFeed, type StatisticsFeed, shortId } from "@/lib/client/statistics-feed";
import { addedUp } from "@/lib/client/statistics-lines";
import type { Sample } from "@/lib/core/statistics";

const never = () => () => undefined;
const NONE: readonly Sample[] = [];
const NOBODY: ReadonlyMap<string, readonly Sample[]> = new Map();
const OPENING: FeedState = { state: "opening", problem: null, sampling: null, limits: {}, happened: 0 };

/** Joins the feed of a request while the component is on the page and somebody may be looking: a tab in the background looks at nothing. */
export function useFeed(request: FeedRequest | null): StatisticsFeed | null {
  const socket = useSocket();
  const [feed, setFeed] = useState<StatisticsFeed | null>(null);
  const text = request && JSON.stringify(request);
  useEffect(() => {
    if (text === null) return;
    let leave: (() => void) | null = null;
    const look = () => {
      if (document.visibilityState === "hidden") {
        leave?.();
        leave = null;
        return;
      }
      if (leave !== null) return;
      const joined = joinFeed(socket, JSON.parse(text) as FeedRequest);
      leave = joined.leave;
      setFeed(joined.feed);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      leave?.();
    };
  }, [socket, text]);
  return feed;
}

export const useFeedState = (feed: StatisticsFeed | null): FeedState =>
  useSyncExternalStore(
    feed?.subscribe ?? never,
    () => feed?.snapshot() ?? OPENING,
    () => OPENING,
  );

const Feed = createContext<StatisticsFeed | null>(null);

/** What the rows below show comes from one feed. */
export function FeedProvider({ feed, children }: { feed: StatisticsFeed | null; children: ReactNode }) {
  return <Feed value={feed}>{children}</Feed>;
}

interface Usage {
  samples: readonly Sample[];
  feed: FeedState;
}

/** The last minute of one container, and how it is sampled. Renders when that container has something new. */
export function useUsage(containerId: string): Usage {
  const feed = use(Feed);
  const of = useCallback(() => feed?.of(containerId) ?? NONE, [feed, containerId]);
  const samples = useSyncExternalStore(feed?.subscribe ?? never, of, () => NONE);
  return { samples, feed: useFeedState(feed) };
}

/** The same of several containers together. */
export function useUsageOfAll(containerIds: readonly string[]): Usage {
  const feed = use(Feed);
  const all = useSyncExternalStore(
    feed?.subscribe ?? never,
    () => feed?.all() ?? NOBODY,
    () => NOBODY,
  );
  const ids = containerIds.map(shortId).join(" ");
  const samples = useMemo(() => {
    const each = ids.split(" ").map((id) => all.get(id) ?? NONE);
    return [...addedUp(each)].map(([at, values]): Sample => ({ ...values, at }));
  }, [all, ids]);
  return { samples, feed: useFeedState(feed) };
}
