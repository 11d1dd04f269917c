import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";

const takenPorts = new Map([["60010/tcp", "another stack"]]);
const parse = (ports: string) =>
  parseCompose(`services:\n  web:\n    image: a:1\n    ports: [${ports}]\n`, { stackName: "s", variables: {}, policy: DEFAULT_POLICY, takenPorts });
const errorsIn = (ports: string) => parse(ports).issues.filter(({ severity }) => severity === "error");

test("a host port that somebody has is named at its place, with a way out", () => {
  const [issue, ...more] = errorsIn("'60010:80'");
  expect(more).toEqual([]);
  expect(issue).toMatchObject({
    rule: "port.taken",
    line: 4,
    message: 'Host port 60010 is taken by another stack. Write "80" alone for any free one, or choose another.',
    fix: { label: "Take any free port", insert: '"80"' },
  });
});

test("a port that a fellow service holds is named; one's own is free", () => {
  const heldPorts = new Map([["60011/tcp", "old"]]);
  const issuesOf = (name: string) =>
    parseCompose(`services:\n  ${name}:\n    image: a:1\n    ports: ["60011:80"]\n`, { stackName: "s", variables: {}, policy: DEFAULT_POLICY, heldPorts })
      .issues.filter(({ severity }) => severity === "error")
      .map(({ rule, line, message }) => `${rule} ${line} ${message}`);
  expect(issuesOf("old")).toEqual([]);
  expect(issuesOf("renamed")).toEqual([expect.stringMatching(/^port\.taken 4 Host port 60011 is held by old of this stack/)]);
});

test.each(["'60011:80'", "'60010:80/udp'", "'80'", "80"])("%s is free", (ports) => {
  expect(errorsIn(ports)).toEqual([]);
});
