import { readdirSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { createSealing, newKey } from "@/lib/auth/keyring";
import { readCast } from "@/lib/core/recording";
import { testRecordings } from "@/lib/testing/recordings";
import { testSealing } from "@/lib/testing/sealing";
import { MOST_WAITING } from "./recorder";
import { createRecordings } from "./recordings";
import { resealRecordings } from "./reseal";

const ABOUT = { cols: 80, rows: 24, title: "web-1 of shop", at: 1_700_000_000_000 };

function room(over: Partial<Parameters<typeof testRecordings>[0]> = {}) {
  let clock = 1_000;
  const errors: unknown[] = [];
  const made = testRecordings({ sealing: testSealing(), now: () => clock, log: (error) => errors.push(error), ...over });
  return { ...made, errors, at: (time: number) => (clock = time) };
}

async function textOf(recordings: ReturnType<typeof room>, id: string): Promise<string> {
  let text = "";
  for await (const piece of (await recordings.read(id)) ?? []) text += piece;
  return text;
}

test("what was shown comes back byte for byte with its times, and nothing of it is readable on the disk", async () => {
  const recordings = room();
  const recorder = recordings.begin("abc", ABOUT);
  const euro = Buffer.from("price: 5 €\r\n");
  recorder.output(euro.subarray(0, 10));
  recordings.at(1_500);
  recorder.output(euro.subarray(10));
  recordings.at(2_250);
  recorder.resize(132, 43);
  await recorder.end();
  const cast = readCast(await textOf(recordings, "abc"));
  expect(cast).toMatchObject({ cols: 80, rows: 24, title: "web-1 of shop", at: ABOUT.at, seconds: 1.25 });
  expect(cast.events).toEqual([
    [0, "o", "price: 5 "],
    [0.5, "o", "€\r\n"],
    [1.25, "r", "132x43"],
  ]);
  const [file = ""] = readdirSync(recordings.folder);
  expect(readFileSync(join(recordings.folder, file), "latin1")).not.toContain("price");
  expect(statSync(join(recordings.folder, file)).mode & 0o777).toBe(0o600);
  expect(recordings.errors).toEqual([]);
});

test("any bytes in any pieces", async () => {
  const recordings = room();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 })), async (pieces) => {
      count += 1;
      const recorder = recordings.begin(`r${count}`, ABOUT);
      for (const piece of pieces) recorder.output(piece);
      await recorder.end();
      const { events } = readCast(await textOf(recordings, `r${count}`));
      expect(events.map(([, , data]) => data).join("")).toBe(new TextDecoder("utf-8", { ignoreBOM: false }).decode(Buffer.concat(pieces)));
    }),
    { numRuns: 60 },
  );
});

test("a disk slower than the shell costs lines of the recording, never memory", async () => {
  const recordings = room();
  const recorder = recordings.begin("flood", ABOUT);
  const piece = Buffer.alloc(64 * 1024, "x");
  for (let at = 0; at < 400; at += 1) recorder.output(piece);
  await recorder.end();
  const { events } = readCast(await textOf(recordings, "flood"));
  const shown = events.filter(([, kind]) => kind === "o").reduce((sum, [, , data]) => sum + data.length, 0);
  const said = events.find(([, kind]) => kind === "m")?.[2] ?? "";
  expect(shown).toBeLessThan(MOST_WAITING + 2 * piece.length);
  expect(Number(/^\d+/.exec(said)?.[0]) + shown).toBe(400 * piece.length);
});

test("a recording that cannot be written costs one line in the log and nothing else", async () => {
  const recordings = room();
  await recordings.begin("twice", ABOUT).end();
  const second = recordings.begin("twice", ABOUT);
  second.output(Buffer.from("hello"));
  await second.end();
  expect(recordings.errors).toHaveLength(1);
});

test("a piece of another recording does not open", async () => {
  const sealing = testSealing();
  const recordings = room({ sealing });
  for (const id of ["one", "two"]) {
    const recorder = recordings.begin(id, ABOUT);
    recorder.output(Buffer.from(id));
    await recorder.end();
  }
  const place = (id: string) => join(recordings.folder, `${id}.cast.sealed`);
  const { copyFileSync } = await import("node:fs");
  copyFileSync(place("one"), place("two"));
  await expect(textOf(recordings, "two")).rejects.toThrow();
});

test("a new key opens them once they are sealed anew, and the old one is needed no more", async () => {
  const [old, young] = [newKey(), newKey()];
  const { folder, begin } = room({ sealing: createSealing([old]) });
  const recorder = begin("abc", ABOUT);
  for (let at = 0; at < 5; at += 1) recorder.output(Buffer.alloc(50_000, `${at}`));
  await recorder.end();
  expect(await resealRecordings(folder, createSealing([young, old]))).toBe(1);
  expect(await resealRecordings(folder, createSealing([young, old]))).toBe(0);
  let text = "";
  const later = createRecordings({ folder, sealing: createSealing([young]), now: () => 0, log: () => undefined, keepDays: 9 });
  for await (const piece of (await later.read("abc")) ?? []) text += piece;
  expect(readCast(text).events.reduce((sum, [, , data]) => sum + data.length, 0)).toBe(250_000);
});

test("old ones go by age and by size, the newest stay", async () => {
  const day = 24 * 3_600_000;
  const recordings = room({ keepDays: 2, mostBytes: 500 });
  recordings.at(10 * day);
  for (const [id, days] of [
    ["old", 1],
    ["big", 9],
    ["new", 9.5],
  ] as const) {
    await recordings.begin(id, ABOUT).end();
    utimesSync(join(recordings.folder, `${id}.cast.sealed`), new Date(days * day), new Date(days * day));
  }
  await recordings.sweep();
  await vi.waitFor(async () => expect(await Promise.all(["old", "big", "new"].map((id) => recordings.has(id)))).toEqual([false, true, true]));
  await expect(recordings.has("../../etc/passwd")).rejects.toThrow("no such name");
});
