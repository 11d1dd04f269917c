import { describe, expect, test } from "vitest";
import { METRICS, type Sample, type StatisticsSeries, type StatisticsView } from "@/lib/core/statistics";
import { ChartLines, type Member } from "./statistics-lines";

const BEGIN = 1_800_000_000_000;
const sample = (second: number, value: number): Sample => ({
  at: BEGIN + second * 1000,
  ...{ cpu: value, memory: value, rx: value, tx: value, read: value, write: value, pids: value },
});
const series = (key: string, steps: number[], value = 1): StatisticsSeries => ({
  ...{ key, label: key, service: "web", generation: "new", revision: 1, running: true, limits: { cpus: 1, memoryBytes: 100 }, steps },
  values: Object.fromEntries(METRICS.map((metric) => [metric, steps.map(() => value)])) as StatisticsSeries["values"],
  peaks: null,
});
const view = (over: Partial<StatisticsView> = {}): StatisticsView => ({
  ...{ range: "15m", sampling: { on: true, everySeconds: 1, direct: true }, from: BEGIN - 900_000, to: BEGIN, stepSeconds: 1, marks: [] },
  series: [series("a", [895, 896, 899])],
  ...over,
});
const member = (key: string, containers = [key]): Member => ({ key, label: key, generation: "new", revision: 1, containers });
const cpu = (chart: ChartLines, key: string, gap = 5) => chart.drawn(gap).columns.get(key)?.cpu ?? [];

describe("lines of a chart", () => {
  test("stand at their times; a short gap is passed over, a long one is shown", () => {
    const { times, columns } = new ChartLines(view()).drawn(5);
    expect(times.length).toBe(901);
    expect([times[0], times.at(-1)]).toEqual([BEGIN / 1000 - 900, BEGIN / 1000]);
    expect(columns.get("a")?.cpu.slice(893)).toEqual([null, null, 1, 1, undefined, undefined, 1, null]);
    expect(cpu(new ChartLines(view()), "a", 1).slice(895)).toEqual([1, 1, null, null, 1, null]);
  });

  test("go on with what comes, and move with the time; what is known already stays", () => {
    const chart = new ChartLines(view());
    chart.add([member("a")], () => [sample(-1, 9), sample(0, 2), sample(1, 3)]);
    const { times } = chart.drawn(5);
    expect(times.at(-1)).toBe(BEGIN / 1000 + 1);
    expect(cpu(chart, "a").slice(-4)).toEqual([undefined, 1, 2, 3]);
    // A quarter of an hour later none of the old is left.
    chart.add([member("a")], () => [sample(1_000, 4)]);
    expect(cpu(chart, "a").filter((value) => typeof value === "number")).toEqual([4]);
  });

  test("of a new container begin when it comes; one that is gone keeps its line", () => {
    const chart = new ChartLines(view());
    chart.know([{ ...member("b"), generation: "new" }], { b: [0.5, 200] }, (id) => id === "b");
    chart.add([member("b")], () => [sample(1, 5)]);
    expect(chart.lines.map(({ key, generation, running }) => [key, generation, running])).toEqual([
      ["b", "new", true],
      ["a", "gone", false],
    ]);
    expect(chart.lines[0]?.limits).toEqual({ cpus: 0.5, memoryBytes: 200 });
    expect(cpu(chart, "b").at(-1)).toBe(5);
  });

  test("of a service add its containers up, only at moments that all who run then have", () => {
    const chart = new ChartLines(view({ series: [] }));
    const members = [member("web", ["one", "two"])];
    const samples: Record<string, Sample[]> = { one: [sample(1, 1), sample(2, 1), sample(3, 1)], two: [sample(2, 10), sample(4, 10)] };
    chart.know(members, { one: [1, 10], two: [1, 20] }, () => true);
    chart.add(members, (id) => samples[id] ?? []);
    // At 3 the second has not come yet, at 4 the first has not.
    expect(cpu(chart, "web").slice(-4)).toEqual([1, 11, undefined, 10]);
    expect(chart.lines[0]?.limits).toEqual({ cpus: 2, memoryBytes: 30 });
    chart.know(members, { one: [1, 10], two: [0, 20] }, () => true);
    expect(chart.lines[0]?.limits.cpus).toBe(0);
  });

  test("by the minute take the mean and the most of what comes, once each", () => {
    const chart = new ChartLines(view({ range: "1h", stepSeconds: 60, from: BEGIN - 3_600_000, series: [] }));
    const members = [member("a")];
    chart.know(members, {}, () => true);
    for (let second = 60; second < 120; second += 1)
      chart.add(members, () => [sample(second - 1, second - 60), sample(second, second - 59)].filter(({ at }) => at >= BEGIN + 60_000));
    const { columns, times } = chart.drawn(5);
    expect(times.length).toBe(61);
    expect(columns.get("a")?.cpu.at(-1)).toBeCloseTo(30.5, 5);
    expect(columns.get("a")?.cpuPeak.at(-1)).toBe(60);
  });
});
