"use client";
import { clsx } from "clsx";
import type { ChartLine, Drawn } from "@/lib/client/statistics-lines";
import type { Metric } from "@/lib/core/statistics";
import { bytes } from "@/lib/format/bytes";
import { cpuOf, memoryOf, percent, perSecond } from "@/lib/format/usage";
import { figureAt, mostOf, newestOf } from "./figures";

interface FigureTableProps {
  of: "Service" | "Container";
  lines: readonly ChartLine[];
  drawn: Drawn;
  hidden: ReadonlySet<string>;
  onToggle: (key: string) => void;
  hover: number | null;
  /** The time under the cursor, in words. */
  when: string | null;
}

/** Every line in figures: now or under the cursor, and at most in the range. It is the legend too: a line can be taken out of the charts. */
export function FigureTable({ of, lines, drawn, hidden, onToggle, hover, when }: FigureTableProps) {
  return (
    <div className="table-wrap figure-wrap">
      <table className="table figure-table" aria-label="Figures">
        <caption className="figure-caption" aria-live="off">
          {when === null ? "Now" : `At ${when}`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {HEADS.map(([key, head]) => (
              <th key={key} scope="col" title={key}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line, place) => (
            <Row key={line.key} line={line} place={place} drawn={drawn} hidden={hidden.has(line.key)} onToggle={onToggle} hover={hover} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const HEADS = [
  ["CPU", "CPU"],
  ["Most CPU", "Most"],
  ["Memory", "Memory"],
  ["Most memory", "Most"],
  ["Network received", "Received"],
  ["Network sent", "Sent"],
  ["Disk read", "Read"],
  ["Disk written", "Written"],
  ["Processes", "Processes"],
] as const;

interface RowProps {
  line: ChartLine;
  place: number;
  drawn: Drawn;
  hidden: boolean;
  onToggle: (key: string) => void;
  hover: number | null;
}

const TAGS = { new: null, old: "Old", leaving: "Leaving", gone: "Gone" } as const;

function Row({ line, place, drawn, hidden, onToggle, hover }: RowProps) {
  const { key, label, generation, limits, revision } = line;
  const index = hover ?? newestOf(drawn, key);
  const value = (metric: Metric) => (index === null ? null : figureAt(drawn, key, metric, index));
  const words = (metric: Metric, say: (figure: number) => string) => {
    const figure = value(metric);
    return figure === null ? <span className="ink-3">none</span> : say(figure);
  };
  const most = (metric: "cpuPeak" | "memoryPeak", say: (figure: number) => string) => {
    const figure = mostOf(drawn, key, metric);
    return figure === null ? <span className="ink-3">none</span> : say(figure);
  };
  return (
    <tr className={clsx(hidden && "text-ink-3")}>
      <th scope="row">
        <button
          type="button"
          className="figure-name"
          aria-pressed={!hidden}
          title={hidden ? "Show in the charts" : "Take out of the charts"}
          onClick={() => onToggle(key)}
        >
          <span className={clsx("chart-key", `s${(place % 6) + 1}`, generation !== "new" && "is-old", hidden && "is-off")} aria-hidden />
          <span className="mono font-medium">{label}</span>
          {TAGS[generation] && <span className="tag">{TAGS[generation]}</span>}
          {revision !== null && generation !== "new" && <span className="meta max-narrow:hidden">revision&nbsp;{revision}</span>}
        </button>
      </th>
      <td data-head="CPU">{words("cpu", (cpu) => cpuOf(cpu, limits.cpus))}</td>
      <td data-head="Most CPU">{most("cpuPeak", percent)}</td>
      <td data-head="Memory">{words("memory", (memory) => memoryOf(memory, limits.memoryBytes))}</td>
      <td data-head="Most memory">{most("memoryPeak", bytes)}</td>
      <td data-head="Received">{words("rx", perSecond)}</td>
      <td data-head="Sent">{words("tx", perSecond)}</td>
      <td data-head="Read">{words("read", perSecond)}</td>
      <td data-head="Written">{words("write", perSecond)}</td>
      <td data-head="Processes">{words("pids", (pids) => String(Math.round(pids)))}</td>
    </tr>
  );
}
