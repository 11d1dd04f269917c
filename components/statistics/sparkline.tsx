const WIDTH = 52;
const HEIGHT = 18;
/** A minute: what is older has left on the left. */
const SECONDS = 60;
/** Two samples further apart are not one line. */
const GAP_MS = 5_000;

export interface SparkPoint {
  at: number;
  value: number;
}

/** The way of a line from 0 to `top`; a gap in the figures is one in the line. */
export function sparkPath(points: readonly SparkPoint[], top: number, gapMs = GAP_MS): string {
  const now = points.at(-1)?.at ?? 0;
  let last = Number.NEGATIVE_INFINITY;
  let path = "";
  for (const { at, value } of points) {
    const x = WIDTH - ((now - at) / 1000 / SECONDS) * WIDTH;
    if (x < 0) continue;
    const y = HEIGHT - 1 - Math.min(1, Math.max(0, top > 0 ? value / top : 0)) * (HEIGHT - 2);
    path += `${at - last > gapMs ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    last = at;
  }
  return path;
}

/** A minute of figures, from nothing to the limit: a flat line near the top is worth a look. The figure itself stands beside it. */
export function Sparkline({ points, top, hot = false }: { points: readonly SparkPoint[]; top: number; hot?: boolean }) {
  return (
    <svg className={hot ? "spark spark-hot" : "spark"} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path d={sparkPath(points, top)} />
    </svg>
  );
}
