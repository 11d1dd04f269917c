import { describe, expect, test } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";
import { type PlanInput, planInWords } from "./plan-words";

function specOf(text: string) {
  const { spec, issues } = parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY });
  if (!spec) throw new Error(issues.map((issue) => issue.message).join("\n"));
  return spec;
}

const runs = (text: string, scales: Record<string, number> = {}): PlanInput["before"] =>
  specOf(text).services.map((service) => ({ service, scale: scales[service.name] ?? service.scale }));
const plan = (after: string, more: Partial<PlanInput> = {}) =>
  planInWords({ before: [], after: specOf(after), strategy: DEFAULT_STRATEGY, imagesHere: () => null, ...more }).map((line) => `${line.icon}: ${line.text}`);

const STACK = `services:
  web: {image: 'web:1', scale: 3, depends_on: {app: {condition: service_healthy}, job: {condition: service_completed_successfully}}}
  app: {image: 'app:v2', depends_on: [db], healthcheck: {test: x}}
  db: {image: 'db:1', volumes: [data:/x]}
  job: {image: 'app:v2', restart: 'no'}
  idle: {image: 'idle:1', scale: 0}
volumes: {data: }
`;

describe("a first deploy", () => {
  test("says what is made, fetched and started, in order", () => {
    expect(plan(STACK, { imagesHere: (image) => ({ "app:v2": false, "db:1": true })[image] ?? null })).toEqual([
      "network: A private network for this stack",
      "volume: New volume data",
      "pull: db:1 is here already",
      "pull: Pulls app:v2",
      "pull: Pulls idle:1 if it is not here yet",
      "pull: Pulls web:1 if it is not here yet",
      "service: db starts first: 1 container",
      "service: app when db is up: 1 container, with a health check",
      "service: idle: no containers yet, its scale is 0",
      "service: job starts first: 1 container",
      "service: web when app is healthy and job has completed: 3 containers",
    ]);
  });

  test("names networks that are not the usual one", () => {
    expect(plan("services: {a: {image: 'a:1', networks: [inside]}}\nnetworks: {inside: {internal: true}}\n")[0]).toBe(
      "network: Private network inside, without a way out to the internet",
    );
  });
});

describe("an upgrade", () => {
  const before = `services:
  web: {image: 'web:1', scale: 2}
  db: {image: 'db:1', volumes: [data:/x]}
  worker: {image: 'w:1'}
volumes: {data: }
`;
  const after = `services:
  web: {image: 'web:2', scale: 2}
  db: {image: 'db:1', volumes: [data:/x]}
  cache: {image: 'cache:1', volumes: [cache:/x], depends_on: [db]}
volumes: {data: , cache: }
`;
  const web = (scale: number, strategy: Partial<typeof DEFAULT_STRATEGY>, text = after) =>
    plan(text, { before: runs(before, { web: scale }), strategy: { ...DEFAULT_STRATEGY, ...strategy } }).filter(
      (line) => line.includes("web") && !line.startsWith("pull"),
    );

  test("says what is replaced, new, unchanged and gone", () => {
    expect(plan(after, { before: runs(before) })).toEqual([
      "volume: Volume cache, made if the stack does not have it yet",
      "pull: Pulls cache:1 if it is not here yet",
      "pull: Pulls web:2 if it is not here yet",
      "unchanged: db: unchanged",
      "service: cache: new, 1 container, when db is up",
      "service: web: 2 containers replaced one at a time, old ones stopped and kept",
      "remove: worker: no longer in the file; its 1 container is stopped and kept until you confirm, and removed then",
    ]);
  });

  test("says who is kept running", () => {
    expect(plan(after, { before: runs(before), kept: new Set(["worker"]) }).at(-1)).toBe("unchanged: worker: kept running, no longer in the file");
  });

  test.each<[number, Partial<typeof DEFAULT_STRATEGY>, string]>([
    [5, { batchSize: 2 }, "web: 5 containers replaced two at a time, old ones stopped and kept"],
    [2, { batchSize: 2 }, "web: 2 containers replaced all at once, old ones stopped and kept"],
    [1, {}, "web: 1 container replaced, the old one stopped and kept"],
    [1, { order: "start-first" }, "web: 1 container replaced, the new one starts first, then the old one stopped and kept"],
    [3, { order: "start-first" }, "web: 3 containers replaced one at a time, new ones start first, then old ones stopped and kept"],
    [0, {}, "web: changed, has no containers now"],
  ])("%d containers, %j", (scale, strategy, text) => expect(web(scale, strategy)).toEqual([`service: ${text}`]));

  test("the scale that runs stands, unless the file changes its own", () => {
    expect(web(5, {}, after.replace("scale: 2", "scale: 4"))).toEqual([
      "service: web: 5 containers replaced one at a time, old ones stopped and kept, then scaled from 5 to 4",
    ]);
    expect(plan(before.replace("scale: 2", "scale: 4"), { before: runs(before) })).toContain(
      "service: web: scaled from 2 to 4, the containers that stay are not touched",
    );
    expect(plan(before, { before: runs(before, { web: 7 }) })).toContain("unchanged: web: unchanged");
  });

  test("start first is impossible with one host port or one name, and says so", () => {
    const fixed = (lines: string, image: string) => `services: {web: {image: '${image}', ${lines}}}`;
    const warnings = (lines: string) =>
      plan(fixed(lines, "a:2"), { before: runs(fixed(lines, "a:1")), strategy: { ...DEFAULT_STRATEGY, order: "start-first" } }).filter((line) =>
        line.startsWith("warning"),
      );
    expect(warnings("ports: ['60001:80']")).toEqual([
      "warning: web cannot start new containers first: old and new would both need host port 60001. Choose stop first",
    ]);
    expect(warnings("container_name: demo-web")[0]).toContain("the name demo-web");
    expect(warnings("ports: ['80']")).toEqual([]);
  });
});
