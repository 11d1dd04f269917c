"use client";
import { clsx } from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { StatisticsMark } from "@/lib/core/statistics";
import { markWords } from "@/lib/format/usage";
import { signOf } from "./chart-look";

const ICONS = { oom: "close", restart: "restart", done: "up-circle" } as const satisfies Record<ReturnType<typeof signOf>, IconName>;
const MOST = 40;

interface MarkListProps {
  marks: readonly StatisticsMark[];
  /** The time under the cursor, s. */
  at: number | null;
  stepSeconds: 1 | 60;
  timeWords: (ms: number) => string;
}

/** What the marks in the charts are, newest first; the one under the cursor stands out. */
export function MarkList({ marks, at, stepSeconds, timeWords }: MarkListProps) {
  const near = at === null ? null : marks.find((mark) => Math.abs(mark.at / 1000 - at) <= Math.max(3, stepSeconds * 2));
  const shown = marks.slice(-MOST).reverse();
  return (
    <div className="chart">
      <h2 className="chart-title" id="what-happened">
        What happened
      </h2>
      {shown.length === 0 ? (
        <p className="meta">No restart, deploy or kill in this time.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse scrolls it with the keys
        <ul className="mark-list" aria-labelledby="what-happened" tabIndex={0}>
          {shown.map((mark) => (
            <li key={`${mark.at} ${markWords(mark)}`} className={clsx(mark === near && "is-near")}>
              <span className={clsx("mark-sign", mark.kind === "oom" && "is-oom")}>
                <Icon name={ICONS[signOf(mark)]} />
              </span>
              <span>
                <Prose>{markWords(mark)}</Prose>
              </span>
              <span className="meta">{timeWords(mark.at - (mark.at % 1000))}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
