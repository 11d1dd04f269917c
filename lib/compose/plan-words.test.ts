import { describe, expect, test } from "vitest";
import { DEFAULT_STRATEGY, type DesiredService, type Generation } from "@/lib/core/desired";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import { compare } from "@/lib/core/verdicts";
import { parseCompose } from "./parse-compose";
import type { PlanInput } from "./plan/line";
import { planInWords } from "./plan-words";

function specOf(text: string) {
  const { spec, issues } = parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY });
  if (!spec) throw new Error(issues.map((issue) => issue.message).join("\n"));
  return spec;
}

/** Services that run a text, each with the scale that it has now. */
const runs = (text: string, scales: Record<string, number> = {}, part: Partial<DesiredService> = {}): DesiredService[] =>
  specOf(text).services.map((spec) => ({
    ...{ id: spec.name, name: spec.name, scale: scales[spec.name] ?? spec.scale, running: true, phase: "steady", phaseSince: 0, phaseProblem: null },
    ...{ target: generation(spec, 1), kept: null, strategy: DEFAULT_STRATEGY, restartRequestedAt: null, leases: [] },
    ...part,
  }));
const generation = (spec: ServiceSpec, revision: number): Generation => ({
  ...{ number: revision, revision, spec, imageId: "sha256:aa", digest: null, createdAt: 0, portSet: 0 },
});

interface Situation extends Partial<PlanInput> {
  /** The text that was deployed last; what runs where it is left out. */
  last?: string;
  keep?: string[];
}

function plan(text: string, { services = [], last, keep = [], ...more }: Situation = {}): string[] {
  const after = specOf(text);
  const before = last === undefined ? { services: services.flatMap(({ target }) => target?.spec ?? []), networks: [], volumes: [] } : specOf(last);
  const verdicts = compare(services, after, before, more.newest ?? new Set(), new Set(keep));
  const present = { networks: services.length > 0 ? [{ name: "default", internal: false }] : [], volumes: [] };
  const seen = { strategy: DEFAULT_STRATEGY, present, imagesHere: () => null, hasRun: () => true };
  return planInWords({ services, after, verdicts, ...seen, ...more }).map((line) => `${line.icon}: ${line.text}`);
}
const of = (service: string, lines: string[]) => lines.filter((line) => line.includes(`: ${service}:`));

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
      "pull: Pulls app:v2",
      "pull: db:1 is here already",
      "pull: Pulls web:1 if it is not here yet",
      "new: db starts first: 1 container",
      "new: app when db is up: 1 container, with a health check",
      "new: idle: no containers yet, its scale is 0",
      "new: job starts first: 1 container",
      "new: web when app is healthy and job has completed: 3 containers",
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
    of("web", plan(text, { services: runs(before, { web: scale }), strategy: { ...DEFAULT_STRATEGY, ...strategy } }));

  test("says what is replaced, new, unchanged and gone", () => {
    expect(plan(after, { services: runs(before) })).toEqual([
      "volume: New volume cache",
      "pull: Pulls cache:1 if it is not here yet",
      "pull: Pulls web:2 if it is not here yet",
      "unchanged: db: unchanged",
      "new: cache: new, 1 container, when db is up",
      "replace: web: 2 containers replaced one at a time, old ones stopped and kept",
      "remove: worker: no longer in the file; its 1 container is stopped and kept until you confirm, and removed then",
    ]);
  });

  test("says who is kept running", () => {
    expect(plan(after, { services: runs(before), keep: ["worker"] }).at(-1)).toBe("keep: worker: kept running, no longer in the file");
  });

  test.each<[number, Partial<typeof DEFAULT_STRATEGY>, string]>([
    [5, { batchSize: 2 }, "web: 5 containers replaced two at a time, old ones stopped and kept"],
    [2, { batchSize: 2 }, "web: 2 containers replaced all at once, old ones stopped and kept"],
    [1, {}, "web: 1 container replaced, the old one stopped and kept"],
    [1, { order: "start-first" }, "web: 1 container replaced, the new one starts first, then the old one stopped and kept"],
    [3, { order: "start-first" }, "web: 3 containers replaced one at a time, new ones start first, then old ones stopped and kept"],
    [0, {}, "web: changed, has no containers now"],
  ])("%d containers, %j", (scale, strategy, text) => expect(web(scale, strategy)).toEqual([`replace: ${text}`]));

  test("the scale that runs stands, unless the file changes its own", () => {
    expect(web(5, {}, after.replace("scale: 2", "scale: 4"))).toEqual([
      "replace: web: 4 containers replaced one at a time, old ones stopped and kept; scaled from 5 to 4",
    ]);
    const four = before.replace("scale: 2", "scale: 4");
    expect(plan(four, { services: runs(before) })).toContain("scale: web: scaled from 2 to 4, the containers that stay are not touched");
    expect(plan(before, { services: runs(before, { web: 7 }) })).toContain("unchanged: web: unchanged");
    // Its containers are of revision 1, which wanted two; revision 2 wanted four, and so does this.
    expect(plan(four, { services: runs(before, { web: 7 }), last: four })).toContain("unchanged: web: unchanged");
    expect(plan(before, { services: runs(before, { web: 4 }), last: four })).toContain(
      "scale: web: scaled from 4 to 2, the containers that stay are not touched",
    );
  });

  test("start first is impossible with one host port or one name, and says so", () => {
    const fixed = (lines: string, image: string) => `services: {web: {image: '${image}', ${lines}}}`;
    const warnings = (lines: string) =>
      plan(fixed(lines, "a:2"), { services: runs(fixed(lines, "a:1")), strategy: { ...DEFAULT_STRATEGY, order: "start-first" } }).filter((line) =>
        line.startsWith("warning"),
      );
    expect(warnings("ports: ['60001:80']")).toEqual([
      "warning: web cannot start new containers first: old and new would both need host port 60001. Choose stop first",
    ]);
    expect(warnings("container_name: demo-web")[0]).toContain("the name demo-web");
    expect(warnings("ports: ['80']")).toEqual([]);
  });
});

describe("what is not as usual", () => {
  const one = (tag: string, more = "") => `services: {web: {image: 'web:${tag}', scale: 2${more}}}`;
  const text = (part: Partial<DesiredService>, after: string, more: Situation = {}) => of("web", plan(after, { services: runs(one("1"), {}, part), ...more }));
  const old = runs(one("0"))[0]?.target ?? null;
  const waiting = { phase: "upgraded", kept: old && { ...old, number: 0, revision: 7 } } as const;

  test.each<[string, string[], string]>([
    [
      "a stopped service starts",
      text({ running: false }, one("2")),
      "replace: web: is stopped, and starts with 2 containers of the new form; old ones are kept",
    ],
    ["and stays stopped where nothing changes", text({ running: false }, one("1")), "unchanged: web: unchanged, stays stopped"],
    ["what never ran is no way back", text({}, one("2"), { hasRun: () => false }), "replace: web: 2 containers made anew, as none of it ever ran"],
    [
      "an upgrade over one that waits",
      text(waiting, one("2")),
      "replace: web: 2 containers replaced one at a time, what revision 1 made of it is removed, revision 7 stays kept",
    ],
    ["one that waits, left alone", text(waiting, one("1")), "unchanged: web: unchanged, its upgrade to revision 1 still waits"],
    [
      "start order alone",
      plan("services: {web: {image: 'web:1', depends_on: [db]}, db: {image: 'db:1'}}", {
        services: runs("services: {web: {image: 'web:1'}, db: {image: 'db:1'}}"),
      }),
      "unchanged: web: unchanged; the new `depends_on` counts when its containers are replaced next",
    ],
    [
      "a hand at the engine",
      text({}, one("1"), { drifted: new Set(["web"]) }),
      "unchanged: web: unchanged; what somebody changed of it at the engine stays too, until it is redeployed",
    ],
    ["down to nothing", text({}, one("2").replace("scale: 2", "scale: 0")), "replace: web: changed, its 2 containers stopped and kept; scaled from 2 to 0"],
  ])("%s", (_name, lines, sentence) => expect(lines.join("\n")).toContain(sentence));

  test("an upgrade over one that waits is said first", () => {
    expect(plan(one("2"), { services: runs(one("1"), {}, waiting) })[0]).toBe(
      "warning: An upgrade of web is not decided on yet; you are asked whether this one takes its place",
    );
  });

  test("what shares a network is replaced with its host", () => {
    const shared = (tag: string) => `services: {web: {image: 'web:${tag}'}, spy: {image: 'spy:1', network_mode: 'service:web'}}`;
    expect(of("spy", plan(shared("2"), { services: runs(shared("1")) }))).toEqual(["replace: spy: 1 container replaced, the old one stopped and kept"]);
  });

  test("networks and volumes that are left, changed or here from before", () => {
    const before = "services: {web: {image: 'web:1', networks: [back, front], volumes: [aa:/a]}}\nnetworks: {back: , front: }\nvolumes: {aa: }";
    const after = "services: {web: {image: 'web:1', networks: [back], volumes: [bb:/a]}}\nnetworks: {back: {internal: true}}\nvolumes: {bb: }";
    const present = { networks: ["back", "front"].map((name) => ({ name, internal: false })), volumes: ["aa", "bb"] };
    expect(plan(after, { services: runs(before), present })).toEqual(
      expect.arrayContaining([
        "warning: Network back keeps its way out to the internet: it is there already, and a network cannot be changed. Give it another name in the file",
        "remove: Network front: no longer in the file, removed when you confirm",
        "volume: Volume bb is here from before, with what is in it",
        "keep: Volume aa: no service mounts it any more; it stays, with what is in it",
      ]),
    );
  });

  test("an image is said to be here only where it would not be asked for all the same", () => {
    const pulled = (more: string) => plan(`services: {web: {image: 'web:1', ${more}}}`, { imagesHere: () => true }).filter((line) => line.startsWith("pull"));
    expect(pulled("scale: 1")).toEqual(["pull: web:1 is here already"]);
    expect(pulled("pull_policy: always")).toEqual(["pull: Pulls web:1 even where it is here, as the file asks (pull_policy)"]);
    expect(pulled("pull_policy: daily")).toEqual(["pull: Pulls web:1 if the one here is older than 24h, as the file asks (pull_policy)"]);
  });
});
