"use client";
import { useCallback, useState } from "react";

export const TIME_STYLES = ["local", "utc", "relative", "off"] as const;
export type TimeStyle = (typeof TIME_STYLES)[number];

/** How somebody likes to read logs; kept in the browser, for all of them. */
export interface LogChoices {
  times: TimeStyle;
  wrap: boolean;
  histogram: boolean;
}

const NAME = "spindle-log-view";
const FIRST: LogChoices = { times: "local", wrap: false, histogram: true };

function stored(): LogChoices {
  try {
    const found = JSON.parse(localStorage.getItem(NAME) ?? "{}") as Partial<Record<keyof LogChoices, unknown>>;
    return {
      times: TIME_STYLES.find((style) => style === found.times) ?? FIRST.times,
      wrap: found.wrap === true,
      histogram: found.histogram !== false,
    };
  } catch {
    return FIRST;
  }
}

export function useLogChoices(): [LogChoices, (patch: Partial<LogChoices>) => void] {
  const [choices, setChoices] = useState(stored);
  const choose = useCallback((patch: Partial<LogChoices>) => {
    setChoices((now) => {
      const next = { ...now, ...patch };
      try {
        localStorage.setItem(NAME, JSON.stringify(next));
      } catch {
        // A browser that keeps nothing still shows what was chosen.
      }
      return next;
    });
  }, []);
  return [choices, choose];
}
