// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";

const parse = (text: string, variables: Record<string, string> = {}) => parseCompose(text, { stackName: "demo", variables, policy: DEFAULT_POLICY });
const first = (text: string) => parse(text).issues.find((issue) => issue.severity === "error");
const SERVICE = "services:\n  web:\n    image: a:1\n";

describe("what is not read at all", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`).join("\n")}\n`;
  const mergeBomb = `x0: &m0 {a: 1}\n${Array.from({ length: 60 }, (_, i) => `x${i + 1}: &m${i + 1} {<<: [${Array(40).fill(`*m${i}`).join(",")}], k${i}: 1}`).join("\n")}\n`;
  test.each<[string, string, string, number, number]>([
    ["a syntax error", "services:\n  web:\n   image: a:1\n  x: [1,\n", "yaml.syntax", 5, 1],
    ["an open quote", 'services:\n  web:\n    image: "a\n', "yaml.syntax", 4, 1],
    ["a tab", "services:\n\tweb:\n", "yaml.syntax", 2, 1],
    ["two colons", "a: b: c\n", "yaml.syntax", 1, 4],
    ["a second document", `${SERVICE}---\nservices: {}\n`, "yaml.documents", 4, 1],
    ["a directive", `%YAML 1.1\n---\n${SERVICE}`, "yaml.directive", 1, 1],
    ["a directive below a comment", `# x\n\n%TAG ! !x\n---\n${SERVICE}`, "yaml.directive", 3, 1],
    ["a reset tag", `${SERVICE}    ports: !reset []\n`, "yaml.tag", 4, 12],
    ["a function tag", "a: !!js/function 'x'\n", "yaml.tag", 1, 4],
    ["a binary tag", `${SERVICE}    user: !!binary MDow\n`, "yaml.tag", 4, 11],
    ["a bare tag", `${SERVICE}    user: ! 0\n`, "yaml.tag", 4, 13],
    ["a duplicate key", `${SERVICE}    user: a\n    image: b:1\n`, "yaml.duplicate-key", 5, 5],
    ["a duplicate service", `${SERVICE}  web:\n    image: b:1\n`, "yaml.duplicate-key", 4, 3],
    ["a number as key", `${SERVICE}    environment:\n      1: a\n`, "yaml.key", 5, 7],
    ["a list as key", `${SERVICE}    ? [a]\n    : b\n`, "yaml.key", 4, 7],
    ["no key", `${SERVICE}    : b\n`, "yaml.key", 4, 1],
    ["__proto__", `${SERVICE}    __proto__: {privileged: true}\n`, "yaml.key", 4, 5],
    ["constructor as a service", "services:\n  constructor:\n    image: a:1\n", "yaml.key", 2, 3],
    ["an unknown alias", `${SERVICE}    user: *nope\n`, "yaml.alias", 4, 11],
    ["a cycle", `${SERVICE}    labels: &l\n      a: *l\n`, "yaml.cycle", 5, 10],
    ["a cycle through a merge", "services: &s\n  web:\n    <<: *s\n", "yaml.cycle", 3, 9],
    ["a merge of text", `${SERVICE}    <<: text\n`, "yaml.merge", 4, 5],
    ["too deep", `a: ${"[".repeat(60)}${"]".repeat(60)}\n`, "yaml.depth", 1, 54],
    ["a list, not a map", "- a\n- b\n", "compose.services", 1, 1],
    ["text", "hello\n", "compose.services", 1, 1],
    ["nothing", "", "compose.services", 1, 1],
    ["only a comment", "# x\n", "compose.services", 1, 1],
    ["no services", "volumes: {}\n", "compose.services", 1, 1],
    ["empty services", "services:\n", "compose.services", 1, 1],
    ["an empty service", "services:\n  web:\n", "compose.services", 2, 3],
    ["no image", "services:\n  web:\n    user: a\n", "compose.image", 2, 3],
    ["a service that is a list", "services:\n  web: [a]\n", "compose.services", 2, 3],
    ["too many parts", `services: [${"a,".repeat(30_000)}]\n`, "yaml.nodes", 1, 50_009],
    ["too many lines", "\n".repeat(12_000), "yaml.nodes", 1, 1],
    ["too many aliases", `x: &x 1\ny: [${"*x,".repeat(300)}]\n`, "yaml.aliases", 2, 605],
  ])("%s", (_name, text, rule, line, column) => {
    const issue = first(text);
    expect(`${issue?.rule} ${issue?.line}:${issue?.column}`).toBe(`${rule} ${line}:${column}`);
    expect(parse(text).spec).toBeNull();
  });

  test.each([
    ["an alias bomb", bomb],
    ["a merge bomb", mergeBomb],
    ["250 KiB of brackets", "[".repeat(250_000)],
    ["open maps", "{a: ".repeat(60_000)],
    ["dashes", "- ".repeat(130_000)],
    ["question marks", "? ".repeat(130_000)],
    ["closing brackets", "]".repeat(200_000)],
    ["quotes", '"'.repeat(250_000)],
    ["anchors", "&a ".repeat(80_000)],
    ["tags", "!a ".repeat(80_000)],
    ["keys", Array.from({ length: 30_000 }, (_, i) => `a${i}:`).join("\n")],
    ["one key many times", "services:\n".repeat(20_000)],
    ["deep indentation", Array.from({ length: 600 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["empty documents", "---\n".repeat(60_000)],
    ["line breaks", "\n".repeat(250_000)],
    ["one unknown key after another", `services:\n  web:\n    image: a:1\n${Array.from({ length: 9000 }, (_, i) => `    k${i}: 1`).join("\n")}`],
    ["dollar signs", `services:\n  web:\n    image: a:1\n    command: "${"${A:-".repeat(20_000)}"\n`],
    ["an image name made to backtrack", `services:\n  web:\n    image: "${"a-".repeat(190)}!"\n`],
  ])("%s is refused within a second", (_name, text) => {
    // Processor time, as other work on the machine is not to be measured.
    const start = process.cpuUsage();
    const result = parse(text);
    const spent = process.cpuUsage(start);
    expect((spent.user + spent.system) / 1000).toBeLessThan(1500);
    expect(result.spec).toBeNull();
    expect(result.issues.length).toBeGreaterThan(0);
    expect(result.issues.length).toBeLessThanOrEqual(201);
  });

  test("size is counted in bytes", () => {
    const fits = `${SERVICE}#${"é".repeat((256 * 1024 - SERVICE.length - 2) / 2)}`;
    expect(parse(fits).spec).not.toBeNull();
    expect(first(`${fits}éé`)).toMatchObject({ rule: "yaml.size", line: 1, column: 1 });
  });

  test("variables cannot blow a small file up", () => {
    const text = `${SERVICE}    environment:\n${Array.from({ length: 100 }, (_, i) => `      V${i}: $BIG`).join("\n")}\n`;
    expect(parse(text, { BIG: "x".repeat(100_000) }).issues).toMatchObject(expect.arrayContaining([expect.objectContaining({ rule: "variable.size" })]));
  });
});

describe("what is read", () => {
  test("anchors and merges, with the explicit key winning", () => {
    const text =
      "x-base: &base\n  image: a:1\n  user: '1'\nx-more: &more {user: '2', hostname: h}\nservices:\n  web:\n    <<: [*base, *more]\n    image: b:2\n  app: *base\n";
    const { spec, issues } = parse(text);
    expect(issues.filter((issue) => issue.severity === "error")).toEqual([]);
    expect(spec?.services.map(({ name, image, user, hostname }) => ({ name, image, user, hostname }))).toEqual([
      { name: "app", image: "a:1", user: "1", hostname: null },
      { name: "web", image: "b:2", user: "1", hostname: "h" },
    ]);
  });

  test("what comes in through a merge is refused where it stands, once", () => {
    const text = "x-base: &base\n  image: a:1\n  privileged: true\nservices:\n  web:\n    <<: *base\n  app:\n    <<: *base\n";
    const errors = parse(text).issues.filter((issue) => issue.severity === "error");
    expect(errors).toMatchObject([{ rule: "policy.privileged", line: 3, column: 3, path: "services.web.privileged" }]);
  });

  test("an anchor set again means the later value below", () => {
    const text = "x-a: &v one\nx-b: &v two\nservices:\n  web:\n    image: a:1\n    hostname: *v\n";
    expect(parse(text).spec?.services[0]?.hostname).toBe("two");
  });

  test("Windows line ends and a byte order mark keep their positions", () => {
    const text = `\uFEFF${SERVICE.replaceAll("\n", "\r\n")}    pid: host\r\n`;
    expect(first(text)).toMatchObject({ rule: "policy.pid", line: 4, column: 5, endColumn: 8 });
    expect(parse(text).lines).toBe(4);
  });

  test("YAML 1.2: yes and 22:22 are text, version is ignored, the stack's name may be said", () => {
    const text = "version: '3'\nname: demo\nservices:\n  web:\n    image: a:1\n    labels: {a: yes, b: 22:22}\n";
    expect(parse(text).spec?.services[0]?.labels).toEqual({ a: "yes", b: "22:22" });
    expect(first(text.replace("demo", "other"))).toMatchObject({ rule: "policy.name", line: 2, column: 7 });
  });

  test("every mistake at once, in order of place", () => {
    const text =
      "services:\n  web:\n    image: ${REG}/a:1\n    pid: host\n    ports: ['1:1']\n  app.1:\n    image: a:1\nvolumes:\n  dd:\n    driver_opts: {o: bind}\nsecrets: {s: {file: x}}\n";
    expect(
      parse(text)
        .issues.filter((issue) => issue.severity === "error")
        .map((issue) => `${issue.line} ${issue.rule}`),
    ).toEqual(["3 variable.unset", "4 policy.pid", "5 policy.ports", "6 compose.services", "10 policy.volumes.driver_opts", "11 policy.secrets.file"]);
  });
});

describe("variables", () => {
  test("come from the stack alone, and unset ones are marked inside the text", () => {
    const text = `${SERVICE}    environment:\n      A: "x\${HOME}y"\n      B: $PATH\n      C: \${toString}\n`;
    const { issues, variables } = parse(text);
    expect(issues.filter((issue) => issue.severity === "error").map(({ rule, line, column, endColumn }) => [rule, line, column, endColumn])).toEqual([
      ["variable.unset", 5, 12, 19],
      ["variable.unset", 6, 10, 15],
      ["variable.unset", 7, 10, 21],
    ]);
    expect(variables.map((row) => [row.name, row.value, row.usedBy])).toEqual([
      ["HOME", null, ["web"]],
      ["PATH", null, ["web"]],
      ["toString", null, ["web"]],
    ]);
  });

  test("rows tell value, default and users; x- parts are not read", () => {
    const text =
      "x-y: ${IGNORED}\nservices:\n  web:\n    image: a:${TAG:-v1}\n  app:\n    image: b:${TAG}\n    user: ${UID-1000}\n    scale: ${COPIES:-2}\n    read_only: ${RO:-true}\n";
    const { spec, variables } = parse(text, { TAG: "v2" });
    expect(variables).toEqual([
      { name: "TAG", value: "v2", default: "v1", usedBy: ["web", "app"] },
      { name: "UID", value: null, default: "1000", usedBy: ["app"] },
      { name: "COPIES", value: null, default: "2", usedBy: ["app"] },
      { name: "RO", value: null, default: "true", usedBy: ["app"] },
    ]);
    expect(spec?.services[0]).toMatchObject({ name: "app", image: "b:v2", user: "1000", scale: 2, readOnly: true });
  });

  test("what a variable says is checked like what is typed", () => {
    const text = `${SERVICE}    cap_add: ["$CAP"]\n    volumes: ["$SRC:/x"]\n    user: "$U"\n`;
    const rules = parse(text, { CAP: "SYS_ADMIN", SRC: "/etc", U: "+0" }).issues.filter((issue) => issue.severity === "error");
    expect(rules.map((issue) => issue.rule)).toEqual(["policy.cap_add", "policy.volumes", "compose.user"]);
  });
});
