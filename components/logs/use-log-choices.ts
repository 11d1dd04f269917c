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
const NARROW_PX = 860;
const first = (): LogChoices => ({ times: "local", wrap: window.innerWidth <= NARROW_PX, histogram: true });

function stored(): LogChoices {
  const unchosen = first();
  try {
    const found = JSON.parse(localStorage.getItem(NAME) ?? "{}") as Partial<Record<keyof LogChoices, unknown>>;
    return {
      times: TIME_STYLES.find((style) => style === found.times) ?? unchosen.times,
      wrap: typeof found.wrap === "boolean" ? found.wrap : unchosen.wrap,
      histogram: found.histogram !== false,
    };
  } catch {
    return unchosen;
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
