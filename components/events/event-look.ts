import type { IconName } from "@/components/ui/icon";
import { type EventKind, type StackEvent, severityOf } from "@/lib/core/stack-events";
import { SEVERITY_WORDS } from "@/lib/format/event-words";
import type { Tone } from "@/lib/format/state";

const ICONS: Record<EventKind, IconName> = {
  started: "play",
  restarted: "restart",
  ended: "stop",
  oom: "octagon",
  health: "heart",
  paused: "pause",
  resumed: "play",
  renamed: "info",
  changed: "info",
  removed: "remove",
  "network-made": "network",
  "network-removed": "network",
  "volume-made": "volume",
  "volume-removed": "volume",
  unwatched: "warning",
  lost: "warning",
};

/** How an event looks: its own icon in the colour of its severity, and for what is worth a look the word too. */
export function eventLook(event: StackEvent): { icon: IconName; tone: Tone | "ink-3"; word: string } {
  const severity = severityOf(event);
  const { what } = event;
  const unwell = what.kind === "health" && what.to === "unhealthy";
  const icon = unwell ? "heart-crack" : what.kind === "ended" && severity === "error" ? "octagon" : ICONS[what.kind];
  if (severity === "notice") return { icon, tone: what.kind === "health" ? "well" : "ink-3", word: "" };
  return { icon, tone: severity === "error" ? "broken" : "person", word: SEVERITY_WORDS[severity] };
}
