"use client";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { MOST_LOOKED_AT } from "@/lib/client/statistics-feed";
import { FeedProvider, useFeed } from "./use-feed";

/** Rows come and go while somebody scrolls; they are asked for together, a moment later. */
const SETTLE_MS = 250;

interface Eyes {
  look(id: string): () => void;
}

const Eyes = createContext<Eyes | null>(null);

/** Containers of everybody: what those in sight use, and of the others nothing. */
export function LookingAt({ environment, children }: { environment: string; children: ReactNode }) {
  const [ids, setIds] = useState("");
  const eyes = useMemo(() => createEyes(setIds), []);
  const containers = ids === "" ? [] : ids.split(" ");
  const feed = useFeed(containers.length === 0 ? null : { kind: "engine-statistics", environment, containers });
  return (
    <Eyes value={eyes}>
      <FeedProvider feed={feed}>{children}</FeedProvider>
    </Eyes>
  );
}

/** A row that is drawn is looked at. */
export function LookedAt({ id, children }: { id: string; children: ReactNode }) {
  const eyes = use(Eyes);
  useEffect(() => eyes?.look(id), [eyes, id]);
  return children;
}

/** Tells, in words that compare, whom the rows name now. */
export function createEyes(tell: (ids: string) => void): Eyes {
  const seen = new Map<string, number>();
  let waiting = false;
  const later = () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      tell([...seen.keys()].slice(-MOST_LOOKED_AT).sort().join(" "));
    }, SETTLE_MS);
  };
  return {
    look: (id) => {
      seen.set(id, (seen.get(id) ?? 0) + 1);
      later();
      return () => {
        const left = (seen.get(id) ?? 1) - 1;
        if (left > 0) seen.set(id, left);
        else seen.delete(id);
        later();
      };
    },
  };
}
