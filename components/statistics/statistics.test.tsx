// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { FeedState, StatisticsFeed } from "@/lib/client/statistics-feed";
import { ChartLines } from "@/lib/client/statistics-lines";
import { METRICS, type Sample, type StatisticsMark, type StatisticsView } from "@/lib/core/statistics";
import { markWords, samplingWords } from "@/lib/format/usage";
import { FigureTable } from "./figure-table";
import { createEyes } from "./looked-at";
import { MarkList } from "./mark-list";
import { sparkPath } from "./sparkline";
import { UsageCell, UsageOfAll } from "./usage-cell";
import { FeedProvider } from "./use-feed";

afterEach(cleanup);
const soft = (text: string | null | undefined) => (text ?? "").replaceAll("\u00a0", " ");
const MiB = 1024 * 1024;
const sample = (at: number, over: Partial<Sample> = {}): Sample => ({
  ...{ at, cpu: 12.34, memory: 96 * MiB, rx: 0, tx: 0, read: 0, write: 0, pids: 1 },
  ...over,
});

/** A feed that says what the test says. */
function feedOf(state: Partial<FeedState>, samples: Sample[]) {
  const listeners = new Set<() => void>();
  let now: FeedState = {
    state: "live",
    problem: null,
    sampling: { on: true, everySeconds: 1, direct: true },
    limits: { c: [0.5, 256 * MiB] },
    happened: 0,
    ...state,
  };
  let all = samples;
  const byContainer = new Map([
    ["c", samples],
    ["d", samples.slice(0, 1)],
  ]);
  const feed = {
    snapshot: () => now,
    of: () => all,
    all: () => byContainer,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as StatisticsFeed;
  const change = (next: Partial<FeedState>, more: Sample[] = all) =>
    act(() => {
      now = { ...now, ...next };
      all = more;
      for (const listener of listeners) listener();
    });
  return { feed, change };
}

const cell = (feed: StatisticsFeed | null, props: Partial<Parameters<typeof UsageCell>[0]> = {}) =>
  render(
    <FeedProvider feed={feed}>
      <UsageCell container="c" running {...props} />
    </FeedProvider>,
  );

describe("a row's usage", () => {
  test("says CPU and memory against its limit, and changes with every sample", () => {
    const { feed, change } = feedOf({}, [sample(1_000)]);
    const { container } = cell(feed);
    expect(soft(container.textContent)).toBe("12.3 of 50 % CPU96 of 256 MiBof memory");
    expect(soft(container.querySelector("[title]")?.getAttribute("title"))).toBe("12.3 % of one core, 24.7 % of its limit of 0.5 CPUs");
    change({}, [sample(1_000), sample(2_000, { cpu: 160, memory: 250 * MiB })]);
    expect(soft(container.textContent)).toContain("160 of 50 % CPU250 of 256 MiB");
    expect(soft(container.textContent)).toContain("nearly all of it");
  });

  test("is as high before the first sample as after, and says when it is off or stopped", () => {
    const { feed, change } = feedOf({}, []);
    const { container, rerender } = cell(feed);
    expect(container.querySelectorAll(".stat-1 svg").length).toBe(2);
    change({ sampling: { on: false, everySeconds: 1, direct: true } });
    expect(container.textContent).toBe("Not sampled");
    rerender(
      <FeedProvider feed={feed}>
        <UsageCell container="c" running={false} />
      </FeedProvider>,
    );
    expect(container.textContent).toBe("none");
  });

  test("of a service is that of its containers together, at moments that all of them have", () => {
    const limits: FeedState["limits"] = { c: [0.5, 256 * MiB], d: [0.5, 128 * MiB] };
    const together = (feed: StatisticsFeed, containers: string[]) =>
      soft(
        render(
          <FeedProvider feed={feed}>
            <UsageOfAll containers={containers} />
          </FeedProvider>,
        ).container.textContent,
      );
    expect(together(feedOf({ limits }, [sample(1_000)]).feed, ["c", "d"])).toBe("24.7 of 100 % CPU192 of 384 MiBof memory");
    expect(together(feedOf({ limits: { ...limits, d: [0, 0] } }, [sample(1_000)]).feed, ["c", "d"])).toBe("24.7 % CPU192 MiBof memory");
    expect(together(feedOf({ limits }, []).feed, [])).toBe("none");
  });

  test("among everybody's says what it may use, also while nothing is known", () => {
    const limits = { cpus: 0.5, memoryBytes: 256 * MiB };
    expect(soft(cell(feedOf({ limits: {} }, []).feed, { limits }).container.textContent)).toBe("0.5 CPUs256 MiBof memory");
    cleanup();
    expect(soft(cell(feedOf({}, [sample(1)]).feed, { limits }).container.textContent)).toBe("12.3 of 50 % CPU96 of 256 MiBof memory");
  });
});

test("a sparkline goes from nothing to the limit, from a minute ago to now, and has a gap where there was one", () => {
  expect(sparkPath([], 100)).toBe("");
  const points = [0, 1, 2, 30, 60].map((second) => ({ at: second * 1000, value: second < 30 ? 0 : 100 }));
  expect(sparkPath(points, 100)).toBe("M0.0 17.0L0.9 17.0L1.7 17.0M26.0 1.0M52.0 1.0");
  expect(sparkPath([{ at: 0, value: 500 }], 100)).toBe("M52.0 1.0");
});

test("rows in sight are asked for together, a moment after they came", () => {
  vi.useFakeTimers();
  const told: string[] = [];
  const eyes = createEyes((ids) => told.push(ids));
  const leave = eyes.look("b");
  eyes.look("a");
  eyes.look("a");
  vi.runAllTimers();
  leave();
  vi.runAllTimers();
  expect(told).toEqual(["a b", "a"]);
  vi.useRealTimers();
});

const MARKS: StatisticsMark[] = [
  { at: 1_000_000, kind: "deploy", service: null, actor: "tin", revision: 1 },
  { at: 1_100_000, kind: "upgrade", service: "web", actor: "ada", revision: 2 },
  { at: 1_200_000, kind: "restart", container: "web-1", exitCode: null },
  { at: 1_300_000, kind: "oom", container: "web-1", exitCode: 137 },
  { at: 1_400_000, kind: "oom", container: "web-2", exitCode: null },
];

test("marks are said in words, newest first, and the one under the cursor stands out", () => {
  expect(MARKS.map((mark) => soft(markWords(mark)))).toEqual([
    "Deployed as revision 1 by tin",
    "Upgraded `web` to revision 2 by ada",
    "`web-1` restarted",
    "`web-1` ran out of memory",
    "A process in `web-2` was killed: out of memory",
  ]);
  render(<MarkList marks={MARKS} at={1_201} stepSeconds={1} timeWords={String} />);
  const items = screen.getAllByRole("listitem");
  expect(items.map((item) => item.classList.contains("is-near"))).toEqual([false, false, true, false, false]);
  cleanup();
  render(<MarkList marks={[]} at={null} stepSeconds={1} timeWords={String} />);
  expect(screen.queryByRole("list")).toBeNull();
});

test("the table says every line in figures: now, under the cursor, and at most", () => {
  const steps = [0, 1, 2];
  const view: StatisticsView = {
    ...{ range: "15m", sampling: { on: true, everySeconds: 1, direct: true }, from: 0, to: 2_000, stepSeconds: 1, marks: [] },
    series: [
      {
        ...{ key: "c", label: "web-1", service: "web", generation: "old", revision: 3, running: true, limits: { cpus: 0.5, memoryBytes: 256 * MiB }, steps },
        values: Object.fromEntries(METRICS.map((metric) => [metric, metric === "memory" ? [64 * MiB, 128 * MiB, 96 * MiB] : [10, 30, 20]])) as Record<
          (typeof METRICS)[number],
          number[]
        >,
        peaks: null,
      },
    ],
  };
  const chart = new ChartLines(view);
  const props = { of: "Container", lines: chart.lines, drawn: chart.drawn(5), hidden: new Set<string>(), onToggle: vi.fn() } as const;
  const { rerender } = render(<FigureTable {...props} hover={null} when={null} />);
  const cells = () => screen.getAllByRole("cell").map((cell) => soft(cell.textContent));
  expect(cells().slice(0, 4)).toEqual(["20 of 50 %", "30 %", "96 of 256 MiB", "128 MiB"]);
  rerender(<FigureTable {...props} hover={0} when="12:00:00" />);
  expect(cells().slice(0, 4)).toEqual(["10 of 50 %", "30 %", "64 of 256 MiB", "128 MiB"]);
  expect(screen.getByText("At 12:00:00")).toBeTruthy();
  screen.getByRole("button", { name: /web-1/ }).click();
  expect(props.onToggle).toHaveBeenCalledWith("c");
});

test("how fine the figures are is said as it is", () => {
  expect([samplingWords(1, true), samplingWords(3, true), samplingWords(60, false)].map(soft)).toEqual([
    "Sampled every second.",
    "Sampled every second while somebody looks, else every 3 s.",
    "Sampled every second while somebody looks, else once a minute: this engine has to be asked for its figures.",
  ]);
});
