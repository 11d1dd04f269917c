"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** A state that stands in the address. Changing it asks the server for nothing. */
export function useAddressState<State>(read: (params: URLSearchParams) => State, write: (state: State) => string): [State, (patch: Partial<State>) => void] {
  const params = useSearchParams();
  const pathname = usePathname();
  const change = useCallback(
    (patch: Partial<State>) => {
      // Read afresh: two changes may come before the page is drawn again.
      const now = read(new URLSearchParams(window.location.search));
      window.history.replaceState(null, "", `${pathname}${write({ ...now, ...patch })}`);
    },
    [pathname, read, write],
  );
  return [read(new URLSearchParams(params.toString())), change];
}
