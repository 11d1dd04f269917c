import { METRICS, type Metric, type Sample, type StatisticsSeries, type StatisticsView } from "@/lib/core/statistics";

/** A container or a service that a chart has a line for. */
export interface Member {
  /** As in the view: the container's id, or the service's name. */
  key: string;
  label: string;
  generation: StatisticsSeries["generation"];
  revision: number | null;
  /** Whose figures together are the line: ids of containers. */
  containers: readonly string[];
}

export interface ChartLine extends Omit<StatisticsSeries, "steps" | "values" | "peaks"> {
  /** By step since the epoch. */
  points: Map<number, Point>;
  /** Of the newest sample that came while somebody looked, ms. */
  lastAt?: number;
}

interface Point {
  values: Record<Metric, number>;
  peak: { cpu: number; memory: number };
  /** How many samples a minute that is not over has so far. */
  count: number;
}

/** What is drawn: a column of times in seconds, and for each line what is known at each; undefined is passed over, null is a gap. */
export type Column = (number | null | undefined)[];
export interface Drawn {
  times: number[];
  columns: Map<string, Record<Metric | "cpuPeak" | "memoryPeak", Column>>;
}

/** A chart's lines: what was kept, and what comes while somebody looks. */
export class ChartLines {
  readonly #lines = new Map<string, ChartLine>();
  readonly #stepMs: number;
  readonly #steps: number;
  #newest: number;

  constructor(view: StatisticsView) {
    this.#stepMs = view.stepSeconds * 1000;
    this.#steps = Math.round((view.to - view.from) / this.#stepMs);
    this.#newest = Math.floor(view.to / this.#stepMs);
    const first = Math.floor(view.from / this.#stepMs);
    for (const { steps, values, peaks, ...rest } of view.series) {
      const points = new Map<number, Point>();
      for (const [index, step] of steps.entries()) {
        const at = Object.fromEntries(METRICS.map((metric) => [metric, values[metric][index] ?? 0])) as Record<Metric, number>;
        points.set(first + step, {
          values: at,
          peak: { cpu: peaks?.cpu[index] ?? at.cpu, memory: peaks?.memory[index] ?? at.memory },
          count: Number.POSITIVE_INFINITY,
        });
      }
      this.#lines.set(rest.key, { ...rest, points });
    }
  }

  /** In the order they are shown in: those that run by name, then those that are gone. */
  get lines(): ChartLine[] {
    const rank = { new: 0, leaving: 1, old: 1, gone: 2 };
    return [...this.#lines.values()].sort(
      (a, b) => rank[a.generation] - rank[b.generation] || a.label.localeCompare(b.label, "en", { numeric: true }) || (b.revision ?? 0) - (a.revision ?? 0),
    );
  }

  /** Who is there now; a line whose member went stays, and is gone. */
  know(members: readonly Member[], limits: Readonly<Record<string, [number, number]>>, running: (containerId: string) => boolean): void {
    const present = new Set(members.map(({ key }) => key));
    for (const line of this.#lines.values()) if (!present.has(line.key)) Object.assign(line, { generation: "gone", running: false });
    for (const { key, label, generation, revision, containers } of members) {
      const line = this.#lines.get(key) ?? { key, label, service: label, points: new Map<number, Point>(), limits: { cpus: 0, memoryBytes: 0 } };
      const up = containers.filter(running);
      this.#lines.set(key, { ...line, label, generation, revision, running: up.length > 0, limits: up.length > 0 ? limitsOf(up, limits) : line.limits });
    }
  }

  /** Figures of one moment. What a step has already is not changed by older ones. */
  add(members: readonly Member[], samples: (containerId: string) => readonly Sample[]): void {
    for (const { key, containers } of members) {
      const line = this.#lines.get(key);
      if (line === undefined) continue;
      for (const [at, together] of addedUp(containers.map(samples))) this.#put(line, at, together);
      for (const old of line.points.keys()) if (old < this.#newest - this.#steps) line.points.delete(old);
    }
  }

  #put(line: ChartLine, at: number, values: Record<Metric, number>): void {
    const step = Math.floor(at / this.#stepMs);
    this.#newest = Math.max(this.#newest, step);
    const known = line.points.get(step);
    if (known === undefined) line.points.set(step, { values: { ...values }, peak: { cpu: values.cpu, memory: values.memory }, count: 1 });
    else if (this.#stepMs > 1000 && at > (line.lastAt ?? 0) && Number.isFinite(known.count)) widen(known, values);
    line.lastAt = Math.max(line.lastAt ?? 0, at);
  }

  /** `gapSeconds`: points no further apart than that are one line. */
  drawn(gapSeconds: number): Drawn {
    const first = this.#newest - this.#steps;
    const times = Array.from({ length: this.#steps + 1 }, (_, index) => ((first + index) * this.#stepMs) / 1000);
    const most = Math.max(1, Math.ceil((gapSeconds * 1000) / this.#stepMs));
    const columns: Drawn["columns"] = new Map();
    for (const line of this.#lines.values()) columns.set(line.key, columnsOf(line, first, times.length, most));
    return { times, columns };
  }
}

/** Of several together: without a limit as soon as one has none. */
export function limitsOf(up: readonly string[], limits: Readonly<Record<string, [number, number]>>): { cpus: number; memoryBytes: number } {
  const each = up.map((id): [number, number] => limits[id.slice(0, 12)] ?? [0, 0]);
  const sum = (place: 0 | 1) => (each.some((one) => one[place] === 0) ? 0 : each.reduce((total, one) => total + one[place], 0));
  return { cpus: sum(0), memoryBytes: sum(1) };
}

/** Of several containers only the moments that all who are sampled then have. */
export function addedUp(all: readonly (readonly Sample[])[]): Map<number, Record<Metric, number>> {
  const moments = new Map<number, Record<Metric, number>>();
  const counts = new Map<number, number>();
  for (const samples of all)
    for (const sample of samples) {
      const sum = moments.get(sample.at);
      counts.set(sample.at, (counts.get(sample.at) ?? 0) + 1);
      if (sum === undefined) moments.set(sample.at, { ...sample });
      else for (const metric of METRICS) sum[metric] += sample[metric];
    }
  const expected = (at: number) => all.filter((samples) => (samples[0]?.at ?? Number.POSITIVE_INFINITY) <= at && (samples.at(-1)?.at ?? 0) >= at).length;
  for (const [at, count] of counts) if (count < expected(at)) moments.delete(at);
  return new Map([...moments].sort(([a], [b]) => a - b));
}

function widen(point: Point, values: Record<Metric, number>): void {
  point.count += 1;
  for (const metric of METRICS) point.values[metric] += (values[metric] - point.values[metric]) / point.count;
  point.peak.cpu = Math.max(point.peak.cpu, values.cpu);
  point.peak.memory = Math.max(point.peak.memory, values.memory);
}

function columnsOf({ points }: ChartLine, first: number, length: number, most: number) {
  const empty = (): Column => new Array<number | null | undefined>(length).fill(null);
  const columns = Object.fromEntries([...METRICS, "cpuPeak", "memoryPeak"].map((name) => [name, empty()])) as Record<Metric | "cpuPeak" | "memoryPeak", Column>;
  let last = Number.NEGATIVE_INFINITY;
  for (const step of [...points.keys()].sort((a, b) => a - b)) {
    const [place, point] = [step - first, points.get(step)];
    if (place < 0 || place >= length || point === undefined) continue;
    if (place - last > 1 && place - last <= most) for (const column of Object.values(columns)) column.fill(undefined, last + 1, place);
    for (const metric of METRICS) columns[metric][place] = point.values[metric];
    columns.cpuPeak[place] = point.peak.cpu;
    columns.memoryPeak[place] = point.peak.memory;
    last = place;
  }
  return columns;
}
