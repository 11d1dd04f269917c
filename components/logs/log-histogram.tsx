"use client";
import { type PointerEvent, useRef, useState } from "react";
import type { KeptHistogram } from "@/lib/core/kept-logs";
import { duration } from "@/lib/format/duration";
import { shortTime } from "./log-times";

const HEIGHT = 40;
const WIDTH = 1_200;
const TICKS = 7;
/** A pointer that moved less has clicked. */
const DRAGGED_PX = 5;
const STACK = ["error", "warn", "info", "debug", "none"] as const;
const LOOK: Record<(typeof STACK)[number], string> = { error: "h-err", warn: "h-warn", info: "h-info", debug: "h-info", none: "h-info" };

const number = new Intl.NumberFormat("en");

export interface LogHistogramProps {
  histogram: KeptHistogram | null;
  /** ms: where one reads, while not following. */
  place: number | null;
  utc: boolean;
  now: number;
  onRange: (from: number, to: number) => void;
  onJump: (ms: number) => void;
}

/** Lines over time by level: a click goes there, dragging chooses a stretch. By keyboard, the fields of the time range do the same. */
export function LogHistogram({ histogram, place, utc, now, onRange, onJump }: LogHistogramProps) {
  const box = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const from = histogram === null ? 0 : Date.parse(histogram.from);
  const to = histogram === null ? 1 : Math.max(Date.parse(histogram.to), from + 1);
  const seconds = to - from < 10 * 60_000;

  const shareOf = (event: PointerEvent): number => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const momentOf = (share: number) => from + share * (to - from);
  const release = (event: PointerEvent) => {
    if (drag === null) return;
    const [begin, end] = [Math.min(drag.from, shareOf(event)), Math.max(drag.from, shareOf(event))];
    const width = box.current?.clientWidth ?? 1;
    setDrag(null);
    if ((end - begin) * width < DRAGGED_PX) onJump(momentOf(end));
    else onRange(momentOf(begin), momentOf(end));
  };

  const total = histogram?.buckets.reduce((sum, { counts }) => sum + count(counts), 0) ?? 0;
  const under =
    hover === null || histogram === null ? null : histogram.buckets.find(({ at }) => momentOf(hover) >= at && momentOf(hover) < at + histogram.bucketMs);
  return (
    <div className="hist">
      <div
        ref={box}
        className="hist-plot"
        onPointerDown={(event) => {
          if (histogram === null || event.button !== 0) return;
          event.currentTarget.setPointerCapture?.(event.pointerId);
          setDrag({ from: shareOf(event), to: shareOf(event) });
        }}
        onPointerMove={(event) => {
          setHover(shareOf(event));
          if (drag !== null) setDrag({ ...drag, to: shareOf(event) });
        }}
        onPointerLeave={() => setHover(null)}
        onPointerUp={release}
        onPointerCancel={() => setDrag(null)}
      >
        <svg role="img" aria-label={`${number.format(total)} lines over time`} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          {histogram !== null && <Bars histogram={histogram} from={from} to={to} />}
          {place !== null && place >= from && place <= to && <line className="h-rule" x1={x(place, from, to)} x2={x(place, from, to)} y1="0" y2={HEIGHT} />}
        </svg>
        {drag !== null && (
          <span className="hist-drag" style={{ left: `${Math.min(drag.from, drag.to) * 100}%`, width: `${Math.abs(drag.to - drag.from) * 100}%` }} />
        )}
        {hover !== null && histogram !== null && (
          <span className="hist-tip" style={hover > 0.7 ? { right: `${(1 - hover) * 100}%` } : { left: `${hover * 100}%` }}>
            {drag !== null && Math.abs(drag.to - drag.from) > 0.005
              ? `${shortTime(momentOf(Math.min(drag.from, drag.to)), utc, now, true)} to ${shortTime(momentOf(Math.max(drag.from, drag.to)), utc, now, true)}`
              : `${shortTime(under?.at ?? momentOf(hover), utc, now, true)}: ${under == null ? "nothing" : wordsFor(under.counts)}`}
          </span>
        )}
      </div>
      <div className="hist-axis" aria-hidden>
        {Array.from({ length: TICKS }, (_, at) => from + ((to - from) * at) / (TICKS - 1)).map((ms, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: ticks never move
          <span key={at}>{histogram === null ? " " : at === TICKS - 1 && now - to < histogram.bucketMs * 2 ? "now" : shortTime(ms, utc, now, seconds)}</span>
        ))}
      </div>
      {histogram !== null && total === 0 && <p className="hist-none meta">{`Nothing in ${duration(to - from)}`}</p>}
    </div>
  );
}

type Counts = KeptHistogram["buckets"][number]["counts"];

const count = (counts: Counts): number => STACK.reduce((sum, level) => sum + counts[level], 0);
const x = (ms: number, from: number, to: number): number => ((ms - from) / (to - from)) * WIDTH;

function Bars({ histogram: { buckets, bucketMs }, from, to }: { histogram: KeptHistogram; from: number; to: number }) {
  const most = Math.max(1, ...buckets.map(({ counts }) => count(counts)));
  const width = Math.max(1, (bucketMs / (to - from)) * WIDTH);
  return buckets.map(({ at, counts }) => {
    // A single error is seen even beside ten thousand lines.
    const heights = STACK.map((level) => (counts[level] === 0 ? 0 : Math.max(level === "error" || level === "warn" ? 3 : 1, (counts[level] / most) * HEIGHT)));
    let top =
      HEIGHT -
      Math.min(
        HEIGHT,
        heights.reduce((sum, height) => sum + height, 0),
      );
    return STACK.map((level, which) => {
      const height = Math.min(heights[which] ?? 0, HEIGHT - top);
      if (height <= 0) return null;
      const y = top;
      top += height;
      return (
        <rect key={`${at} ${level}`} className={LOOK[level]} x={x(at, from, to)} y={y} width={Math.max(1, width - Math.min(2, width / 4))} height={height} />
      );
    });
  });
}

function wordsFor(counts: Counts): string {
  const said = [
    counts.error > 0 && `${number.format(counts.error)} error`,
    counts.warn > 0 && `${number.format(counts.warn)} warn`,
    `${number.format(count(counts))} ${count(counts) === 1 ? "line" : "lines"}`,
  ];
  return said.filter(Boolean).join(", ");
}
