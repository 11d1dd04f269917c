import type { LogMark } from "@/lib/client/log-entry";
import { type LogSourceView, predecessorOf } from "@/lib/client/log-sources";
import type { LogAsked, LogEnd } from "@/lib/core/log-rules";
import { operationKindWord } from "@/lib/format/sentences";

const SERIES = 6;

/** Each container has one colour for as long as the page is open. */
export const seriesClass = (source: number): string => `s${(source % SERIES) + 1}`;

/** `web-1`, and which one of several with that name. */
export function sourceName({ label, generation, revision }: LogSourceView): string {
  if (generation === "new") return label;
  return generation === "gone" ? `${label} r${revision}` : `${label} ${generation}`;
}

/** What a rule between lines says: what happened, and then what is worth knowing about it. */
export function markWords({ source: index, event, end, asked }: LogMark, sources: readonly LogSourceView[]): [what: string, more: string] {
  if (asked !== undefined) return [askedWords(asked), `by ${asked.by}`];
  const source = sources[index];
  if (source === undefined) return ["A container", event === "ended" ? "stopped" : "writes from here"];
  const { label, revision } = source;
  const times = end !== undefined && end.times > 1 ? ` ${end.times} times` : "";
  if (event === "ended") return [`${sourceName(source)} ${source.generation === "gone" ? "ended" : "stopped"}${times}${endWords(end)}`, `revision ${revision}`];
  if (event === "restarted") return [`${sourceName(source)} restarted${times}${endWords(end)}`, `revision ${revision}`];
  if (event === "started") return [`${sourceName(source)} started again`, `revision ${revision}`];
  const before = predecessorOf(index, sources);
  if (before === null) return [`${label} begins`, `revision ${revision}`];
  return [
    `${label} replaced by revision ${revision}`,
    before.revision === revision ? "by a new container of the same revision" : `it was revision ${before.revision}`,
  ];
}

/** ` (exit 137, out of memory)`: as much as is known. */
function endWords(end: LogEnd | undefined): string {
  const words = [end?.code == null ? "" : `exit ${end.code}`, end?.outOfMemory ? "out of memory" : ""].filter(Boolean);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

function askedWords({ kind, service, revision }: LogAsked): string {
  const of = service === null ? "" : ` of ${service}`;
  if (kind === "confirm") return `Upgrade${of} confirmed`;
  return `${operationKindWord(kind)}${of}${kind === "upgrade" && revision !== null ? ` to revision ${revision}` : ""} began`;
}
