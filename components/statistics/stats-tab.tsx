"use client";
import { useCallback, useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Segmented } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { late } from "@/lib/client/late";
import { useTimeZone } from "@/lib/client/now";
import type { ChartLine, Drawn } from "@/lib/client/statistics-lines";
import { METRICS, type Metric, type StatisticsRange, type StatisticsView } from "@/lib/core/statistics";
import { clock, clockMinutes } from "@/lib/format/age";
import { samplingWords } from "@/lib/format/usage";
import type { PlotLine } from "./chart";
import { FigureTable } from "./figure-table";
import { FIGURES, type Figure, figureAt, newestOf } from "./figures";
import { lineName } from "./line-name";
import { MarkList } from "./mark-list";
import { useStatistics, type Watched } from "./use-statistics";

const blank = () => <Skeleton width="100%" height="150px" />;
const Chart = late(() => import("./chart").then((part) => part.default), blank);

const RANGE_WORDS = [
  { value: "15m", label: "15\u00a0min" },
  { value: "1h", label: "1\u00a0h" },
  { value: "6h", label: "6\u00a0h" },
  { value: "24h", label: "24\u00a0h" },
] as const satisfies { value: StatisticsRange; label: string }[];

type Zoom = { min: number; max: number } | null;

/** What a service's containers use, or a stack's services: now, and in the last day. */
export function StatsTab(watched: Watched) {
  const [range, setRange] = useState<StatisticsRange>("15m");
  const [zoom, setZoom] = useState<Zoom>(null);
  const { view, problem, feed, lines, drawn } = useStatistics(watched, range);
  const choose = (next: StatisticsRange) => {
    setRange(next);
    setZoom(null);
  };
  const sampling = feed.sampling ?? view?.sampling ?? null;
  const rests = feed.sampling !== null && lines.length > 0 && !lines.some(({ running }) => running);
  if (problem) return <ProblemCallout problem={problem} />;
  if (sampling?.on === false)
    return (
      <EmptyState icon="activity" title="Statistics are off">
        Nothing is sampled in {watched.environment}. An administrator can switch it on under Admin, Policy, Sample statistics; figures begin at once.
      </EmptyState>
    );
  return (
    <section aria-label="Statistics">
      <div className="toolbar">
        <Segmented label="Range" value={range} options={RANGE_WORDS} onChange={choose} />
        {zoom && <Button onClick={() => setZoom(null)}>Whole range</Button>}
        <span className="spacer" />
        {sampling && (
          <span className="meta">
            {[rests && "Nothing runs now.", view?.stepSeconds === 60 && "A point a minute.", samplingWords(sampling.everySeconds, sampling.direct)]
              .filter(Boolean)
              .join(" ")}
          </span>
        )}
      </div>
      {view === null || drawn === null ? (
        <Loading />
      ) : lines.length === 0 ? (
        <NothingYet />
      ) : (
        <Charts view={view} lines={lines} drawn={drawn} zoom={zoom} onZoom={setZoom} of={watched.service === null ? "Service" : "Container"} />
      )}
    </section>
  );
}

const Loading = () => (
  <div className="charts" aria-busy="true">
    {FIGURES.map(({ title }) => (
      <div key={title} className="chart">
        <h2 className="chart-title">{title}</h2>
        {blank()}
      </div>
    ))}
  </div>
);

const NothingYet = () => (
  <EmptyState icon="activity" title="No figures yet">
    They begin with the first container that runs, and are kept for a day, also when their container is gone.
  </EmptyState>
);

interface ChartsProps {
  view: StatisticsView;
  lines: ChartLine[];
  drawn: Drawn;
  zoom: Zoom;
  onZoom: (zoom: Zoom) => void;
  /** What a line is. */
  of: "Service" | "Container";
}

function Charts({ view, lines, drawn, zoom, onZoom, of }: ChartsProps) {
  const sync = useId();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [hover, setHover] = useState<number | null>(null);
  const timeZone = useTimeZone();
  const timeWords = useCallback((ms: number) => (ms % 60_000 === 0 ? clockMinutes(ms, timeZone) : clock(ms, timeZone)), [timeZone]);
  const toggle = (key: string) => setHidden((was) => new Set(was.has(key) ? [...was].filter((one) => one !== key) : [...was, key]));
  const at = hover === null ? null : (drawn.times[hover] ?? null);
  const marks = useMemo(() => view.marks.filter((mark) => mark.at / 1000 >= (drawn.times[0] ?? 0)), [view.marks, drawn.times]);
  // The cursor moves more often than anything else changes: charts are not drawn anew for it.
  const plots = useMemo(() => plotsOf(lines, drawn, hidden), [lines, drawn, hidden]);
  return (
    <>
      <div className="charts">
        {FIGURES.map((figure) => (
          <div key={figure.metric} className="chart">
            <h2 className="chart-title">
              {figure.title}
              <Readout figure={figure} lines={lines} hidden={hidden} drawn={drawn} hover={hover} />
            </h2>
            <Chart
              label={chartLabel(figure, lines, drawn)}
              times={drawn.times}
              lines={plots[figure.metric]}
              marks={marks}
              limit={limitOf(figure, lines, hidden)}
              least={figure.least}
              words={figure.words}
              binary={figure.binary}
              timeWords={timeWords}
              sync={sync}
              zoom={zoom}
              onZoom={onZoom}
              onHover={setHover}
            />
          </div>
        ))}
        <MarkList marks={marks} at={at} stepSeconds={view.stepSeconds} timeWords={timeWords} />
      </div>
      <FigureTable of={of} lines={lines} drawn={drawn} hidden={hidden} onToggle={toggle} hover={hover} when={at === null ? null : timeWords(at * 1000)} />
    </>
  );
}

function plotsOf(lines: readonly ChartLine[], { columns }: Drawn, hidden: ReadonlySet<string>): Record<Metric, PlotLine[]> {
  const of = (metric: Metric) =>
    lines.map(({ key, generation }, place): PlotLine => {
      const values = columns.get(key)?.[metric] ?? [];
      return { key, place, old: generation !== "new", hidden: hidden.has(key), values };
    });
  return Object.fromEntries(METRICS.map((metric) => [metric, of(metric)])) as Record<Metric, PlotLine[]>;
}

/** One limit for all that run, or none that a scale could end at. */
function limitOf({ metric }: Figure, lines: readonly ChartLine[], hidden: ReadonlySet<string>): number {
  if (metric !== "cpu" && metric !== "memory") return 0;
  const limits = new Set(
    lines.filter(({ key, running }) => running && !hidden.has(key)).map(({ limits }) => (metric === "cpu" ? limits.cpus * 100 : limits.memoryBytes)),
  );
  return limits.size === 1 ? ([...limits][0] ?? 0) : 0;
}

const MOST_NAMED = 3;

/** The lines at the cursor, or now: of many the largest at the cursor, and all together while there is none, for names that change places cannot be read. */
function Readout({
  figure,
  lines,
  hidden,
  drawn,
  hover,
}: {
  figure: Figure;
  lines: ChartLine[];
  hidden: ReadonlySet<string>;
  drawn: Drawn;
  hover: number | null;
}) {
  const values = lines
    .map((line, place) => {
      const index = hover ?? newestOf(drawn, line.key);
      return { line, place, value: index === null ? null : figureAt(drawn, line.key, figure.metric, index) };
    })
    .filter((one): one is typeof one & { value: number } => one.value !== null && !hidden.has(one.line.key));
  const many = values.length > MOST_NAMED;
  if (many && hover === null) return <span className="chart-now">{figure.words(values.reduce((total, { value }) => total + value, 0))} together</span>;
  const shown = many ? [...values].sort((a, b) => b.value - a.value).slice(0, MOST_NAMED) : values;
  return (
    <span className="chart-now">
      {shown.map(({ line, place, value }) => (
        <span key={line.key}>
          <span className={`chart-dot s${(place % 6) + 1}`} aria-hidden />
          {lines.length > 1 && <span className="mono">{line.label}</span>} {figure.words(value)}
        </span>
      ))}
      {many && <span>and {values.length - MOST_NAMED} below</span>}
    </span>
  );
}

function chartLabel({ title, metric, words }: Figure, lines: readonly ChartLine[], drawn: Drawn): string {
  const said = lines.flatMap((line) => {
    const index = newestOf(drawn, line.key);
    const value = index === null ? null : figureAt(drawn, line.key, metric, index);
    return value === null ? [] : [`${lineName(line)} ${words(value)}`];
  });
  return `${title} over time. ${said.length > 0 ? `Now: ${said.join(", ")}.` : "Nothing runs now."} All figures are in the table below.`;
}
