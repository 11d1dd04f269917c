import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readTar } from "./read-tar";
import { tarEnd, tarOf } from "./write-export";

type Files = Map<string, Uint8Array>;
const back = async (bytes: Uint8Array, wanted?: (path: string) => boolean): Promise<Files> =>
  new Map((await readTar(new Uint8Array(bytes), undefined, wanted)).map((file) => [file.path, file.bytes]));
const sorted = (files: Files) => [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString("hex")]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));

const part = (most: number) =>
  fc.oneof(fc.stringMatching(new RegExp(`^[a-z][\\w. -]{0,${most}}[a-z]$`)), fc.constantFrom("compose.yml", "größe-日本.yml", "=", "a=b\u00a0c", "path=x"));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 1_100 }),
  fc.string({ unit: "grapheme", maxLength: 300 }).map((text) => new TextEncoder().encode(text)),
);

/** Files in folders of their own, so that no name is both. */
const tree = (most: number): fc.Arbitrary<Files> =>
  fc
    .array(fc.tuple(fc.array(part(most), { maxLength: 3 }), part(most), content), { minLength: 1, maxLength: 6 })
    .map((all) => new Map(all.map(([folders, name, bytes], index) => [[`d${index}`, ...folders, name].join("/"), bytes])));

/** As tar itself packs a folder. */
function packed(files: Files, ...options: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "spindle-tar-"));
  try {
    for (const [name, bytes] of files) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return execFileSync("tar", ["-C", folder, ...options, "-cf", "-", "."]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each(["gnu", "oldgnu", "pax", "posix"])("whatever tar packs in the format %s is read as it was, long names too", async (format) => {
  await fc.assert(
    fc.asyncProperty(tree(90), fc.boolean(), async (files, zipped) => {
      const tar = packed(files, `--format=${format}`);
      expect(sorted(await back(zipped ? gzipSync(tar) : tar))).toEqual(sorted(files));
    }),
    { numRuns: 12 },
  );
});

test.each(["ustar", "v7"])("and in the older format %s, whose names are short", async (format) => {
  await fc.assert(
    fc.asyncProperty(tree(15), async (files) => {
      expect(sorted(await back(packed(files, `--format=${format}`)))).toEqual(sorted(files));
    }),
    { numRuns: 12 },
  );
});

test("a path of 150 letters fits ustar in two pieces", async () => {
  const path = `${"a".repeat(70)}/${"b".repeat(70)}/compose.yml`;
  const files = new Map([[path, new TextEncoder().encode("services: {}\n")]]);
  expect(sorted(await back(packed(files, "--format=ustar")))).toEqual(sorted(files));
});

test("what nanotar packs is read as it was, and a filter takes no more and no less than it says", async () => {
  await fc.assert(
    fc.asyncProperty(tree(10), fc.nat(5), async (files, odd) => {
      // To nanotar an empty file is a folder.
      const some: Files = new Map([...files].filter(([path, bytes]) => bytes.length > 0 && new TextEncoder().encode(path).length < 100));
      const entries = [...some].map(([path, bytes]) => ({ path, bytes }));
      const tar = Buffer.concat([tarOf(entries, 0), tarEnd()]);
      const wanted = (path: string) => path.length % 6 !== odd;
      expect(sorted(await back(tar))).toEqual(sorted(some));
      expect(sorted(await back(tar, wanted))).toEqual(sorted(new Map([...some].filter(([path]) => wanted(path)))));
    }),
    { numRuns: 60 },
  );
});

test("links and sparse files of tar are no plain files", async () => {
  const folder = mkdtempSync(join(tmpdir(), "spindle-tar-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const tar = (...options: string[]) => execFileSync("tar", ["-C", folder, ...options, "-cf", "-", "."]);
  execFileSync("ln", ["-s", "/etc/passwd", join(folder, "compose.yml")]);
  for (const format of ["gnu", "pax", "ustar"])
    await expect(back(tar(`--format=${format}`))).rejects.toThrow("compose.yml in the archive is not a plain file.");
  rmSync(join(folder, "compose.yml"));
  execFileSync("truncate", ["-s", "900K", join(folder, "compose.yml")]);
  for (const format of ["gnu", "pax"]) await expect(back(tar("--sparse", `--format=${format}`))).rejects.toThrow(/not a plain file/);
});

test("an extended header is read by its own count, and one that lies is refused", async () => {
  const entries = (records: string) => {
    const header = Buffer.from(tarOf([{ path: "x", bytes: Buffer.from(records) }], 0));
    header.write("x", 156);
    header.write("        ", 148);
    header.write(
      `${header
        .subarray(0, 512)
        .reduce((total, byte) => total + byte, 0)
        .toString(8)
        .padStart(6, "0")}\0 `,
      148,
    );
    return Buffer.concat([header, tarOf([{ path: "short", bytes: Buffer.from("text") }], 0), tarEnd()]);
  };
  expect([...(await back(entries("15 path=a/long\n"))).keys()]).toEqual(["a/long"]);
  expect([...(await back(entries("12 comment=\n15 path=a/long\n"))).keys()]).toEqual(["a/long"]);
  for (const lie of ["99 path=a\n", "3 path=a\n", "x path=a\n", "11 path=a\n", "10 size=999\n", "13 path=../x\n", "12 path=a\nb\n"])
    await expect(back(entries(lie)), lie).rejects.toThrow();
});
