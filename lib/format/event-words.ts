import { type EventCause, type EventSeverity, type EventWhat, eventLabel, isLoop, type StackEvent } from "@/lib/core/stack-events";
import { bytes } from "./bytes";
import { duration } from "./duration";
import { exitCodeWords } from "./exit-code";
import { count } from "./names";

type Words = { [K in EventWhat["kind"]]: (what: Extract<EventWhat, { kind: K }>, name: string, event: StackEvent) => string };

const BY: Record<EventCause, string> = {
  spindle: "",
  itself: "",
  memory: "",
  engine: " by the engine",
  hand: " by hand, past Spindle",
  unseen: " while Spindle did not watch",
};

const over = ({ at, lastAt }: StackEvent): string => `in ${duration(lastAt - at)}`;
const limit = (memoryBytes: number | null): string => (memoryBytes === null || memoryBytes === 0 ? "" : ` (limit ${bytes(memoryBytes)})`);
const code = (value: number | null): string => (value === null ? "" : ` with code ${value}`);
/** A code that says what it is: others say no more than that it went wrong. */
const meaning = (value: number | null): string => {
  const words = value === null ? "" : exitCodeWords(value);
  return words === "" || words === "ended with an error" ? "" : `, ${words}`;
};

function ended(what: Extract<EventWhat, { kind: "ended" }>, name: string, event: StackEvent): string {
  const { by } = what;
  if (event.count > 1) {
    const why =
      by === "memory"
        ? `was killed ${event.count} times ${over(event)}: out of memory${limit(what.memoryBytes)}`
        : `ended ${event.count} times ${over(event)}, last${code(what.code)}`;
    return `${isLoop(event) ? "Crash loop: " : ""}${name} ${why}${what.again ? "; the engine starts it again each time" : ""}`;
  }
  const again = what.again ? "; the engine started it again" : "";
  if (by === "memory") return `${name} was killed: out of memory${limit(what.memoryBytes)}${again}`;
  if (by === "spindle") return `${name} was stopped`;
  if (by === "hand") return `${name} was ${what.code === 137 ? "killed" : "stopped"}${BY.hand}`;
  if (by === "unseen") return `${name} stopped${code(what.code)}${BY.unseen}`;
  if (what.code === 0) return `${name} ended: no error${again}`;
  return `${name} stopped${code(what.code)}${meaning(what.code)}, although nobody asked${again}`;
}

/** A kind without words does not compile. */
const WORDS: Words = {
  started: ({ by }, name) => `${name} was started${BY[by]}`,
  restarted: ({ by }, name) => `${name} was restarted${BY[by]}`,
  ended,
  oom: ({ memoryBytes }, name, event) =>
    event.count > 1
      ? `Processes in ${name} were killed ${event.count} times ${over(event)}: out of memory${limit(memoryBytes)}`
      : `A process in ${name} was killed: out of memory${limit(memoryBytes)}`,
  health: ({ to }, name, event) => (event.count > 1 ? `Health of ${name} changed ${event.count} times ${over(event)}, now ${to}` : `${name} became ${to}`),
  paused: ({ by }, name) => `${name} was paused${BY[by]}`,
  resumed: ({ by }, name) => `${name} was resumed${BY[by]}`,
  renamed: ({ by }, name) => `${name} was given another name${BY[by]}`,
  changed: ({ by }, name) => `Limits of ${name} were changed${BY[by]}`,
  removed: ({ by }, name) => `${name} was removed${BY[by]}`,
  "network-made": ({ by, name }) => `Network \`${name}\` was made${BY[by]}`,
  "network-removed": ({ by, name }) => `Network \`${name}\` was removed${BY[by]}`,
  "volume-made": ({ by, name }) => `Volume \`${name}\` was made${BY[by]}`,
  "volume-removed": ({ by, name }) => `Volume \`${name}\` was removed with its content${BY[by]}`,
  unwatched: ({ from, to }) => `Not watched for ${duration(to - from)}: what happened then is known only in part`,
  lost: ({ events }) => `${count(events, "event")} came faster than they could be written down`,
};

/** What happened, in a sentence without its full stop. Names stand in back-ticks: show with <Prose>, or take the marks off with plain(). */
export function eventSentence(event: StackEvent): string {
  const name = event.container === null ? "" : `\`${eventLabel(event.container)}\``;
  return (WORDS[event.what.kind] as (what: EventWhat, name: string, event: StackEvent) => string)(event.what, name, event);
}

/** Who made it happen, for a column of its own. */
export function causeWord({ what }: Pick<StackEvent, "what">): string {
  if (!("by" in what)) return what.kind === "oom" ? "the kernel" : what.kind === "health" ? "its check" : "";
  const words: Record<EventCause, string> = {
    ...{ spindle: "Spindle", itself: "itself", memory: "the kernel", engine: "the engine" },
    ...{ hand: "by hand", unseen: "not seen" },
  };
  return words[what.by];
}

const KINDS: Record<EventWhat["kind"], string> = {
  started: "Started",
  restarted: "Restarted",
  ended: "Stopped or ended",
  oom: "Out of memory",
  health: "Health",
  paused: "Paused",
  resumed: "Resumed",
  renamed: "Renamed",
  changed: "Changed",
  removed: "Removed",
  "network-made": "Network made",
  "network-removed": "Network removed",
  "volume-made": "Volume made",
  "volume-removed": "Volume removed",
  unwatched: "Not watched",
  lost: "Not written down",
};
export const eventKindWord = (kind: EventWhat["kind"]): string => KINDS[kind];

export const SEVERITY_WORDS: Record<EventSeverity, string> = { error: "Error", warning: "Warning", notice: "Note" };
