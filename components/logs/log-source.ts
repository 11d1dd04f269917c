import type { LogSourceView } from "@/lib/client/log-stream";

const SERIES = 6;

/** Each container has one colour for as long as the page is open. */
export const seriesClass = (source: number): string => `s${(source % SERIES) + 1}`;

/** `web-1`, and which one of two generations with that name. */
export const sourceName = (source: LogSourceView): string => (source.generation === "new" ? source.label : `${source.label} ${source.generation}`);
