import { type ContainerMark, METRICS, type Metric, type MinuteSample, type Sample } from "@/lib/core/statistics";

/**
 * One entry of a ring, of a fixed size. It stands at the place that its time gives it, says its time, and ends with a check over both: what was torn in the
 * middle, left over from an earlier round, or never written, is no entry. So a ring has no head that could be wrong.
 */
export interface SlotKind<T extends { at: number }> {
  bytes: number;
  /** How many a ring holds. */
  count: number;
  stepMs: number;
  write(value: T, into: DataView): void;
  read(from: DataView): T;
}

const CHECK = 2;
const KiB = 1024;

const seconds = (at: number) => Math.floor(at / 1000);
const RATES = ["rx", "tx", "read", "write"] as const;
const whole = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));

/** 32 bytes: time, CPU, memory in KiB, four rates, pids, check. */
export const SECONDS: SlotKind<Sample> = {
  bytes: 32,
  count: 15 * 60,
  stepMs: 1000,
  write(sample, into) {
    into.setUint32(0, seconds(sample.at));
    into.setFloat32(4, sample.cpu);
    into.setUint32(8, whole(sample.memory / KiB, 0xffff_ffff));
    for (const [place, rate] of RATES.entries()) into.setFloat32(12 + place * 4, sample[rate]);
    into.setUint16(28, whole(sample.pids, 0xffff));
  },
  read(from) {
    const rate = (place: number) => from.getFloat32(12 + place * 4);
    return {
      at: from.getUint32(0) * 1000,
      cpu: from.getFloat32(4),
      memory: from.getUint32(8) * KiB,
      ...{ rx: rate(0), tx: rate(1), read: rate(2), write: rate(3) },
      pids: from.getUint16(28),
    };
  },
};

/** 64 bytes: time; mean, least and most of CPU and memory; mean and most of four rates; most pids; check. */
export const MINUTES: SlotKind<MinuteSample> = {
  bytes: 64,
  count: 24 * 60,
  stepMs: 60_000,
  write({ at, mean, least, most }, into) {
    into.setUint32(0, seconds(at));
    for (const [place, value] of [mean.cpu, least.cpu, most.cpu].entries()) into.setFloat32(4 + place * 4, value);
    for (const [place, value] of [mean.memory, least.memory, most.memory].entries()) into.setUint32(16 + place * 4, whole(value / KiB, 0xffff_ffff));
    for (const [place, rate] of RATES.entries()) {
      into.setFloat32(28 + place * 8, mean[rate]);
      into.setFloat32(32 + place * 8, most[rate]);
    }
    into.setUint16(60, whole(most.pids, 0xffff));
  },
  read(from) {
    const at = from.getUint32(0) * 1000;
    const [cpu, memory] = [(place: number) => from.getFloat32(4 + place * 4), (place: number) => from.getUint32(16 + place * 4) * KiB];
    const rates = (offset: number) => {
      const [rx, tx, read, write] = RATES.map((_, place) => from.getFloat32(offset + place * 8));
      return { rx: rx ?? 0, tx: tx ?? 0, read: read ?? 0, write: write ?? 0 };
    };
    const pids = from.getUint16(60);
    return {
      at,
      mean: { at, cpu: cpu(0), memory: memory(0), ...rates(28), pids },
      least: { cpu: cpu(1), memory: memory(1) },
      most: { cpu: cpu(2), memory: memory(2), ...rates(32), pids },
    };
  },
};

const KINDS = ["start", "end", "oom", "restart"] as const;

/** 16 bytes: time in ms, kind, exit code, check. Marks have places one after the other, not by time. */
export const MARKS: SlotKind<ContainerMark> = {
  bytes: 16,
  count: 32,
  stepMs: 1,
  write({ at, kind, exitCode }, into) {
    into.setFloat64(0, at);
    into.setUint8(8, KINDS.indexOf(kind) + 1);
    into.setInt16(10, exitCode ?? -1);
  },
  read: (from) => ({ at: from.getFloat64(0), kind: KINDS[from.getUint8(8) - 1] ?? "end", exitCode: from.getInt16(10) === -1 ? null : from.getInt16(10) }),
};

const view = (bytes: Uint8Array, at: number, length: number) => new DataView(bytes.buffer, bytes.byteOffset + at, length);

/** Never 0, so that empty space is no entry. */
function checkOf(bytes: DataView, length: number, place: number): number {
  let [one, two] = [1 + place, 7];
  for (let at = 0; at < length; at += 1) {
    one = (one + bytes.getUint8(at) + 1) % 65_521;
    two = (two + one) % 65_521;
  }
  return (one ^ two) & 0xffff || 1;
}

export const placeOf = <T extends { at: number }>(kind: SlotKind<T>, at: number): number => Math.floor(at / kind.stepMs) % kind.count;

/** Writes an entry to its place in a ring of `bytes`, which may be shorter than a whole one. */
export function putSlot<T extends { at: number }>(kind: SlotKind<T>, bytes: Uint8Array, place: number, ringPlace: number, value: T): void {
  const slot = view(bytes, place * kind.bytes, kind.bytes);
  for (let at = 0; at < kind.bytes; at += 1) slot.setUint8(at, 0);
  kind.write(value, slot);
  slot.setUint16(kind.bytes - CHECK, checkOf(slot, kind.bytes - CHECK, ringPlace));
}

/** Null for what is no whole entry of that place. */
export function takeSlot<T extends { at: number }>(kind: SlotKind<T>, bytes: Uint8Array, place: number, ringPlace: number): T | null {
  if ((place + 1) * kind.bytes > bytes.length) return null;
  const slot = view(bytes, place * kind.bytes, kind.bytes);
  if (slot.getUint16(kind.bytes - CHECK) !== checkOf(slot, kind.bytes - CHECK, ringPlace)) return null;
  return kind.read(slot);
}

/** Every whole entry of a ring from a moment on, oldest first. */
export function entriesIn<T extends { at: number }>(kind: SlotKind<T>, ring: Uint8Array, from: number, to: number): T[] {
  const found: T[] = [];
  for (let place = 0; place < kind.count; place += 1) {
    const value = takeSlot(kind, ring, place, place);
    if (value !== null && value.at >= from && value.at <= to) found.push(value);
  }
  return found.sort((a, b) => a.at - b.at);
}

/** The mean, least and most of a minute, taken together one sample at a time. */
export class MinuteSum {
  readonly #sums: Record<Metric, number> = { cpu: 0, memory: 0, rx: 0, tx: 0, read: 0, write: 0, pids: 0 };
  readonly #most: Record<Metric, number> = { ...this.#sums };
  readonly #least = { cpu: Number.POSITIVE_INFINITY, memory: Number.POSITIVE_INFINITY };
  #count = 0;

  constructor(readonly at: number) {}

  add(sample: Sample): void {
    this.#count += 1;
    for (const metric of METRICS) {
      this.#sums[metric] += sample[metric];
      this.#most[metric] = Math.max(this.#most[metric], sample[metric]);
    }
    this.#least.cpu = Math.min(this.#least.cpu, sample.cpu);
    this.#least.memory = Math.min(this.#least.memory, sample.memory);
  }

  get value(): MinuteSample {
    const mean = Object.fromEntries(METRICS.map((metric) => [metric, this.#sums[metric] / this.#count])) as Record<Metric, number>;
    return { at: this.at, mean: { at: this.at, ...mean }, least: { ...this.#least }, most: { ...this.#most } };
  }
}

export const minuteOf = (at: number): number => Math.floor(at / MINUTES.stepMs) * MINUTES.stepMs;
