import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  browserProblems,
  cycles,
  importProblems,
  lengthProblems,
  nameProblems,
  plainNodeProblems,
  roomOf,
  textProblems,
  undeclaredPackages,
} from "./testing/architecture/checks";
import { ROOMS } from "./testing/architecture/rooms";
import { readSources, toSources } from "./testing/architecture/sources";

const sources = readSources(process.cwd());
const longest = 400;

describe("the house", () => {
  test("was read", () => {
    expect(sources.map(({ path }) => path)).toContain("lib/core/spec.ts");
  });

  test("imports only what the table of rooms allows", () => {
    expect(importProblems(sources)).toEqual([]);
  });

  test("imports only packages that package.json lists", () => {
    expect(undeclaredPackages(sources, Object.keys(JSON.parse(readFileSync("package.json", "utf8")).dependencies))).toEqual([]);
  });

  test("every file of lib stands in a room", () => {
    const homeless = sources.filter(({ path, isTest }) => path.startsWith("lib/") && !isTest && roomOf(path) === null);
    expect(homeless.map(({ path }) => `${path}: make it part of ${ROOMS.map(({ name }) => name).join(", ")}`)).toEqual([]);
  });

  test("has no rings of imports", () => {
    expect(cycles(sources)).toEqual([]);
  });

  test("server.ts loads nothing that needs Next's bundler", () => {
    expect(plainNodeProblems(sources)).toEqual([]);
  });

  test("no server code reaches the browser", () => {
    expect(browserProblems(sources)).toEqual([]);
  });

  test("holds no text that has no place there", () => {
    expect(textProblems(sources)).toEqual([]);
  });

  test("names are kebab-case and say something", () => {
    expect(nameProblems(sources)).toEqual([]);
  });

  test(`no file is over ${longest} lines`, () => {
    expect(lengthProblems(sources, longest)).toEqual([]);
  });
});

describe("the checks find", () => {
  test.each([
    [
      "a room that is not listed",
      { "lib/engine/a.ts": 'import { b } from "@/lib/registry/b";', "lib/registry/b.ts": "" },
      "belongs in lib/registry or lib/runtime-start.ts",
    ],
    ["the driver behind the port", { "lib/ops/a.ts": 'import { b } from "../engine/docker";', "lib/engine/docker.ts": "" }, "room lib/engine"],
    ["a package in a foreign room", { "lib/ops/a.ts": 'import Docker from "dockerode";' }, "belongs in lib/engine"],
    ["a package over several lines", { "lib/core/a.ts": 'import {\n  parse,\n  type Node,\n} from "yaml";' }, "belongs in lib/compose"],
    ["a package nobody listed", { "app/page.tsx": 'import _ from "lodash";' }, "no room yet"],
    ["a program that is run", { "lib/engine/a.ts": 'const x = await import("node:child_process");' }, "nothing in the product may"],
    ["a test's tools in the product", { "lib/ops/a.ts": 'export * from "@/lib/testing/setup";', "lib/testing/setup.ts": "" }, "room lib/testing"],
  ])("%s", (_case, files, words) => {
    expect(importProblems(toSources(files))).toEqual([expect.stringContaining(words)]);
  });

  test("no fault in a test, nor in what the table lists", () => {
    const files = {
      "lib/ops/a.test.ts": 'import Docker from "dockerode";',
      "lib/ops/b.ts": 'import type { Engine } from "@/lib/engine/port";',
      "lib/engine/port.ts": "",
    };
    expect(importProblems(toSources(files))).toEqual([]);
  });

  test("a package that is there by chance", () => {
    const files = { "lib/engine/a.ts": 'import a from "@scope/a/deep";\nimport b from "b/deep";\nimport "node:fs";', "lib/engine/a.test.ts": 'import "c";' };
    expect(undeclaredPackages(toSources(files), ["b"])).toEqual([expect.stringContaining("imports @scope/a,")]);
  });

  test("a ring", () => {
    const files = { "lib/core/a.ts": 'import "./b";', "lib/core/b.ts": 'export { c } from "./c";', "lib/core/c.ts": 'import { a } from "./a";' };
    expect(cycles(toSources(files))).toEqual(["lib/core/a.ts -> lib/core/b.ts -> lib/core/c.ts -> lib/core/a.ts"]);
  });

  test("no ring that is closed by a type", () => {
    expect(cycles(toSources({ "lib/core/a.ts": 'import "./b";', "lib/core/b.ts": 'import type { A } from "./a";' }))).toEqual([]);
  });

  test("what works only inside Next, however far from server.ts", () => {
    const files = {
      "server.ts": 'import "@/lib/runtime";',
      "lib/runtime.ts": 'import "./auth/session";',
      "lib/auth/session.ts": 'import { cookies } from "next/headers";',
    };
    expect(plainNodeProblems(toSources(files))).toEqual([expect.stringContaining("lib/auth/session.ts imports next/headers")]);
  });

  test("server code in a browser's download, but not behind a server action", () => {
    const files = {
      "components/a.tsx": '"use client";\nimport "@/lib/client/b";\nimport { go } from "@/lib/actions/go";',
      "lib/client/b.ts": 'import "@/lib/ops/c";',
      "lib/actions/go.ts": '"use server";\nimport "@/lib/ops/c";',
      "lib/ops/c.ts": "",
    };
    expect(browserProblems(toSources(files))).toEqual(["components/a.tsx -> lib/client/b.ts -> lib/ops/c.ts: lib/ops would reach the browser"]);
  });

  test.each([
    ["lib/core/a.ts", "const now = Date.now();"],
    ["lib/engine/a.ts", "const host = process.env.DOCKER_HOST;"],
    ["bench/a.ts", "const x = y as any;"],
    ["e2e/a.spec.ts", 'test.only("x", run);'],
    ["lib/ops/a.ts", "class StackManager {}"],
  ])("in %s: %s", (path, text) => {
    expect(textProblems(toSources({ [path]: text }))).toHaveLength(1);
  });

  test.each([
    ["lib/core/a.ts", "// Date.now() is not for this room"],
    ["lib/env.ts", "const host = process.env.DOCKER_HOST;"],
    ["lib/ops/a.ts", 'const sentence = "in any room";'],
  ])("nothing in %s: %s", (path, text) => {
    expect(textProblems(toSources({ [path]: text }))).toEqual([]);
  });

  test.each(["lib/core/stackSpec.ts", "lib/ops/deploy-utils.ts", "components/helpers/a.tsx", "lib/ops/index.ts"])("the name %s", (path) => {
    expect(nameProblems(toSources({ [path]: "" }))).toHaveLength(1);
  });

  test.each(["app/(dashboard)/stacks/[stack]/page.tsx", "app/api/auth/[...nextauth]/route.ts", "lib/core/plan.test.ts", "vitest.config.ts"])(
    "no fault in the name %s",
    (path) => {
      expect(nameProblems(toSources({ [path]: "" }))).toEqual([]);
    },
  );

  test("a file over the cap", () => {
    expect(lengthProblems(toSources({ "lib/core/a.ts": "x\n".repeat(11) }), 10)).toHaveLength(1);
  });
});
