"use client";
import { createContext, type ReactNode, use, useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useSocket } from "@/lib/client/live";
import { type FeedRequest, type FeedState, joinFeed, type StatisticsFeed } from "@/lib/client/statistics-feed";
import type { Sample } from "@/lib/core/statistics";

const never = () => () => undefined;
const NONE: readonly Sample[] = [];
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

/** The last minute of one container, and how it is sampled. Renders when that container has something new. */
export function useUsage(containerId: string): { samples: readonly Sample[]; feed: FeedState } {
  const feed = use(Feed);
  const of = useCallback(() => feed?.of(containerId) ?? NONE, [feed, containerId]);
  const samples = useSyncExternalStore(feed?.subscribe ?? never, of, () => NONE);
  return { samples, feed: useFeedState(feed) };
}
