import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { changesInWords } from "./change-words";
import { parseCompose } from "./parse-compose";

function webOf(lines: string) {
  const { spec, issues } = parseCompose(
    `services:\n  web:\n    image: a:1\n${lines.replaceAll(/^(?=.)/gm, "    ")}  db:\n    image: db:1\nvolumes: {data: }\n`,
    {
      ...{ stackName: "demo", variables: {}, policy: DEFAULT_POLICY },
    },
  );
  const web = spec?.services.find(({ name }) => name === "web");
  if (!web) throw new Error(issues.map((issue) => issue.message).join("\n"));
  return web;
}

test.each<[string, string, string[]]>([
  ["", "", []],
  ["environment: {A: 1, B: 2, C: 3}\n", "environment: {A: 1, B: 7, D: 4}\n", ["environment B changed", "environment D new", "environment C gone"]],
  ["ports: [80]\n", "ports: ['60010:80', '53/udp']\n", ["port 53/udp, 60010:80 new", "port 80 gone"]],
  ["", "volumes: [data:/x:ro, /y]\n", ["volume data:/x:ro, /y new"]],
  ["mem_limit: 256m\n", "mem_limit: 1g\n", ["memory 256m → 1g"]],
  ["user: '1000'\n", "", ["user no longer set (was 1000)"]],
  ["", "healthcheck: {test: x}\n", ["health check new"]],
  ["healthcheck: {test: x}\n", "healthcheck: {disable: true}\n", ["health check switched off"]],
  ["", "depends_on: [db]\n", ["waits for db new"]],
  ["depends_on: [db]\n", "depends_on: {db: {condition: service_healthy}}\n", ["depends_on changed"]],
  ["restart: 'no'\n", "restart: on-failure:3\n", ["restart no → on-failure:3"]],
  ["", "group_add: ['7']\n", ["group_add changed"]],
  ["", "labels: {a: b}\n", ["label a new"]],
  ["command: a\n", "command: b\nread_only: true\n", ["command changed", "read_only off → on"]],
])("%j to %j", (before, after, words) => {
  expect(changesInWords(webOf(before), webOf(after))).toEqual(words);
});

test("an image is said with its name before and after, the value of a variable never", () => {
  const web = webOf("environment: {TOKEN: one}\n");
  const said = changesInWords(web, { ...web, image: "a:2", environment: { TOKEN: "two" } });
  expect(said).toEqual(["image a:1 → a:2", "environment TOKEN changed"]);
});
