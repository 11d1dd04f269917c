import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CheckedFile } from "@/lib/compose/check-file";
import { main } from "../../scripts/compose-check/main";
import { ATTACK_FILES, GOOD_FILES, WORLD } from "./attack-files";

const program = resolve("scripts/compose-check.mjs");
const { NODE_OPTIONS: _options, INIT_CWD: _cwd, ...env } = process.env;
let folder: string;

/** The command itself, as a git hook runs it. */
function run(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: folder, env: { ...env, INIT_CWD: folder }, encoding: "utf8" });
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { status, stderr, answers: lines.map((line) => JSON.parse(line) as CheckedFile) };
}
const write = (name: string, text: string | Buffer) => {
  writeFileSync(join(folder, name), text);
  return name;
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "spindle-check-"));
  write("world.json", JSON.stringify(WORLD));
  // The bundle is made at the first call after a change; the figures below are those of every call after it.
  run(write("first.yml", "services: {}\n"));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("compose:check", () => {
  const attacks = Object.entries(ATTACK_FILES).flatMap(([row, texts]) =>
    texts.map((text, index) => ({ row, text, name: `${row.split(" ")[0]}-${index}.yml` })),
  );
  let all: ReturnType<typeof run>;
  beforeAll(() => {
    all = run("--context", "world.json", ...attacks.map(({ name, text }) => write(name, text)));
  });

  test("every attack file has its line, and the end is 1", () => {
    expect(all.answers.map(({ file }) => file)).toEqual(attacks.map(({ name }) => name));
    expect([all.status, all.stderr]).toEqual([1, ""]);
  });

  test.each(Object.keys(ATTACK_FILES))("%s: none is accepted", (wanted) => {
    for (const { name, text } of attacks.filter(({ row }) => row === wanted)) {
      const answer = all.answers.find(({ file }) => file === name);
      expect(answer, text).toMatchObject({ accepted: false });
      const errors = answer?.issues.filter(({ severity }) => severity === "error") ?? [];
      expect(errors.length).toBeGreaterThan(0);
      for (const { path, line, column, message } of errors) {
        expect(path).toMatch(/^(\(document\)|[a-z].*)$/i);
        expect(line >= 1 && column >= 1 && message.length > 15).toBe(true);
      }
    }
  });

  test("good files: none is refused", () => {
    const files = GOOD_FILES.map((text, index) => write(`good-${index}.yml`, text));
    const { status, answers } = run("--context=world.json", ...files);
    expect(answers.filter(({ accepted }) => !accepted)).toEqual([]);
    expect([status, answers.length]).toEqual([0, files.length]);
  });

  test("one file takes less than a second", () => {
    const times = [1, 2, 3].map(() => {
      const began = performance.now();
      run("--context", "world.json", write("timed.yml", GOOD_FILES.at(-1) ?? ""));
      return performance.now() - began;
    });
    expect(Math.min(...times)).toBeLessThan(1000);
  });

  test("what cannot be read is a refused file with a clear sentence, and the others are judged all the same", () => {
    mkdirSync(join(folder, "folder"));
    const files = [
      "missing.yml",
      "folder",
      write("binary.yml", Buffer.from([0xff, 0xfe, 0x80])),
      write("empty.yml", ""),
      write("fine.yml", GOOD_FILES[0] ?? ""),
    ];
    const { status, stderr, answers } = run(...files);
    expect([status, stderr]).toEqual([1, ""]);
    expect(answers.map(({ accepted }) => accepted)).toEqual([false, false, false, false, true]);
    expect(answers.slice(0, 4).map(({ issues }) => issues[0]?.path)).toEqual(Array(4).fill("(document)"));
    expect(answers[0]?.issues).toEqual([
      { severity: "error", rule: "file.unreadable", path: "(document)", line: 1, column: 1, message: "There is no such file.", fix: null },
    ]);
  });

  test.each<[string, string[]]>([
    ["no file", []],
    ["an unknown option", ["--fast", "fine.yml"]],
    ["a context without a name", ["fine.yml", "--context"]],
    ["a context that is not there", ["--context", "none.json", "fine.yml"]],
    ["a context that is a folder", ["--context", ".", "fine.yml"]],
    ["a context that is not JSON", ["--context", "first.yml", "fine.yml"]],
  ])("%s ends with 2 and one line of words", (_what, words) => {
    const [said, complaints]: string[][] = [[], []];
    const here = words.map((word) => (/\.(json|yml)$|^\.$/.test(word) ? join(folder, word) : word));
    const status = main(
      here,
      (line) => said?.push(line),
      (line) => complaints?.push(line),
    );
    expect([status, said, complaints?.length]).toEqual([2, [], 1]);
    expect(complaints?.[0]).not.toMatch(/\n|\bat .*:\d+:\d+/);
  });
});
