import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import { parse } from "./service-under-test";

const errors = (text: string) => parse(text).issues.filter((issue) => issue.severity === "error");

/** `web` extends `base`; what is read for web. */
function extended(base: string, web: string): ServiceSpec | undefined {
  const service = (name: string, lines: string) => `  ${name}:\n${lines.replaceAll(/^/gm, "    ")}\n`;
  const text = `services:\n${service("base", `image: base:1\n${base}`)}${service("web", `extends: {service: base}\n${web}`)}  db:\n    image: db:1\nvolumes:\n  data:\n  other:\nnetworks:\n  front:\n  back:\n`;
  expect(errors(text)).toEqual([]);
  return parse(text).spec?.services.find(({ name }) => name === "web");
}

describe("extends within the file merges as Compose does", () => {
  test.each<[string, string, string, Partial<Record<keyof ServiceSpec, unknown>>]>([
    ["one value is replaced", "user: '1'\nimage: base:2".split("\n")[0] ?? "", "image: web:1", { image: "web:1", user: "1" }],
    ["commands are replaced whole", "command: [a, b]\nentrypoint: [x]", "command: [c]", { command: ["c"], entrypoint: ["x"] }],
    ["an empty command takes the image's own", "command: [a, b]", "command:", { command: null }],
    [
      "variables are merged by name, in either spelling",
      "environment: {A: 1, B: 2}",
      "environment: [B=3, C=x=y]",
      { environment: { A: "1", B: "3", C: "x=y" } },
    ],
    ["labels too", "labels: [a=1, b=2]", "labels: {b: 3}", { labels: { a: "1", b: "3" } }],
    [
      "lists are joined, each item once",
      "cap_drop: [CHOWN]\nexpose: [1]",
      "cap_drop: [CHOWN, KILL]\nexpose: ['2']",
      { capDrop: ["CHOWN", "KILL"], expose: ["1/tcp", "2/tcp"] },
    ],
    [
      "ports are joined, the same port once",
      "ports: [80, 81]",
      "ports: ['80/tcp', {target: 81}, '60001:82']",
      { ports: [80, 81, 82].map((target) => ({ target, protocol: "tcp", published: target === 82 ? 60001 : null })) },
    ],
    [
      "of two mounts in one place the upper stays",
      "volumes: ['data:/a', 'data:/b']",
      "volumes: [{type: volume, source: other, target: /a/}]",
      {
        mounts: [
          { type: "volume", source: "other", target: "/a", readOnly: false },
          { type: "volume", source: "data", target: "/b", readOnly: false },
        ],
      },
    ],
    [
      "one text and a list are joined",
      "dns: 10.0.0.1\ntmpfs: /a",
      "dns: [10.0.0.2]\ntmpfs: /b",
      { dns: ["10.0.0.1", "10.0.0.2"], mounts: [{ target: "/a" }, { target: "/b" }] },
    ],
    [
      "maps are merged, a test is replaced",
      "healthcheck: {test: [CMD, a], interval: 5s}",
      "healthcheck: {test: [CMD, b], retries: 2}",
      { healthcheck: { test: ["CMD", "b"], intervalMs: 5000, retries: 2 } },
    ],
    [
      "dependencies and networks are maps whatever their spelling",
      "depends_on: [db]\nnetworks: [front]",
      "depends_on: {db: {condition: service_healthy}}\nnetworks: {back: {aliases: [x]}}",
      {
        dependsOn: [{ service: "db", condition: "service_healthy" }],
        networks: [
          { name: "back", aliases: ["x"] },
          { name: "front", aliases: [] },
        ],
      },
    ],
    [
      "a dependency named in a list waits for the start alone, whatever the lower says",
      "depends_on: {db: {condition: service_healthy}}",
      "depends_on: [db]",
      { dependsOn: [{ service: "db", condition: "service_started" }] },
    ],
    [
      "one more address of a host is one more",
      "extra_hosts: {a: 10.0.0.1}",
      "extra_hosts: {a: 10.0.0.2}",
      {
        extraHosts: [
          { name: "a", address: "10.0.0.1" },
          { name: "a", address: "10.0.0.2" },
        ],
      },
    ],
    [
      "a limit of one name is replaced",
      "ulimits: {nofile: {soft: 1, hard: 2}, core: 0}",
      "ulimits: {nofile: 3}",
      { ulimits: [{ name: "core" }, { name: "nofile", soft: 3, hard: 3 }] },
    ],
    [
      "deep maps keep what the upper does not say",
      "deploy: {resources: {limits: {pids: 7, cpus: '1'}}}",
      "deploy: {resources: {limits: {cpus: '2'}}}",
      { pids: 7, cpus: 2 },
    ],
    [
      "log options are merged under one driver",
      "logging: {driver: local, options: {max-file: 5}}",
      "logging: {options: {max-size: 1m}}",
      { log: { maxFiles: 5, maxSizeBytes: 1_048_576 } },
    ],
    [
      "and replaced with another driver",
      "logging: {driver: local, options: {max-file: 5}}",
      "logging: {driver: json-file}",
      { log: { maxFiles: 3, maxSizeBytes: 10_485_760 } },
    ],
  ])("%s", (_title, base, web, expected) => {
    expect(extended(base, web)).toMatchObject(expected);
  });

  test("over several steps, whatever the order in the file", () => {
    const { spec } = parse(
      "services:\n  c: {extends: b, environment: {C: 3}}\n  b: {extends: {service: a}, environment: {A: 9, B: 2}}\n  a: {image: 'a:1', environment: {A: 1}}\n",
    );
    expect(spec?.services.map(({ name, image, environment }) => [name, image, environment])).toEqual([
      ["a", "a:1", { A: "1" }],
      ["b", "a:1", { A: "9", B: "2" }],
      ["c", "a:1", { A: "9", B: "2", C: "3" }],
    ]);
  });

  test("what is wrong below is said where it stands, once, and is no way around the policy", () => {
    const found = errors("services:\n  base:\n    image: a:1\n    privileged: true\n  web:\n    extends: base\n    ports: ['80:80']\n");
    expect(found.map(({ rule, line, column }) => [rule, line, column])).toEqual([
      ["policy.privileged", 4, 5],
      ["policy.ports", 7, 13],
    ]);
    expect(errors("services:\n  base: {image: 'a:1', volumes: ['/etc:/a']}\n  web:\n    extends: base\n    volumes: ['/b']\n")).toMatchObject([
      { rule: "policy.volumes", line: 2 },
    ]);
    expect(errors("services:\n  base: {image: 'a:1', cap_add: [KILL]}\n  web:\n    extends: base\n    cap_add: [SYS_ADMIN]\n")).toMatchObject([
      { rule: "policy.cap_add", line: 5, column: 15 },
    ]);
  });

  test("a small file cannot be blown up by it, nor led astray by a key that every object has", () => {
    const list = Array.from({ length: 4000 }, (_, index) => `v${index}=1`).join(", ");
    const text = `services:\n  s0: {image: 'a:1', environment: [${list}]}\n${Array.from({ length: 19 }, (_, index) => `  s${index + 1}: {extends: s${index}}\n`).join("")}`;
    const began = process.cpuUsage();
    expect(errors(text).map(({ rule }) => rule)).toContain("yaml.nodes");
    const { user, system } = process.cpuUsage(began);
    expect((user + system) / 1000).toBeLessThan(3000);
    const odd = errors("services:\n  a: {image: 'a:1', hasOwnProperty: [1], toString: [2]}\n  b: {extends: a, hasOwnProperty: [1], toString: [3]}\n");
    expect(new Set(odd.map(({ rule }) => rule))).toEqual(new Set(["policy.hasOwnProperty", "policy.toString"]));
  });

  test("services that extend each other, or nobody, or another file are refused", () => {
    expect(errors("services:\n  a: {image: 'a:1', extends: b}\n  b: {image: 'a:1', extends: a}\n")).toMatchObject([{ rule: "compose.extends" }]);
    expect(errors("services:\n  a: {image: 'a:1', extends: a}\n")).toMatchObject([{ rule: "compose.extends", line: 2 }]);
    expect(errors("services:\n  a: {image: 'a:1', extends: zz}\n")[0]?.message).toBe("zz is not a service of this file.");
    expect(errors("services:\n  a: {image: 'a:1', extends: {service: b, file: ./c.yaml}}\n")).toMatchObject([{ rule: "policy.extends.file" }]);
  });
});
