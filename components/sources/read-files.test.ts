import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { readFiles } from "./read-files";
import { sortFiles } from "./sort-files";

const mergeAction = vi.hoisted(() => vi.fn());
vi.mock("@/lib/actions/stacks", () => ({ mergeAction }));

const COMPOSE = "services:\n  web:\n    image: nginx:1.27\n";
const RANCHER = "version: '2'\nservices:\n  web:\n    scale: 2\n    retain_ip: true\n";
const file = (name: string, content: string | Uint8Array) => new File([content as BlobPart], name);
const reason = async (...files: File[]) => {
  const result = await readFiles("prod", files);
  return result.ok ? "read" : result.reason;
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sources-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A tar as tar itself makes it. */
function tar(files: Record<string, string>, ...options: string[]): Buffer {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return execFileSync("tar", ["-C", folder, ...options, "-cf", "-", "."], { maxBuffer: 8 * 1024 * 1024 });
}

describe("files that were chosen or dropped", () => {
  test("a compose file is the text", async () => {
    expect(await readFiles("prod", [file("anything.yaml", COMPOSE)])).toEqual({ ok: true, source: { text: COMPOSE, name: "", variables: {}, notes: [] } });
  });
  test("a .env beside it fills the variables", async () => {
    const result = await readFiles("prod", [file("docker-compose.yml", COMPOSE), file(".env", "TAG=1.27\n# c\nwhat\n")]);
    expect(result).toMatchObject({
      ok: true,
      source: { variables: { TAG: "1.27" }, notes: ["1\u00a0variable came from `.env`; 1\u00a0line of it not understood."] },
    });
  });
  test("what cannot be read says why, and what to do", async () => {
    expect(await reason(file("a.yml", "x".repeat(300_000)))).toMatch(/larger than 256 KiB/);
    expect(await reason(file("a.zip", "PK"))).toMatch(/only tar/);
    expect(await reason(file("a.yml", "a\0b"))).toMatch(/not a text/);
    expect(await reason(file("a.yml", new Uint8Array([0, 1, 255])))).toMatch(/not a text/);
    expect(await reason(file("a.yml", new Uint8Array([99, 97, 102, 0xe9])))).toMatch(/not in UTF-8/);
    expect(await reason(file("a.yml", " \n"))).toBe("`a.yml` is empty.");
    expect(await reason(file("readme.txt", "hello"))).toMatch(/no compose file among `readme.txt`/);
    expect(await reason(file("rancher-compose.yml", RANCHER))).toMatch(/Drop both together/);
    expect(await reason()).toMatch(/no file/);
  });
  test("a file for Rancher comes along in its own tab", async () => {
    const result = await readFiles("prod", [file("rancher-compose.yml", RANCHER), file("docker-compose.yml", COMPOSE)]);
    expect(result).toMatchObject({ ok: true, source: { text: COMPOSE, rancherText: RANCHER, notes: [] } });
  });
  test("a base and its override are merged by the server, the base first", async () => {
    mergeAction.mockResolvedValueOnce({ ok: true, value: { text: "merged", reason: null } });
    const result = await readFiles("prod", [file("docker-compose.override.yml", "services: {}\n"), file("docker-compose.yml", COMPOSE)]);
    expect(mergeAction.mock.calls[0]?.[0]).toMatchObject({
      environment: "prod",
      files: [{ name: "docker-compose.yml" }, { name: "docker-compose.override.yml" }],
    });
    expect(result).toMatchObject({ ok: true, source: { text: "merged", notes: [expect.stringContaining("were merged into one file")] } });
    mergeAction.mockResolvedValueOnce({ ok: true, value: { text: null, reason: "b.yml, line 2: no" } });
    expect(await reason(file("a.yml", COMPOSE), file("b.yml", "x"))).toBe("b.yml, line 2: no");
  });
  test("are told apart by name and by what is in them, the override last", () => {
    const sorted = sortFiles([
      { name: "docker-compose.override.yml", text: "services:\n  web:\n    scale: 2\n" },
      { name: "how.yml", text: RANCHER },
      { name: "docker-compose.yml", text: COMPOSE },
      { name: "vars.env", text: "A=1" },
    ]);
    expect([sorted.compose.map(({ name }) => name), sorted.rancher?.name, sorted.env?.name]).toEqual([
      ["docker-compose.yml", "docker-compose.override.yml"],
      "how.yml",
      "vars.env",
    ]);
  });
});

describe("a tar", () => {
  const FILES = { "docker-compose.yml": COMPOSE, ".env": "TAG=2\n", "sub/docker-compose.yml": "services: {}\n", "readme.md": "x" };
  test.each([["ustar"], ["gnu"], ["pax"]])("of format %s gives its compose file and variables", async (format) => {
    const result = await readFiles("prod", [file("stack.tar", tar(FILES, `--format=${format}`))]);
    expect(result).toMatchObject({ ok: true, source: { text: COMPOSE, variables: { TAG: "2" } } });
  });
  test("may be compressed, and may hold the files in a folder with a long name", async () => {
    const deep = `${"a".repeat(60)}/${"b".repeat(60)}/compose.yaml`;
    for (const format of ["gnu", "pax", "ustar"]) {
      const result = await readFiles("prod", [file("stack.tar.gz", gzipSync(tar({ [deep]: COMPOSE }, `--format=${format}`)))]);
      expect(result).toMatchObject({ ok: true, source: { text: COMPOSE } });
    }
  });
  test("that is damaged, too large or none is refused", async () => {
    const good = tar(FILES);
    expect(await reason(file("a.tar", "not a tar at all".repeat(100)))).toMatch(/not a tar/);
    expect(await reason(file("a.tar", good.subarray(0, 700)))).toMatch(/damaged/);
    expect(await reason(file("a.tgz", gzipSync(good).subarray(0, 200)))).toMatch(/damaged/);
    expect(await reason(file("a.tar", new Uint8Array(5 * 1024 * 1024)))).toMatch(/4 MiB/);
    expect(await reason(file("a.tar", new Uint8Array(512)))).toMatch(/no compose file/);
  });
  test("that unpacks to very much is stopped", async () => {
    expect(await reason(file("bomb.tar.gz", gzipSync(new Uint8Array(64 * 1024 * 1024))))).toMatch(/more than 32 MiB/);
  });
  test("may hold links and large files beside what is read, and no link in its place", async () => {
    tar({ "docker-compose.yml": COMPOSE, "picture.png": "x".repeat(2 * 1024 * 1024) });
    execFileSync("ln", ["-s", "/etc/passwd", join(folder, "passwords")]);
    expect(await readFiles("prod", [file("a.tar", tar({}))])).toMatchObject({ ok: true, source: { text: COMPOSE } });
    execFileSync("ln", ["-s", "/etc/passwd", join(folder, "compose.yaml")]);
    expect(await reason(file("a.tar", tar({})))).toBe("compose.yaml in the archive is not a plain file.");
  });
});
