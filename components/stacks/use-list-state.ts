"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { type ListState, readState, writeState } from "./list-state";

type Change = (patch: Partial<ListState> | ((now: ListState) => Partial<ListState>)) => void;

/** The list's state in the address. Changing it asks the server for nothing. */
export function useListState(): [ListState, Change] {
  const params = useSearchParams();
  const pathname = usePathname();
  const state = readState(params);
  const change = useCallback(
    (patch: Parameters<Change>[0]) => {
      // Read afresh: two changes may come before the page is drawn again.
      const now = readState(new URLSearchParams(window.location.search));
      window.history.replaceState(null, "", `${pathname}${writeState({ ...now, ...(typeof patch === "function" ? patch(now) : patch) })}`);
    },
    [pathname],
  );
  return [state, change];
}
