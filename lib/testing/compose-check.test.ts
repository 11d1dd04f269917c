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
});
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
    // Of the processor, which it tells itself as it ends: other work on the machine is not ours to measure.
    const meter = `data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write(String((user+system)/1000))})`;
    const words = ["--import", meter, program, "--context", "world.json", write("timed.yml", GOOD_FILES.at(-1) ?? "")];
    const times = [1, 2, 3].map(() => Number(spawnSync(process.execPath, words, { cwd: folder, env: { ...env, INIT_CWD: folder }, encoding: "utf8" }).stderr));
    expect(times.every((ms) => ms > 10)).toBe(true);
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

  test("a device without an end and a pipe are read as far as is needed", () => {
    const { status, answers } = run("/dev/zero", "/dev/null");
    expect([status, answers.map(({ issues }) => issues[0]?.rule)]).toEqual([1, ["file.unreadable", "compose.services"]]);
    const piped = spawnSync(process.execPath, [program, "-"], { cwd: folder, env: { ...env, INIT_CWD: folder }, encoding: "utf8", input: GOOD_FILES[0] });
    expect([piped.status, JSON.parse(piped.stdout)]).toMatchObject([0, { file: "-", accepted: true }]);
  });

  test("keys of a context that nothing reads are named on the error output, and what is judged is judged", () => {
    write("odd.json", JSON.stringify({ ...WORLD, quotas: {}, quota: { memory: "1g" } }));
    const { status, stderr, answers } = run("--context", "odd.json", write("odd.yml", GOOD_FILES[0] ?? ""));
    expect([status, answers.length, stderr.trim()]).toEqual([0, 1, "odd.json: quotas, quota.memory are not read. Is it a slip of the pen?"]);
  });

  describe("files that belong together", () => {
    const DOCKER = "web:\n  image: nginx:1.27\n";
    const errorsIn = ({ issues }: CheckedFile) => issues.filter(({ severity }) => severity === "error");

    test("a rancher-compose.yml is read beside its file, and what is wrong in it stands in the same line with its name", () => {
      const [docker, good, bad] = [write("d.yml", DOCKER), write("rancher-compose.yml", "web: {scale: 2}\n"), write("rancher-compose-2.yml", "web: {\n")];
      const { status, answers } = run("--context", "world.json", docker, "--with", good, docker, `--with=${bad}`, docker);
      expect([status, answers.map(({ file, accepted }) => [file, accepted])]).toEqual([
        1,
        [
          ["d.yml", true],
          ["d.yml", false],
          ["d.yml", true],
        ],
      ]);
      expect(answers[0]?.issues).toContainEqual(
        expect.objectContaining({ rule: "rancher.scale", file: good, line: 1, path: expect.stringContaining("scale") }),
      );
      expect(errorsIn(answers[1] as CheckedFile)[0]).toMatchObject({ rule: "yaml.syntax", file: bad });
      expect(answers[2]?.issues.some(({ file }) => file !== undefined)).toBe(false);
    });

    test("a pair named file by file is one stack, and each has its own line", () => {
      mkdirSync(join(folder, "pair"));
      const [docker, rancher] = [write("pair/docker-compose.yml", DOCKER), write("pair/rancher-compose.yml", "web:\n  scale: 2\n  privileged: true\n")];
      const lines = (...words: string[]) => {
        const { answers } = run("--context", "world.json", ...words);
        return answers.map((one) => [one.file, one.accepted, errorsIn(one).map(({ rule, line, file }) => [rule, line, file])]);
      };
      const [seen, own] = [
        [docker, false, [["policy.privileged", 3, rancher]]],
        [rancher, false, [["policy.privileged", 3, undefined]]],
      ];
      expect(lines(docker, rancher)).toEqual([seen, own]);
      expect(lines(rancher)).toEqual([own]);
      write("pair/rancher-compose.yml", "web:\n  scale: 2\n");
      expect(lines(rancher, docker).map(([, accepted]) => accepted)).toEqual([true, true]);
    });

    test("nothing gets past by standing in the second file", () => {
      const second = write("more.yml", "services:\n  web:\n    privileged: true\n");
      const rancher = write("rancher-compose.yml", "web:\n  privileged: true\n");
      const base = write("compose.yaml", "services:\n  web:\n    image: nginx:1.27\n");
      const { status, answers } = run("--context", "world.json", base, "--with", second, write("d.yml", DOCKER), "--with", rancher, base);
      expect(status).toBe(1);
      expect(answers.map(({ accepted }) => accepted)).toEqual([false, false, true]);
      expect(errorsIn(answers[0] as CheckedFile)).toMatchObject([{ rule: "policy.privileged", line: 3, file: "more.yml" }]);
      expect(errorsIn(answers[1] as CheckedFile)).toMatchObject([{ rule: "policy.privileged", line: 2, file: "rancher-compose.yml" }]);
    });

    test("a base that is whole only with what is laid over it is accepted with it, and a file that is missing refuses both", () => {
      const [base, over] = [write("base.yml", "services:\n  web: {environment: {A: b}}\n"), write("over.yml", "services:\n  web: {image: 'nginx:1.27'}\n")];
      const { answers } = run(base, "--with", over, base, "--with", "gone.yml");
      expect(answers.map(({ accepted }) => accepted)).toEqual([true, false]);
      expect(answers[1]?.issues).toMatchObject([{ rule: "file.unreadable", message: "gone.yml: There is no such file." }]);
    });
  });

  test.each<[string, string[]]>([
    ["no file", []],
    ["a companion of nothing", ["--with", "fine.yml"]],
    ["a companion without a name", ["fine.yml", "--with"]],
    ["companions of both kinds", ["fine.yml", "--with", "rancher-compose.yml", "--with", "more.yml"]],
    ["an unknown option", ["--fast", "fine.yml"]],
    ["a context without a name", ["fine.yml", "--context"]],
    ["two contexts", ["--context", "world.json", "--context", "world.json", "fine.yml"]],
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
