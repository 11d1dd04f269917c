import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathOfBytes } from "@/lib/core/file-path";
import { MOST_LISTED } from "@/lib/core/files";
import { takeApart } from "./exec-stream";
import { parseListing } from "./file-listing";
import { octal } from "./file-scripts";

/** Any bytes that a name may have: all but a slash and NUL. Many that look like lines of a listing. */
const name = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 30 }).map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 47 ? 10 : byte)))),
  fc.constantFrom("\n", "L .", "81a4 1 1 0 0 .", "-rf", "H", "Kd .\n", "a\nL b", "\u2028", "*").map((text) => Buffer.from(text)),
);
const names = fc.uniqueArray(name, { selector: (bytes) => bytes.toString("latin1"), maxLength: 20 });

describe("a listing", () => {
  test("is read back exactly, whatever the names are", () => {
    fc.assert(
      fc.property(names, fc.nat(), (all, size) => {
        const lines = all.map((bytes) => Buffer.concat([Buffer.from(`81a4 ${size} 1700000000 7 8 ./`), bytes, Buffer.from("/\n")]));
        const { entries, writable, hasTar } = parseListing(Buffer.concat([Buffer.from("Hwt\n"), ...lines]));
        expect(new Set(entries.map((entry) => entry.name))).toEqual(new Set(all.map((bytes) => pathOfBytes(bytes))));
        expect(entries.every((entry) => entry.size === size && entry.mode === 0o644 && entry.uid === 7 && entry.gid === 8 && entry.kind === "file")).toBe(true);
        expect([writable, hasTar]).toEqual([true, true]);
      }),
      { numRuns: 1_000 },
    );
  });

  test("says kinds, links that open, and no more than fits; a last line that was cut off says nothing", () => {
    const said = "H\nL ./way/\na1ff 4 1 0 0 ./way/\na1ff 4 1 0 0 ./lost/\n41ed 9 1 0 0 ./sub/\n11a4 0 1 0 0 ./pipe/\nKf ./plain/\n81a4 1 1 0 0 ./cu";
    const { entries, writable, hasTar } = parseListing(Buffer.from(said));
    expect(entries.map(({ name, kind, opens }) => `${name} ${kind} ${opens}`)).toEqual([
      "sub directory false",
      "way link true",
      "lost link false",
      "pipe other false",
      "plain file false",
    ]);
    expect([writable, hasTar]).toEqual([false, false]);
    const many = Array.from({ length: MOST_LISTED + 1 }, (_, at) => `81a4 1 1 0 0 ./f${at}/\n`).join("");
    const long = parseListing(Buffer.from(`H\n${many}`));
    expect([long.entries.length, long.truncated]).toEqual([MOST_LISTED, true]);
  });

  test("of nonsense is empty and harmless", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseListing(Buffer.from(bytes))));
    expect(parseListing(Buffer.from("")).entries).toEqual([]);
  });
});

test("a path in octal is plain letters, and printf makes the same bytes of it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const written = octal(pathOfBytes(bytes));
      expect(written).toMatch(/^(?:[A-Za-z0-9./_-]|\\0[0-7]{3})*$/);
      const undone = written.replace(/\\0([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
      expect(Buffer.from(undone, "latin1")).toEqual(Buffer.from(bytes));
    }),
  );
});

test("frames are taken apart however they are cut", async () => {
  const frame = fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 50 }));
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 8 }), fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }), async (frames, cuts) => {
      const all = Buffer.concat(
        frames.map(([isError, bytes]) => {
          const head = Buffer.alloc(8);
          head[0] = isError ? 2 : 1;
          head.writeUInt32BE(bytes.length, 4);
          return Buffer.concat([head, bytes]);
        }),
      );
      async function* pieces() {
        for (let at = 0, turn = 0; at < all.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1;
          yield all.subarray(at, at + length);
          at += length;
        }
      }
      const heard = { true: Buffer.alloc(0), false: Buffer.alloc(0) };
      for await (const { bytes, isError } of takeApart(pieces())) heard[`${isError}`] = Buffer.concat([heard[`${isError}`], bytes]);
      for (const isError of [true, false])
        expect(heard[`${isError}`]).toEqual(Buffer.concat(frames.filter(([error]) => error === isError).map(([, bytes]) => Buffer.from(bytes))));
    }),
  );
});
