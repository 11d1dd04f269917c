// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { StatisticsMark } from "@/lib/core/statistics";
import { type ChartLook, drawMarks } from "./chart-look";

const restart = (seconds: number): StatisticsMark => ({ at: seconds * 1000, kind: "restart", container: "web-1", exitCode: 1 });

test("marks that crowd leave the chart free: each has its sign, and only those apart have a line down to the axis", () => {
  const calls = { save: vi.fn(), restore: vi.fn(), setLineDash: vi.fn(), beginPath: vi.fn(), stroke: vi.fn(), moveTo: vi.fn(), lineTo: vi.fn(), arc: vi.fn() };
  // A pixel a second.
  const plot = { ctx: calls, bbox: { left: 0, top: 0, width: 300, height: 150 }, valToPos: (seconds: number) => seconds };
  const marks = [...Array.from({ length: 20 }, (_, at) => restart(10 + at)), restart(200), restart(400)];
  drawMarks(plot as unknown as Parameters<typeof drawMarks>[0], marks, {} as ChartLook);
  expect(calls.arc).toHaveBeenCalledTimes(21);
  expect(calls.lineTo.mock.calls).toEqual([
    [10, 150],
    [24, 150],
    [200, 150],
  ]);
});
