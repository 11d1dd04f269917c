import type { ObservedContainer } from "@/lib/core/observed";
import { type ContainerMark, type KeptContainer, type MinuteSample, type Sample, sampleBetween, type UsageCounters } from "@/lib/core/statistics";
import type { ReadRings, Written } from "./ring-file";
import { MARKS, MinuteSum, minuteOf, placeOf, putSlot, SECONDS, takeSlot } from "./slots";

/** Kept in memory, for pages that open now. */
const RECENT = 60;
/** What the kernel counts, the engine tells and the container shows of one kill is so far apart at most. */
const SAME_KILL_MS = 2_000;

type Seen = Pick<ObservedContainer, "state" | "startedAt" | "finishedAt" | "exitCode" | "oomKilled" | "restartCount">;

/** One container: what was seen of it last, and what of that is not on the disk yet. */
export class Track {
  /** How many marks were made of it, also of those that are forgotten. */
  marked = 0;
  readonly #recent = Buffer.alloc(RECENT * SECONDS.bytes);
  #last: { run: number | null; counters: UsageCounters } | null = null;
  #lastAt = 0;
  #minute: MinuteSum | null = null;
  #unwrittenFrom: number | null = null;
  #closed: MinuteSample[] = [];
  #marks: ContainerMark[] = [];
  #marksChanged = false;
  #remembers: boolean;

  /** `isNew`: nothing of it is on the disk, so there is nothing to be remembered first. */
  constructor(
    readonly container: KeptContainer,
    isNew = true,
  ) {
    this.#remembers = isNew;
  }

  /** Takes in what a run has used; the first look at a run says nothing yet. */
  take(run: number | null, counters: UsageCounters): Sample | null {
    const before = this.#last?.run === run ? this.#last.counters : null;
    if (before !== null && counters.at <= before.at) return null;
    this.#last = { run, counters };
    if (before === null) return null;
    if (counters.oomKills !== null && before.oomKills !== null && counters.oomKills > before.oomKills) this.killed(counters.at, before.at);
    const sample = sampleBetween(before, counters);
    if (sample !== null) this.#keep(sample);
    return sample;
  }

  /** Takes in how the container stands: its starts, ends and kills become marks, each once. */
  see({ state, startedAt, finishedAt, exitCode, oomKilled, restartCount }: Seen): void {
    if (!this.#remembers) return;
    const first = restartCount === 0 && !this.#marks.some(({ at }) => at !== startedAt);
    if (startedAt !== null && !this.#marks.some(({ at }) => at === startedAt)) this.#mark({ at: startedAt, kind: first ? "start" : "restart", exitCode: null });
    // The end before this run was seen when it was one, or never.
    if (finishedAt === null || (startedAt !== null && finishedAt < startedAt)) return;
    if (oomKilled) this.killed(finishedAt, finishedAt, exitCode);
    else if (state !== "running") this.#mark({ at: finishedAt, kind: "end", exitCode });
  }

  /** A process of it was killed for want of memory, at some time since then; with an exit code it was the container's own. Whoever tells of it later tells of the same. */
  killed(at: number, since = at, exitCode: number | null = null): void {
    const told = this.#marks.find((mark) => mark.kind === "oom" && mark.at >= since - SAME_KILL_MS && mark.at <= at + SAME_KILL_MS);
    if (told !== undefined && (exitCode === null || told.exitCode !== null)) return;
    this.#marks = this.#marks.filter((mark) => mark !== told);
    this.#mark({ at: told?.at ?? at, kind: "oom", exitCode });
  }

  /** Marks that were on the disk before. */
  remember(marks: readonly ContainerMark[]): void {
    const changed = this.#marksChanged;
    for (const mark of marks) this.#mark(mark);
    this.#marksChanged = changed;
    this.#remembers = true;
  }

  /** The last minute, oldest first. */
  recent(now: number): Sample[] {
    const samples: Sample[] = [];
    for (let place = 0; place < RECENT; place += 1) {
      const sample = takeSlot(SECONDS, this.#recent, place, place);
      if (sample !== null && now - sample.at < RECENT * 1000) samples.push(sample);
    }
    return samples.sort((a, b) => a.at - b.at);
  }

  get isDirty(): boolean {
    return this.#unwrittenFrom !== null || this.#closed.length > 0 || this.#marksChanged;
  }

  /** What is to be written now; it counts as written. `ending`: also the minute that is not over. */
  collect(ending = false): Written {
    const samples = this.#unwrittenFrom === null ? [] : this.recent(this.#lastAt).filter(({ at }) => at >= (this.#unwrittenFrom ?? 0));
    const minutes = ending && this.#minute !== null ? [...this.#closed, this.#minute.value] : this.#closed;
    const marks = this.#marksChanged ? this.#marks : null;
    this.#unwrittenFrom = null;
    this.#closed = [];
    this.#marksChanged = false;
    return { samples, minutes, marks };
  }

  /** What was kept, with what is known besides and not on the disk yet. */
  overlay({ samples, minutes }: ReadRings, from: number, to: number, step: 1 | 60): ReadRings {
    const within = <T extends { at: number }>(kept: readonly T[], fresh: readonly T[]): T[] => {
      const by = new Map([...kept, ...fresh].map((one) => [one.at, one]));
      return [...by.values()].filter(({ at }) => at >= from && at <= to).sort((a, b) => a.at - b.at);
    };
    const now = this.#minute === null ? [] : [this.#minute.value];
    return {
      samples: step === 1 ? within(samples, this.recent(this.#lastAt)) : [],
      minutes: step === 60 ? within(minutes, [...this.#closed, ...now]) : [],
      marks: this.#marks,
    };
  }

  #keep(sample: Sample): void {
    const place = placeOf(SECONDS, sample.at) % RECENT;
    putSlot(SECONDS, this.#recent, place, place, sample);
    this.#lastAt = sample.at;
    this.#unwrittenFrom ??= Math.floor(sample.at / 1000) * 1000;
    const minute = minuteOf(sample.at);
    if (this.#minute !== null && this.#minute.at !== minute) this.#closed.push(this.#minute.value);
    if (this.#minute?.at !== minute) this.#minute = new MinuteSum(minute);
    this.#minute.add(sample);
  }

  #mark(mark: ContainerMark): void {
    if (this.#marks.some(({ at, kind }) => at === mark.at && kind === mark.kind)) return;
    this.marked += 1;
    this.#marks = [...this.#marks, mark].sort((a, b) => a.at - b.at).slice(-MARKS.count);
    this.#marksChanged = true;
  }
}
