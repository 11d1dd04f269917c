import { expect, test } from "vitest";
import { EVENT_KINDS, type EventWhat, type StackEvent } from "@/lib/core/stack-events";
import { causeWord, eventKindWord, eventSentence } from "./event-words";

const MiB = 1024 * 1024;
const event = (what: EventWhat, over: Partial<StackEvent> = {}): StackEvent => ({
  ...{ id: "e", stackId: "s", at: 0, lastAt: 0, count: 1, operationId: null, what },
  container: { id: "c", service: "web", generation: 1, revision: 1, index: 2 },
  ...over,
});
const ended = (by: Extract<EventWhat, { kind: "ended" }>["by"], code: number | null, more = {}) =>
  ({ kind: "ended", by, code, again: false, memoryBytes: null, ...more }) satisfies EventWhat;

test.each<[EventWhat, Partial<StackEvent>, string]>([
  [{ kind: "started", by: "spindle" }, {}, "`web-2` was started"],
  [{ kind: "started", by: "hand" }, {}, "`web-2` was started by hand, past Spindle"],
  [{ kind: "restarted", by: "unseen", code: 0 }, {}, "`web-2` was restarted while Spindle did not watch"],
  [ended("spindle", 143), {}, "`web-2` was stopped"],
  [ended("hand", 137), {}, "`web-2` was killed by hand, past Spindle"],
  [ended("hand", 143), {}, "`web-2` was stopped by hand, past Spindle"],
  [ended("memory", 137, { memoryBytes: 512 * MiB }), {}, "`web-2` was killed: out of memory (limit 512 MiB)"],
  [ended("itself", 137), {}, "`web-2` stopped with code 137, killed, although nobody asked"],
  [ended("itself", 1, { again: true }), {}, "`web-2` stopped with code 1, although nobody asked; the engine started it again"],
  [ended("itself", 0), {}, "`web-2` ended: no error"],
  [ended("unseen", 127), {}, "`web-2` stopped with code 127 while Spindle did not watch"],
  [
    ended("itself", 1, { again: true }),
    { count: 14, lastAt: 90_000 },
    "Crash loop: `web-2` ended 14 times in 90 s, last with code 1; the engine starts it again each time",
  ],
  [ended("memory", 137, { memoryBytes: MiB }), { count: 2, lastAt: 5_000 }, "`web-2` was killed 2 times in 5 s: out of memory (limit 1 MiB)"],
  [{ kind: "oom", memoryBytes: 64 * MiB }, {}, "A process in `web-2` was killed: out of memory (limit 64 MiB)"],
  [{ kind: "health", to: "unhealthy", probe: null }, {}, "`web-2` became unhealthy"],
  [{ kind: "health", to: "healthy", probe: null }, { count: 37, lastAt: 60_000 }, "Health of `web-2` changed 37 times in 60 s, now healthy"],
  [{ kind: "paused", by: "hand" }, {}, "`web-2` was paused by hand, past Spindle"],
  [{ kind: "resumed", by: "hand" }, {}, "`web-2` was resumed by hand, past Spindle"],
  [{ kind: "renamed", by: "hand" }, {}, "`web-2` was given another name by hand, past Spindle"],
  [{ kind: "changed", by: "hand" }, {}, "Limits of `web-2` were changed by hand, past Spindle"],
  [{ kind: "removed", by: "hand" }, {}, "`web-2` was removed by hand, past Spindle"],
  [{ kind: "removed", by: "spindle" }, {}, "`web-2` was removed"],
  [{ kind: "network-made", by: "spindle", name: "default" }, { container: null }, "Network `default` was made"],
  [{ kind: "network-removed", by: "hand", name: "default" }, { container: null }, "Network `default` was removed by hand, past Spindle"],
  [{ kind: "volume-made", by: "spindle", name: "data" }, { container: null }, "Volume `data` was made"],
  [{ kind: "volume-removed", by: "hand", name: "data" }, { container: null }, "Volume `data` was removed with its content by hand, past Spindle"],
  [{ kind: "unwatched", from: 0, to: 300_000 }, { container: null }, "Not watched for 5 min: what happened then is known only in part"],
  [{ kind: "lost", events: 12 }, { container: null }, "12 events came faster than they could be written down"],
])("%j is said", (what, over, words) => {
  expect(eventSentence(event(what, over)).replaceAll("\u00a0", " ")).toBe(words);
  expect(causeWord(event(what))).not.toContain("undefined");
});

test("every kind has a word of its own", () => {
  expect(new Set(EVENT_KINDS.map(eventKindWord)).size).toBe(EVENT_KINDS.length);
});
