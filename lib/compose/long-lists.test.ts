import { expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";

const web = (line: string) => `services:\n  web:\n    image: app:1\n    ${line}\n`;
const list = (count: number, item: (at: number) => string) => `[${Array.from({ length: count }, (_, at) => item(at)).join(", ")}]`;

/** Small texts that once took seconds or minutes: what is said of each item may not look at all the others, or at the whole text. */
test.each([
  ["dollar signs", web(`command: "${"${ } ".repeat(15_000)}"`)],
  ["ports", web(`ports: ${list(327, (at) => `"${at * 200 + 1}-${at * 200 + 200}"`)}`)],
  ["exposed ports", web(`expose: ${list(2_000, (at) => `"${(at % 300) * 200 + 1}-${(at % 300) * 200 + 200}"`)}`)],
  ["undeclared volumes", web(`volumes: ${list(3_000, (at) => `v${at}x:/m${at}`)}`)],
  ["undeclared networks", web(`networks: ${list(3_000, (at) => `n${at}x`)}`)],
  ["names of nobody", web(`depends_on: ${list(3_000, (at) => `n${at}x`)}`)],
  ["addresses", web(`extra_hosts: ["a:${Array.from({ length: 3_000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`).join(",")}"]`)],
  [
    "services that extend one another",
    `services:\n${Array.from({ length: 400 }, (_, at) => `  s${at}: { extends: s${at + 1}, labels: { a${at}: b, c${at}: d } }\n`).join("")}  s400: { image: app:1 }\n`,
  ],
])("many %s are refused or read within a second", (_what, text) => {
  const began = process.cpuUsage();
  expect(parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY }).issues.length).toBeGreaterThan(0);
  const { user, system } = process.cpuUsage(began);
  // Of the processor, not of the clock: other work on the machine is not ours to measure.
  expect((user + system) / 1_000).toBeLessThan(1_000);
});
