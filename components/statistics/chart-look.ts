import type uPlot from "uplot";
import type { StatisticsMark } from "@/lib/core/statistics";

/** Colours of the theme, as the canvas needs them. */
export interface ChartLook {
  ink: string;
  grid: string;
  surface: string;
  broken: string;
  font: string;
  series: string[];
}

export function lookOf(element: Element): ChartLook {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of("--color-ink-3"),
    grid: of("--color-line"),
    surface: of("--color-surface"),
    broken: of("--color-broken-solid"),
    font: `11px ${style.fontFamily}`,
    series: [1, 2, 3, 4, 5, 6].map((number) => of(`--color-series-${number}`)),
  };
}

/** Each line has one colour for as long as the page is open. */
export const SERIES = 6;

/** A kind is told by its sign as well as by its colour: a cross, a ring, a triangle. */
const SIGNS: Record<"oom" | "restart" | "done", (ctx: CanvasRenderingContext2D, x: number, y: number, size: number) => void> = {
  oom: (ctx, x, y, size) => {
    ctx.moveTo(x - size, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.moveTo(x + size, y - size);
    ctx.lineTo(x - size, y + size);
  },
  restart: (ctx, x, y, size) => {
    ctx.moveTo(x + size, y);
    ctx.arc(x, y, size, 0, Math.PI * 2);
  },
  done: (ctx, x, y, size) => {
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y + size);
    ctx.lineTo(x - size, y + size);
    ctx.closePath();
  },
};

export const signOf = ({ kind }: StatisticsMark): keyof typeof SIGNS => (kind === "oom" || kind === "restart" ? kind : "done");

/** Upright lines nearer to each other than this would be a wall: of those the signs alone are drawn. */
const APART = 14;

/** Upright lines where something happened, under their signs. */
export function drawMarks(plot: uPlot, marks: readonly StatisticsMark[], look: ChartLook): void {
  const { ctx, bbox } = plot;
  const ratio = window.devicePixelRatio || 1;
  let last = Number.NEGATIVE_INFINITY;
  ctx.save();
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.at / 1000, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const sign = signOf(mark);
    ctx.strokeStyle = sign === "oom" ? look.broken : look.ink;
    if (x - last >= APART * ratio) {
      last = x;
      ctx.lineWidth = ratio;
      ctx.setLineDash(sign === "restart" ? [3 * ratio, 3 * ratio] : []);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top + 9 * ratio);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.setLineDash([]);
    ctx.lineWidth = 1.5 * ratio;
    ctx.beginPath();
    SIGNS[sign](ctx, x, bbox.top + 5 * ratio, 3 * ratio);
    ctx.stroke();
  }
  ctx.restore();
}

/** The limit, where all lines have the same. */
export function drawLimit(plot: uPlot, limit: number, look: ChartLook): void {
  const { ctx, bbox } = plot;
  const y = Math.round(plot.valToPos(limit, "y", true));
  const ratio = window.devicePixelRatio || 1;
  if (limit <= 0 || y < bbox.top - ratio || y > bbox.top + bbox.height) return;
  ctx.save();
  ctx.strokeStyle = look.ink;
  ctx.lineWidth = ratio;
  ctx.setLineDash([2 * ratio, 4 * ratio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.restore();
}
