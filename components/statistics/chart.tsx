"use client";
import { useTheme } from "next-themes";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Column } from "@/lib/client/statistics-lines";
import type { StatisticsMark } from "@/lib/core/statistics";
import { drawLimit, drawMarks, lookOf, SERIES } from "./chart-look";

export interface PlotLine {
  key: string;
  /** Its place among all lines: its colour. */
  place: number;
  /** Of an earlier generation, or gone: dashed. */
  old: boolean;
  hidden: boolean;
  values: Column;
}

export interface ChartProps {
  /** For whoever cannot see it: what it is, and how it stands. */
  label: string;
  times: readonly number[];
  lines: readonly PlotLine[];
  marks: readonly StatisticsMark[];
  /** Of every line; 0 where there is none or they differ. Then the scale ends there. */
  limit: number;
  /** A scale is never shorter than this. */
  least: number;
  words: (value: number) => string;
  /** Steps of its axis; without them tens. */
  binary?: boolean;
  timeWords: (ms: number) => string;
  /** Charts of one name share cursor and zoom. */
  sync: string;
  zoom: { min: number; max: number } | null;
  onZoom: (zoom: { min: number; max: number } | null) => void;
  /** The place in `times` under the cursor. */
  onHover: (index: number | null) => void;
}

const HEIGHT = 150;
const LEAST_DRAG = 6;
const POWERS = Array.from({ length: 50 }, (_, power) => 2 ** power);

/** One figure over time. Everything but the lines themselves is kept when new figures come, so nothing flickers. */
export default function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  /** The cursor is the others' too; only the chart that is under the pointer says where it is. */
  const isUnder = useRef(false);
  const latest = useRef(props);
  latest.current = props;
  const { resolvedTheme } = useTheme();
  const { label, times, lines, marks, zoom } = props;
  const shape = lines.map(({ key, place, old }) => `${key} ${place} ${old}`).join("\n");

  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew with other lines or another theme; what else changes is read when it is drawn
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new uPlot(
      optionsOf(
        element,
        () => latest.current,
        (index) => isUnder.current && latest.current.onHover(index),
      ),
      dataOf(latest.current),
      element,
    );
    plot.current = made;
    const sized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    sized.observe(element);
    made.over.addEventListener("mouseenter", () => {
      isUnder.current = true;
    });
    made.over.addEventListener("mouseleave", () => {
      isUnder.current = false;
      latest.current.onHover(null);
    });
    made.over.addEventListener("dblclick", () => latest.current.onZoom(null));
    return () => {
      sized.disconnect();
      plot.current = null;
      made.destroy();
    };
  }, [shape, resolvedTheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again whenever any of it is new
  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    made.batch(() => {
      for (const [index, { hidden }] of lines.entries()) if (made.series[index + 1]?.show === hidden) made.setSeries(index + 1, { show: !hidden });
      made.setData(dataOf(latest.current), false);
      made.setScale("x", zoom ?? { min: times[0] ?? 0, max: times.at(-1) ?? 1 });
    });
  }, [shape, times, lines, marks, zoom, resolvedTheme]);

  return <div ref={box} className="chart-plot" role="img" aria-label={label} style={{ height: HEIGHT }} />;
}

const dataOf = ({ times, lines }: ChartProps): uPlot.AlignedData => [times as number[], ...lines.map(({ values }) => values)] as uPlot.AlignedData;

/** Values with none beside them, which no line would show: a container that lives for a second or two has no others. */
function alone(values: ArrayLike<number | null | undefined>): number[] | null {
  const found: number[] = [];
  for (let at = 0; at < values.length; at += 1) if (values[at] != null && values[at - 1] == null && values[at + 1] == null) found.push(at);
  return found.length > 0 ? found : null;
}

function optionsOf(element: HTMLElement, props: () => ChartProps, hover: (index: number | null) => void): uPlot.Options {
  const look = lookOf(element);
  const { sync, binary = false, lines } = props();
  const axis = { stroke: look.ink, font: look.font, grid: { stroke: look.grid, width: 1 }, ticks: { show: false } } satisfies uPlot.Axis;
  return {
    width: element.clientWidth,
    height: HEIGHT,
    // The last time under it is as wide as this to each side.
    padding: [10, 16, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      sync: { key: sync },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6, width: 1.5, fill: look.surface },
    },
    scales: {
      x: { time: true, auto: false },
      y: {
        range: (_plot, _min, max) => {
          const { limit, least } = props();
          return [0, limit > 0 ? Math.max(limit, max ?? 0) * 1.04 : Math.max(least, (max ?? 0) * 1.15)];
        },
      },
    },
    axes: [
      { ...axis, size: 24, space: 70, values: (_plot, at) => at.map((seconds) => props().timeWords(seconds * 1000)) },
      { ...axis, size: 66, gap: 6, space: 34, ...(binary && { incrs: POWERS }), values: (_plot, values) => values.map((value) => props().words(value)) },
    ],
    series: [
      {},
      ...lines.map(({ place, old, hidden }) => ({
        show: !hidden,
        stroke: look.series[place % SERIES] ?? look.ink,
        width: old ? 1 : 1.5,
        ...(old && { dash: [4, 3] }),
        points: {
          show: false,
          size: 3,
          fill: look.series[place % SERIES] ?? look.ink,
          filter: (plot: uPlot, series: number) => alone(plot.data[series] ?? []),
        },
      })),
    ],
    hooks: {
      // Behind the lines: what happened explains them, and must not cover them.
      drawAxes: [
        (plot) => {
          const { marks, limit } = props();
          drawLimit(plot, limit, look);
          drawMarks(plot, marks, look);
        },
      ],
      setCursor: [(plot) => hover(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width >= LEAST_DRAG) props().onZoom({ min: plot.posToVal(left, "x"), max: plot.posToVal(left + width, "x") });
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
        },
      ],
    },
  };
}
