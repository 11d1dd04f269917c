import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { plainSpec } from "@/lib/testing/spec";
import { parseCompose } from "./parse-compose";
import { renderStack } from "./render";

const parse = (text: string) => parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY });
const web = (line: string, end = "\n") => ["services:", "  web:", "    image: app:1", `    ${line}`, ""].join(end);

test.each([
  ["a bare carriage return", "# note\r    privileged: true", 11],
  ["NEL", "# note\u0085    privileged: true", 11],
  ["a line separator", "# note\u2028    privileged: true", 11],
  ["what turns the text around", "# \u202eeurt :degelivirp", 7],
  ["an escape sequence", 'command: "a\u001b[2J"', 16],
  ["NUL", "# \0", 7],
  ["a mark of order inside", "command: \ufeffa", 14],
])("%s is found where it stands, and can be taken out with one click", (_what, line, column) => {
  const text = web(line);
  const { spec, issues } = parse(text);
  expect(spec).toBeNull();
  expect(issues).toMatchObject([{ rule: "yaml.character", path: "(document)", line: 4, column }]);
  const [{ fix } = { fix: null }] = issues;
  if (fix) expect(parse(text.slice(0, fix.from) + fix.insert + text.slice(fix.to)).issues.some(({ rule }) => rule === "yaml.character")).toBe(false);
  else expect(line).toContain("\r");
});

test("a mark of order in front and lines that end as on Windows are nothing strange", () => {
  expect(parse(`\ufeff${web("command: [a, 'ä 👩‍🔬']", "\r\n")}`).spec?.services[0]?.command).toEqual(["a", "ä 👩‍🔬"]);
});

test("written by its number any of them is a text like another, and comes back from what is rendered", () => {
  const value = "a\u0085b\u2028c\u202ed\ufeffe\u001bf\rg\u007f";
  const text = renderStack({
    services: [plainSpec({ name: "web", environment: { A: value } })],
    networks: [{ name: "default", internal: false }],
    volumes: [],
  });
  expect(text).toContain("\\u202e");
  const { spec, issues } = parse(text);
  expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(spec?.services[0]?.environment).toEqual({ A: value });
});
