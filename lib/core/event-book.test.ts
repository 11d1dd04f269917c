import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EventBook, type SeenEvent } from "./event-book";
import { type StackEvent, severityOf } from "./stack-events";

const container = { stackId: "s1", id: "c1", service: "web", generation: 1, revision: 1, index: 1 };

/** What stands there after these events. */
function outcome(...events: (Partial<SeenEvent> & Pick<SeenEvent, "action">)[]): { rows: StackEvent[]; words: string[] } {
  let made = 0;
  const book = new EventBook(() => `e${made++}`);
  const rows = new Map<string, StackEvent>();
  let at = 1_000;
  for (const event of events) {
    at = event.at ?? at + 100;
    for (const change of book.take({ container, own: false, ...event, at }))
      if ("drop" in change) rows.delete(change.drop);
      else rows.set(change.put.id, change.put);
  }
  const all = [...rows.values()];
  return { rows: all, words: all.map(({ what, count }) => `${what.kind}${"by" in what ? ` ${what.by}` : ""}${count > 1 ? ` x${count}` : ""}`) };
}

const own = true;

describe("what becomes one row", () => {
  test("a stop by Spindle, by hand, and an end by itself", () => {
    expect(outcome({ action: "kill", own }, { action: "die", own, exitCode: 143 }, { action: "stop", own }).words).toEqual(["ended spindle"]);
    expect(outcome({ action: "kill" }, { action: "die", exitCode: 137 }).words).toEqual(["ended hand"]);
    expect(outcome({ action: "die", exitCode: 137 }).words).toEqual(["ended itself"]);
  });

  test("a start after an end that nobody saw, which the engine may have made", () => {
    const found = { action: "die", hindsight: "found" } as const;
    expect(outcome(found, { action: "start" }).words).toEqual(["ended unseen", "started unseen"]);
    expect(outcome(found, { action: "start", own }).words).toEqual(["ended unseen", "started spindle"]);
    expect(outcome(found, { action: "start", at: 3_600_000 }).words).toEqual(["ended unseen", "started hand"]);
  });

  test("a restart, by Spindle and by hand", () => {
    const restart = (mine: boolean) => ["kill", "die", "stop", "start", "restart"].map((action) => ({ action, own: mine }));
    expect(outcome(...restart(true)).words).toEqual(["restarted spindle"]);
    expect(outcome(...restart(false)).words).toEqual(["restarted hand"]);
  });

  test("a kill for want of memory, told by the engine twice, or by the container alone", () => {
    const { rows, words } = outcome({ action: "oom", memoryBytes: 64 }, { action: "die", exitCode: 137, memoryBytes: 64 });
    expect(words).toEqual(["ended memory"]);
    expect(rows[0]?.what).toMatchObject({ memoryBytes: 64, code: 137 });
    expect(outcome({ action: "die", exitCode: 137, oomKilled: true }).words).toEqual(["ended memory"]);
    expect(outcome({ action: "oom" }, { action: "oom", at: 9_000 }).words).toEqual(["oom x2"]);
    // As often as the kernel tells it, and one more after the end.
    expect(outcome({ action: "oom" }, { action: "oom" }, { action: "oom" }).words).toEqual(["oom"]);
    expect(outcome({ action: "oom" }, { action: "die", exitCode: 137 }, { action: "oom" }).words).toEqual(["ended memory"]);
  });

  test("a kill for want of memory that the engine tells after the end, once and over and over", () => {
    const late = [
      { action: "die", exitCode: 137 },
      { action: "oom", memoryBytes: 64 },
    ] as const;
    const { rows, words } = outcome(...late);
    expect(words).toEqual(["ended memory"]);
    expect(rows[0]?.what).toMatchObject({ memoryBytes: 64, code: 137, again: false });
    const loop = outcome(...Array.from({ length: 5 }, () => [...late, { action: "start" }]).flat());
    expect(loop.words).toEqual(["ended memory x5"]);
    expect(loop.rows[0]?.what).toMatchObject({ again: true });
    // Whoever was killed by somebody, or ended long ago, was not ended by it.
    expect(outcome({ action: "kill" }, ...late).words).toEqual(["ended hand", "oom"]);
    expect(outcome({ action: "die", exitCode: 137 }, { action: "oom", at: 60_000 }).words).toEqual(["ended itself", "oom"]);
  });

  test("a crash loop, however long, with the engine's own starts", () => {
    const turns = Array.from({ length: 50 }, () => [{ action: "die", exitCode: 1 }, { action: "start" }]).flat();
    const { rows, words } = outcome({ action: "start", own }, ...turns);
    expect(words).toEqual(["started spindle", "ended itself x50"]);
    expect(rows[1]?.what).toMatchObject({ again: true, code: 1 });
  });

  test("an end long after the last one is another", () => {
    expect(outcome({ action: "die", exitCode: 1, at: 1 }, { action: "start" }, { action: "die", exitCode: 1, at: 700_000 }).words).toEqual([
      "ended itself",
      "ended itself",
    ]);
  });

  test("a check that flaps", () => {
    const flap = Array.from({ length: 40 }, (_, turn) => ({ action: `health_status: ${turn % 2 === 0 ? "unhealthy" : "healthy"}` }));
    const { rows, words } = outcome(...flap);
    expect(words).toEqual(["health", "health", "health", "health x37"]);
    expect(rows.at(-1)?.what).toMatchObject({ to: "healthy" });
  });

  test("what a hand does past Spindle", () => {
    const { rows, words } = outcome(...["pause", "unpause", "rename", "update", "destroy"].map((action) => ({ action })));
    expect(words).toEqual(["paused hand", "resumed hand", "renamed hand", "changed hand", "removed hand"]);
    expect(rows.map(severityOf)).toEqual(Array(5).fill("warning"));
  });

  test("what was found later is nobody's", () => {
    expect(outcome({ action: "die", exitCode: 1, hindsight: "found" }, { action: "start", hindsight: "found" }).words).toEqual([
      "ended unseen",
      "started unseen",
    ]);
    expect(outcome({ action: "kill", hindsight: "told" }, { action: "die", exitCode: 137, hindsight: "told" }).words).toEqual(["ended unseen"]);
  });
});

test("a loop goes on in its row after a restart of Spindle", () => {
  const before = outcome({ action: "die", exitCode: 1 }, { action: "start" }, { action: "die", exitCode: 1 }).rows;
  const book = new EventBook(() => "new");
  book.recall(before);
  expect(book.take({ at: 5_000, container, own: false, action: "die", exitCode: 1 })).toMatchObject([{ put: { id: before[0]?.id, count: 3 }, again: true }]);
});

test("whatever an engine tells: no more rows than events, each about its container, counts add up, health is bounded", () => {
  const action = fc.constantFrom(
    "kill",
    "die",
    "stop",
    "start",
    "restart",
    "oom",
    "health_status: healthy",
    "health_status: unhealthy",
    "pause",
    "destroy",
    "exec_die",
  );
  const event = fc.record({ action, own: fc.boolean(), exitCode: fc.constantFrom(0, 1, 137) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      const { rows } = outcome(...events);
      expect(rows.length).toBeLessThanOrEqual(events.length);
      expect(rows.reduce((sum, { count }) => sum + count, 0)).toBeLessThanOrEqual(events.length);
      for (const row of rows) {
        expect(row.lastAt).toBeGreaterThanOrEqual(row.at);
        expect(row.container?.id).toBe("c1");
      }
      const dead = events.filter(({ action: name }) => name === "destroy").length;
      expect(rows.filter(({ what }) => what.kind === "health").length).toBeLessThanOrEqual(4 * (dead + 1));
      // Every end is told: as a row, as a count, or as a part of a restart.
      const ends = events.filter(({ action: name }) => name === "die").length;
      const told = rows.flatMap(({ what, count }) => (what.kind === "ended" ? [count] : what.kind === "restarted" ? [1] : [])).reduce((sum, n) => sum + n, 0);
      expect(told).toBeLessThanOrEqual(ends + rows.filter(({ what }) => what.kind === "restarted").length);
    }),
    { numRuns: 300 },
  );
});
