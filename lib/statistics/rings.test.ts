import { open, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MinuteSample, Sample } from "@/lib/core/statistics";
import { statisticsFolder } from "@/lib/testing/statistics";
import { FILE_BYTES, readHeader, readRings, writeRings } from "./ring-file";
import { MINUTES, MinuteSum, minuteOf, placeOf, putSlot, SECONDS, takeSlot } from "./slots";

const CONTAINER = { id: "c".repeat(64), stackId: "stack", serviceId: "service", generation: 3, revision: 4, index: 1 };
const sample = (at: number, value = 1): Sample => ({ at, cpu: value, memory: value * 1024, rx: value, tx: value, read: value, write: value, pids: 1 });
const minute = (at: number, value = 1): MinuteSample => {
  const sum = new MinuteSum(at);
  sum.add(sample(at, value));
  return sum.value;
};
const BEGIN = 1_800_000_000_000;
const newFile = () => join(statisticsFolder(), "one.rings");
const times = (entries: readonly { at: number }[]) => entries.map(({ at }) => (at - BEGIN) / 1000);

describe("a ring on the disk", () => {
  test("keeps a quarter of an hour by the second and a day by the minute, in a file that is never larger", async () => {
    const file = newFile();
    const samples = Array.from({ length: 1_000 }, (_, at) => sample(BEGIN + at * 1000, at));
    const minutes = Array.from({ length: 1_500 }, (_, at) => minute(BEGIN + at * 60_000, at));
    for (let at = 0; at < 1_000; at += 100) await writeRings(file, CONTAINER, { samples: samples.slice(at, at + 100), minutes: [], marks: null });
    for (let at = 0; at < 1_500; at += 100) await writeRings(file, CONTAINER, { samples: [], minutes: minutes.slice(at, at + 100), marks: null });
    const seconds = await readRings(file, 0, Number.MAX_SAFE_INTEGER, 1);
    expect(times(seconds.samples)).toEqual(Array.from({ length: 900 }, (_, at) => at + 100));
    expect(seconds.samples.at(-1)).toEqual(sample(BEGIN + 999_000, 999));
    const day = await readRings(file, 0, Number.MAX_SAFE_INTEGER, 60);
    expect(day.minutes.length).toBe(1_440);
    expect(day.minutes.at(-1)).toEqual(minute(BEGIN + 1_499 * 60_000, 1_499));
    expect((await stat(file)).size).toBeLessThanOrEqual(FILE_BYTES);
    expect(FILE_BYTES).toBe(121_984);
    expect(await readHeader(file)).toEqual(CONTAINER);
  });

  test("what is older than the view is left out, and marks are kept with it", async () => {
    const file = newFile();
    const marks = [
      { at: BEGIN, kind: "start", exitCode: null },
      { at: BEGIN + 5, kind: "oom", exitCode: 137 },
    ] as const;
    await writeRings(file, CONTAINER, { samples: [sample(BEGIN), sample(BEGIN + 5_000)], minutes: [], marks });
    const read = await readRings(file, BEGIN + 1_000, BEGIN + 9_000, 1);
    expect(times(read.samples)).toEqual([5]);
    expect(read.marks).toEqual(marks);
    expect((await readRings(join(file, "nothing"), 0, 1, 1)).samples).toEqual([]);
  });

  test("a write that is cut off anywhere costs no entry but those it did not write", async () => {
    const file = newFile();
    const first = Array.from({ length: 20 }, (_, at) => sample(BEGIN + at * 1000, at));
    await writeRings(file, CONTAINER, { samples: first, minutes: [], marks: null });
    const before = await readFile(file);
    // A round later the same places are written again.
    const second = Array.from({ length: 20 }, (_, at) => sample(BEGIN + (900 + at) * 1000, 100 + at));
    await writeRings(file, CONTAINER, { samples: second, minutes: [], marks: null });
    const after = await readFile(file);
    const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
    const [from = 0, to = 0] = [changed[0], changed.at(-1)];
    for (let cut = from; cut <= to; cut += 1) {
      const torn = Buffer.from(before);
      after.copy(torn, from, from, cut);
      await writeFile(file, torn);
      const { samples } = await readRings(file, 0, Number.MAX_SAFE_INTEGER, 1);
      const allowed = new Map([...first, ...second].map((one) => [one.at, one]));
      for (const one of samples) expect(one).toEqual(allowed.get(one.at));
      expect(samples.length).toBeGreaterThanOrEqual(19);
    }
  });

  test("bytes of anything are no entry, and a short file is a short ring", async () => {
    const file = newFile();
    await writeRings(file, CONTAINER, { samples: [sample(BEGIN)], minutes: [minute(minuteOf(BEGIN))], marks: [] });
    const handle = await open(file, "r+");
    await handle.truncate(5_000);
    await handle.close();
    expect((await readRings(file, 0, Number.MAX_SAFE_INTEGER, 60)).minutes).toEqual([]);
    await writeFile(file, "not a ring at all");
    expect(await readHeader(file)).toBeNull();
    expect(await readRings(file, 0, Number.MAX_SAFE_INTEGER, 1)).toMatchObject({ samples: [], marks: [] });
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.nat(899), (bytes, place) => {
        const found = takeSlot(SECONDS, bytes, 0, place);
        // Two bytes of check let one of 65,536 through; fast-check's own shrinking would find it if 0 were one.
        if (bytes.every((byte) => byte === 0)) expect(found).toBeNull();
      }),
    );
  });
});

test("any sample comes back as it was, to the precision that is kept", () => {
  const figure = fc.float({ min: 0, max: Math.fround(1e12), noNaN: true });
  const any = fc.record({
    at: fc.integer({ min: 1_700_000_000, max: 4_000_000_000 }).map((seconds) => seconds * 1000),
    ...{ cpu: figure, rx: figure, tx: figure, read: figure, write: figure },
    memory: fc.integer({ min: 0, max: 0xffff_ffff }).map((kib) => kib * 1024),
    pids: fc.nat(0xffff),
  });
  fc.assert(
    fc.property(any, (value) => {
      const bytes = new Uint8Array(32);
      const place = placeOf(SECONDS, value.at);
      putSlot(SECONDS, bytes, 0, place, value);
      expect(takeSlot(SECONDS, bytes, 0, place)).toEqual(value);
      expect(takeSlot(SECONDS, bytes, 0, (place + 1) % 900)).toBeNull();
    }),
  );
});

test("a minute has the mean, the least and the most of its samples, however they come", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 60 }), (values) => {
      const sum = new MinuteSum(BEGIN);
      for (const value of values) sum.add(sample(BEGIN, value));
      const { mean, least, most } = sum.value;
      expect(mean.cpu).toBeCloseTo(values.reduce((total, value) => total + value, 0) / values.length, 3);
      expect([least.cpu, most.cpu]).toEqual([Math.min(...values), Math.max(...values)]);
      expect([least.memory, most.memory]).toEqual([Math.min(...values) * 1024, Math.max(...values) * 1024]);
      const bytes = new Uint8Array(64);
      putSlot(MINUTES, bytes, 0, 5, sum.value);
      expect(takeSlot(MINUTES, bytes, 0, 5)?.most).toEqual(most);
    }),
  );
});
