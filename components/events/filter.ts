import { EVENT_KINDS, type EventKind, type EventSeverity, type StackEvent, severityOf } from "@/lib/core/stack-events";
import type { TimelineEntry } from "@/lib/core/timeline";
import type { OperationView } from "@/lib/core/views";
import { eventSentence } from "@/lib/format/event-words";
import { plain } from "@/lib/format/names";
import { operationTitle } from "@/lib/format/sentences";

/** The filter as the address has it; null is open. */
export interface TimelineFilter {
  service: string | null;
  kind: EventKind | "operation" | null;
  /** `warning`: errors too. */
  severity: Exclude<EventSeverity, "notice"> | null;
  text: string | null;
  /** The operation that is unfolded. */
  open: string | null;
}

export const NO_FILTER: TimelineFilter = { service: null, kind: null, severity: null, text: null, open: null };

export function readFilter(params: Pick<URLSearchParams, "get">): TimelineFilter {
  const [kind, severity] = [params.get("kind"), params.get("severity")];
  return {
    service: params.get("service") || null,
    kind: kind === "operation" ? kind : (EVENT_KINDS.find((known) => known === kind) ?? null),
    severity: severity === "error" || severity === "warning" ? severity : null,
    text: params.get("text") || null,
    open: params.get("open") || null,
  };
}

/** As a query without its question mark; the tab stays. */
export const filterQuery = (filter: TimelineFilter): string =>
  new URLSearchParams([["tab", "activity"], ...Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null)]).toString();

export const isOpen = ({ service, kind, severity, text }: TimelineFilter): boolean => service === null && kind === null && severity === null && text === null;

/** What the filter lets through; an operation stays when it or something under it does, and then shows only that. */
export function filterTimeline(entries: readonly TimelineEntry[], filter: TimelineFilter): TimelineEntry[] {
  if (isOpen(filter)) return [...entries];
  return entries.flatMap((entry): TimelineEntry[] => {
    if (entry.type === "event") return passes(entry.event, filter) ? [entry] : [];
    const events = entry.events.filter((event) => passes(event, filter));
    if (operationPasses(entry.operation, filter)) return [entry];
    return events.length > 0 ? [{ ...entry, events }] : [];
  });
}

function passes(event: StackEvent, { service, kind, severity, text }: TimelineFilter): boolean {
  if (service !== null && event.container?.service !== service) return false;
  if (kind !== null && event.what.kind !== kind) return false;
  const own = severityOf(event);
  if (severity !== null && own !== "error" && (severity === "error" || own !== "warning")) return false;
  return text === null || says(plain(eventSentence(event)), text);
}

export function operationPasses(operation: OperationView, { service, kind, severity, text }: TimelineFilter): boolean {
  if (service !== null && operation.service !== service) return false;
  if (kind !== null && kind !== "operation") return false;
  if (severity !== null && operation.status !== "failed") return false;
  return text === null || says(`${plain(operationTitle(operation))} ${operation.actor} ${operation.message ?? ""}`, text);
}

const says = (line: string, text: string): boolean => line.toLowerCase().includes(text.toLowerCase());
