import { type KeptSeries, METRICS, type Metric, type StatisticsSeries } from "./statistics";

/** One line of a chart on its way to the page. */
export type Line = StatisticsSeries;
type Values = Record<Metric, number[]>;

const empty = (): Values => ({ cpu: [], memory: [], rx: [], tx: [], read: [], write: [], pids: [] });

/** Entries as steps since the beginning of the view; two in one step are one. */
export function lineOf(
  { samples, minutes }: Pick<KeptSeries, "samples" | "minutes">,
  from: number,
  stepSeconds: 1 | 60,
): Pick<Line, "steps" | "values" | "peaks"> {
  const steps: number[] = [];
  const values = empty();
  const peaks = stepSeconds === 60 ? { cpu: [] as number[], memory: [] as number[] } : null;
  const put = (at: number, of: Record<Metric, number>, most: Record<Metric, number> | null) => {
    const step = Math.floor((at - from) / (stepSeconds * 1000));
    if (step < 0 || step === steps.at(-1)) return;
    steps.push(step);
    for (const metric of METRICS) values[metric].push(of[metric]);
    peaks?.cpu.push(most?.cpu ?? of.cpu);
    peaks?.memory.push(most?.memory ?? of.memory);
  };
  if (stepSeconds === 1) for (const sample of samples) put(sample.at, sample, null);
  else for (const minute of minutes) put(minute.at, minute.mean, minute.most);
  return { steps, values, peaks };
}

/** All containers of a service as one line: what each used at a step, together. A missed second of one container would be a dent in the line, so its last entry stands in for up to five steps. */
export function addedUp(service: string, lines: readonly Line[]): Line {
  const running = lines.filter((line) => line.running);
  const steps = [...new Set(lines.flatMap((line) => line.steps))].sort((a, b) => a - b);
  const places = new Map(steps.map((step, place) => [step, place]));
  const values = empty();
  const peaks = lines[0]?.peaks ? { cpu: zeros(steps), memory: zeros(steps) } : null;
  for (const metric of METRICS) values[metric] = zeros(steps);
  for (const line of lines) {
    for (const metric of METRICS) add(values[metric], line.steps, line.values[metric], places);
    if (peaks !== null && line.peaks !== null) for (const metric of ["cpu", "memory"] as const) add(peaks[metric], line.steps, line.peaks[metric], places);
  }
  const sum = (of: (line: Line) => number) => (running.some((line) => of(line) === 0) ? 0 : running.reduce((total, line) => total + of(line), 0));
  return {
    key: service,
    label: service,
    service,
    generation: running.length > 0 ? "new" : (lines[0]?.generation ?? "gone"),
    revision: null,
    running: running.length > 0,
    limits: { cpus: sum(({ limits }) => limits.cpus), memoryBytes: sum(({ limits }) => limits.memoryBytes) },
    steps,
    values,
    peaks,
  };
}

const zeros = (steps: readonly number[]): number[] => steps.map(() => 0);

/** Of a line that goes on after it. */
const LONGEST_DENT = 5;

function add(total: number[], steps: readonly number[], values: readonly number[], places: ReadonlyMap<number, number>): void {
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const until = next !== undefined && next - step <= LONGEST_DENT ? next : step + 1;
    for (let each = step; each < until; each += 1) {
      const place = places.get(each);
      if (place !== undefined) total[place] = (total[place] ?? 0) + (values[index] ?? 0);
    }
  }
}

/** As short as figures can be said: a tenth of a percent, whole bytes. */
export function rounded(line: Line): Line {
  const tenths = (values: readonly number[]) => values.map((value) => Math.round(value * 10) / 10);
  const wholes = (values: readonly number[]) => values.map((value) => Math.round(value));
  const values = Object.fromEntries(METRICS.map((metric) => [metric, metric === "cpu" ? tenths(line.values.cpu) : wholes(line.values[metric])])) as Values;
  return { ...line, values, peaks: line.peaks && { cpu: tenths(line.peaks.cpu), memory: wholes(line.peaks.memory) } };
}
