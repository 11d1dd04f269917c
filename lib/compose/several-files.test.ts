// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { canonicalText } from "@/lib/core/spec";
import { parseComposeFiles } from "./parse-compose";
import { parse } from "./service-under-test";

const files = (texts: Record<string, string>, variables: Record<string, string> = {}) =>
  parseComposeFiles(
    Object.entries(texts).map(([name, text]) => ({ name, text })),
    { stackName: "demo", variables, policy: DEFAULT_POLICY },
  );

const BASE = `# the base
x-common: &common {restart: "no"}
services:
  web:
    <<: *common
    image: web:\${TAG}
    environment: {A: 1, B: "0755"}
    ports: [80]
    healthcheck: {test: 'true', interval: 5s}
  db:
    image: db:1
    volumes: [data:/data]
volumes:
  data:
`;
const OVER = `services:
  web:
    environment: [B=2, C=1.10]
    ports: ["60001:81"]
    depends_on: [db]
  cache:
    image: cache:1
networks:
  default: {internal: true}
`;

test.each([["- a\n"], ["text\n"]])("what is no compose file is laid over nothing: %j", (over) => {
  const { spec, issues } = files({ "compose.yaml": "services:\n  web:\n    image: web:1\n", "over.yaml": over });
  expect(spec).toBeNull();
  expect(issues.filter(({ severity }) => severity === "error")).toMatchObject([{ rule: "compose.services", path: "(document)", line: 1, file: "over.yaml" }]);
});

describe("a base file and one over it", () => {
  test("are one stack, merged as Compose does", () => {
    const { spec, issues, text } = files({ "compose.yaml": BASE, "compose.override.yaml": OVER }, { TAG: "7" });
    expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(spec?.services.map(({ name }) => name)).toEqual(["cache", "db", "web"]);
    expect(spec?.services[2]).toMatchObject({
      image: "web:7",
      environment: { A: "1", B: "2", C: "1.10" },
      ports: [
        { target: 80, published: null },
        { target: 81, published: 60001 },
      ],
      restart: { policy: "no" },
      dependsOn: [{ service: "db" }],
    });
    expect(spec?.networks).toEqual([{ name: "default", internal: true }]);
    expect(text).toContain("web:${TAG}");
    expect(canonicalText(parse(text ?? "", { TAG: "7" }).spec)).toBe(canonicalText(spec));
  });

  test("every issue knows its file, line and column, and every fix its place there", () => {
    const over = "services:\n  web:\n    privileged: true\n    ports: ['99:80']\n";
    const { spec, issues } = files({ base: BASE.replace("image: db:1", "image: DB:1"), over });
    expect(spec).toBeNull();
    const found = issues.filter(({ severity }) => severity === "error");
    expect(found.map(({ file, rule, line, column }) => [file, rule, line, column])).toEqual([
      ["base", "variable.unset", 6, 16],
      ["base", "compose.image", 11, 12],
      ["over", "policy.privileged", 3, 5],
      ["over", "policy.ports", 4, 13],
    ]);
    const apply = (text: string, fix: (typeof issues)[number]["fix"]) => (fix ? text.slice(0, fix.from) + fix.insert + text.slice(fix.to) : "");
    expect(apply(over, found[2]?.fix ?? null)).toBe("services:\n  web:\n    ports: ['99:80']\n");
    expect(apply(over, found[3]?.fix ?? null)).toContain('ports: ["80"]');
  });

  test("a line that is spoken of is named with its file", () => {
    const said = files({
      base: "services: {web: {image: 'a:1', mem_limit: 64m}}\n",
      over: "services:\n  web:\n    deploy: {resources: {limits: {memory: 65m}}}\n",
    }).issues;
    expect(said.find(({ severity }) => severity === "error")).toMatchObject({
      file: "over",
      line: 3,
      message: expect.stringContaining("line 1 of base (mem_limit)"),
    });
  });

  test("what extends a service of its file does not get what another file says of that service", () => {
    const { spec } = files({ base: "services: {a: {image: 'a:1', tty: true}, b: {extends: a}}\n", over: "services: {a: {init: true}}\n" });
    expect(spec?.services.map(({ name, tty, init }) => [name, tty, init])).toEqual([
      ["a", true, true],
      ["b", true, null],
    ]);
    const apart = files({ base: "services: {a: {image: 'a:1'}}\n", over: "services: {b: {extends: a}}\n" });
    expect(apart.text, "a text that no longer says what is wrong").toBeNull();
    expect(apart.issues).toContainEqual(expect.objectContaining({ file: "over", rule: "compose.extends" }));
  });

  test("a broken file is named, and both are looked at", () => {
    const { spec, text, issues } = files({ one: "services: [", two: "services:\n\tweb: x\n", three: BASE });
    expect([spec, text]).toEqual([null, null]);
    expect(issues.map(({ file, line }) => [file, line])).toEqual(
      expect.arrayContaining([
        ["one", 1],
        ["two", 2],
      ]),
    );
    expect(issues.every(({ file }) => file !== "three")).toBe(true);
  });

  test("Compose's own tags for taking away are refused with a way out", () => {
    const { issues } = files({ base: BASE, over: "services:\n  web:\n    ports: !reset []\n    environment: !override {A: 2}\n" }, { TAG: "1" });
    expect(issues.filter(({ severity }) => severity === "error").map(({ file, rule, line, message }) => [file, rule, line, message.slice(0, 25)])).toEqual([
      ["over", "yaml.tag", 3, "`!reset` is not read here"],
      ["over", "yaml.tag", 4, "`!override` is not read h"],
    ]);
  });

  test("anchors belong to their file; an empty file changes nothing; three files are laid over each other in order", () => {
    expect(files({ base: BASE, over: "services:\n  web: *common\n" }, { TAG: "1" }).issues).toMatchObject([{ file: "over", rule: "yaml.alias" }]);
    const alone = parse(BASE, { TAG: "1" }).spec;
    expect(files({ base: BASE, over: "" }, { TAG: "1" }).spec).toEqual(alone);
    const third = files({ base: BASE, one: "services: {web: {image: 'one:1'}}", two: "services: {web: {image: 'two:1'}}" }, { TAG: "1" });
    expect(third.spec?.services.find(({ name }) => name === "web")?.image).toBe("two:1");
  });

  test("one file alone reads as ever, but for its name", () => {
    const one = files({ "compose.yaml": BASE });
    expect(one.issues.map(({ file: _file, ...issue }) => issue)).toEqual(parse(BASE).issues);
  });
});
