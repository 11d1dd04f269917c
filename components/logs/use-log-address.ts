"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { type LogAddress, readAddress, writeAddress } from "@/lib/client/log-address";

/** A `step` is one that Back undoes; what is typed is not. */
export type ChangeLogAddress = (patch: Partial<LogAddress>, as?: "step") => void;

/** What is asked of a log stands in the address. Changing it asks the server for no page. */
export function useLogAddress(): [LogAddress, ChangeLogAddress] {
  const params = useSearchParams();
  const pathname = usePathname();
  const text = params.toString();
  const address = useMemo(() => readAddress(new URLSearchParams(text)), [text]);
  const change = useCallback<ChangeLogAddress>(
    (patch, as) => {
      // Read afresh: two changes may come before the page is drawn again.
      const now = new URLSearchParams(window.location.search);
      const next = `${pathname}${writeAddress(now, { ...readAddress(now), ...patch })}`;
      if (as === "step") window.history.pushState(null, "", next);
      else window.history.replaceState(null, "", next);
    },
    [pathname],
  );
  return [address, change];
}
