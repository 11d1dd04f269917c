import { describe, expect, test } from "vitest";
import { METRICS, rangeOf, type Sample, sampleBetween, type UsageCounters } from "./statistics";
import { addedUp, type Line, lineOf, rounded } from "./statistics-lines";

const counters = (over: Partial<UsageCounters> = {}): UsageCounters => ({
  ...{ at: 1_000, cpuNs: 0, memoryBytes: 10, rxBytes: 0, txBytes: 0, readBytes: 0, writeBytes: 0, pids: 1, oomKills: 0 },
  ...over,
});

describe("two looks at a run", () => {
  test("are rates: half a core is 50 %, whatever the time between", () => {
    const after = counters({ at: 3_000, cpuNs: 1e9, memoryBytes: 20, rxBytes: 2_000, txBytes: 4_000, readBytes: 6_000, writeBytes: 8_000, pids: 3 });
    expect(sampleBetween(counters(), after)).toEqual({ at: 3_000, cpu: 50, memory: 20, rx: 1_000, tx: 2_000, read: 3_000, write: 4_000, pids: 3 });
  });

  test("say nothing across a restart, and nothing without time between", () => {
    expect(sampleBetween(counters({ cpuNs: 5 }), counters({ at: 2_000, cpuNs: 4 }))).toBeNull();
    expect(sampleBetween(counters(), counters())).toBeNull();
    expect(sampleBetween(counters({ at: 2_000 }), counters())).toBeNull();
  });

  test("are never traffic backwards, when an interface goes", () => {
    expect(sampleBetween(counters({ rxBytes: 100 }), counters({ at: 2_000, rxBytes: 0, txBytes: 7 }))).toMatchObject({ rx: 0, tx: 7 });
  });
});

const sample = (at: number, value = 1): Sample => ({ at, cpu: value, memory: value, rx: value, tx: value, read: value, write: value, pids: value });
const line = (label: string, of: Pick<Line, "steps" | "values" | "peaks">, over: Partial<Line> = {}): Line => ({
  ...{ key: label, label, service: "web", generation: "new", revision: 1, running: true, limits: { cpus: 1, memoryBytes: 100 } },
  ...of,
  ...over,
});

describe("lines", () => {
  test("have a place for each step, one entry each, none before the view", () => {
    const { steps, values, peaks } = lineOf({ samples: [sample(900), sample(1_100, 2), sample(1_900, 3), sample(4_000, 4)], minutes: [] }, 1_000, 1);
    expect(steps).toEqual([0, 3]);
    expect(values.cpu).toEqual([2, 4]);
    expect(peaks).toBeNull();
  });

  test("by the minute say the most too", () => {
    const minute = { at: 60_000, mean: sample(60_000, 5), least: { cpu: 1, memory: 1 }, most: sample(60_000, 9) };
    expect(lineOf({ samples: [], minutes: [minute] }, 0, 60)).toMatchObject({ steps: [1], values: { cpu: [5] }, peaks: { cpu: [9], memory: [9] } });
  });

  test("of a service are its containers together; a missed second is no dent, an end is one", () => {
    const one = line("web-1", lineOf({ samples: [0, 1, 2, 3, 4].map((step) => sample(step * 1000, 1)), minutes: [] }, 0, 1));
    const two = line("web-2", lineOf({ samples: [0, 2].map((step) => sample(step * 1000, 10)), minutes: [] }, 0, 1));
    const sum = addedUp("web", [one, two]);
    expect(sum.steps).toEqual([0, 1, 2, 3, 4]);
    for (const metric of METRICS) expect(sum.values[metric]).toEqual([11, 11, 11, 1, 1]);
    expect(sum.limits).toEqual({ cpus: 2, memoryBytes: 200 });
    expect(addedUp("web", [one, line("web-2", two, { limits: { cpus: 0, memoryBytes: 1 } })]).limits.cpus).toBe(0);
    expect(addedUp("web", []).steps).toEqual([]);
  });

  test("are said shortly", () => {
    expect(rounded(line("web-1", lineOf({ samples: [sample(0, 1.26)], minutes: [] }, 0, 1))).values).toMatchObject({ cpu: [1.3], memory: [1] });
  });
});

test("a range that is none is the shortest", () => {
  expect([rangeOf("6h"), rangeOf("7h"), rangeOf(null), rangeOf("toString")]).toEqual(["6h", "15m", "15m", "15m"]);
});
