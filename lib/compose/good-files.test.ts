import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { EXAMPLES, SAMPLE } from "./examples";
import { parseCompose } from "./parse-compose";
import { renderStack } from "./render";

const parse = (text: string, variables: Record<string, string> = {}) => parseCompose(text, { stackName: "portal", variables, policy: DEFAULT_POLICY });

describe("examples", () => {
  test.each(EXAMPLES.map((example) => [example.id, example] as const))("%s is accepted as it stands", (_id, example) => {
    const { spec, issues } = parse(example.compose);
    expect(issues.filter((issue) => issue.severity !== "notice")).toEqual([]);
    expect(spec).not.toBeNull();
    expect(example.title.length * example.about.length).toBeGreaterThan(0);
  });

  test("the sample runs on the images the project makes, with a random port", () => {
    const { spec, issues } = parse(SAMPLE.compose);
    expect(spec?.services.map(({ name, image }) => [name, image])).toEqual([
      ["web", "spindle/demo:v1"],
      ["worker", "spindle/demo-logger:1"],
    ]);
    expect(spec?.services[0]?.ports).toEqual([{ target: 8080, protocol: "tcp", published: null }]);
    expect(issues.find((issue) => issue.rule === "port.random")).toMatchObject({
      severity: "notice",
      message: "web gets a random host port, any free one of 60000 to 60050.",
    });
  });
});

const PORTAL = `version: "3.8"
name: portal
x-defaults: &defaults
  restart: unless-stopped
  cap_drop: [ALL]
  security_opt: ["no-new-privileges:true"]
  logging: {driver: json-file, options: {max-size: 5m, max-file: "2"}}

services:
  web: # the public face
    <<: *defaults
    image: registry.site:5000/als/web:\${TAG:?which version}
    ports: ["60010:80", "443"]
    environment: ["BEAMLINE=\${BEAMLINE:-8.3.2}", DEBUG]
    depends_on:
      app: {condition: service_healthy}
    networks: {front: {aliases: [www]}, default: }
    cap_add: [NET_BIND_SERVICE]
    read_only: true
    tmpfs: [/run, "/var/cache/nginx:size=64m"]
  app:
    <<: *defaults
    image: registry.site:5000/als/api:2
    command: gunicorn -w 4 "als.app:make('prod')"
    working_dir: /srv
    user: "57923:57923"
    healthcheck: {test: [CMD, curl, -f, "http://localhost:5000/healthz"], interval: 10s, retries: 3}
    deploy:
      replicas: 3
      resources: {limits: {cpus: "0.5", memory: 256M}, reservations: {memory: 64M}}
    depends_on: [db]
  db:
    image: postgres:16.4
    volumes: [data:/var/lib/postgresql/data, {type: tmpfs, target: /dev-cache}]
    environment: {POSTGRES_PASSWORD: "pa$$word"}
    stop_signal: SIGINT
    stop_grace_period: 1m
    shm_size: 128m
volumes:
  data: {driver: local, labels: {keep: "yes"}}
networks:
  front: {internal: true, driver: bridge}
`;

test("a whole portal", () => {
  const { spec, issues, variables, lines } = parse(PORTAL, { TAG: "v1.4.2", DEBUG: "0" });
  expect(issues.filter((issue) => issue.severity !== "notice").map(({ rule }) => rule)).toEqual(["lint.plain-secret"]);
  expect(lines).toBe(42);
  expect(variables.map(({ name, value, usedBy }) => [name, value, usedBy])).toEqual([
    ["TAG", "v1.4.2", ["web"]],
    ["BEAMLINE", null, ["web"]],
    ["DEBUG", "0", ["web"]],
  ]);
  expect(spec).toMatchSnapshot();
  expect(spec && renderStack(spec)).toMatchSnapshot();
});

describe("hints", () => {
  const hints = (text: string) => parse(text).issues.map((issue) => `${issue.severity} ${issue.rule} ${issue.line}:${issue.column}`);
  const db = (more: string) => `services:\n  db:\n    image: postgres:16\n    healthcheck: {test: x}\n${more}volumes:\n  data:\n`;
  const pair = (target: string, condition: string) =>
    `services:\n  a:\n    image: a:1\n    healthcheck: {test: x}\n    depends_on: {b: {condition: ${condition}}}\n  b:\n    image: b:1\n    healthcheck: {test: x}\n${target}`;

  test.each([
    ["services:\n  a:\n    image: nginx\n    healthcheck: {test: x}\n", ["warning lint.latest 3:12"]],
    ["services:\n  a:\n    image: nginx:latest\n    healthcheck: {test: x}\n", ["warning lint.latest 3:12"]],
    ["services:\n  a:\n    image: nginx:1\n", ["notice lint.no-healthcheck 2:3"]],
    ["services:\n  a:\n    image: nginx:1\n    ports: [80, 80]\n    healthcheck: {test: x}\n", ["notice port.random 4:13", "warning lint.duplicate-port 4:17"]],
    [db("    volumes: [data:/var/lib/postgresql/data]\n"), []],
    [db("    volumes: [data:/var/lib/postgresql/data]\n    scale: 2\n"), ["warning lint.database-volume-scale 5:15"]],
    [db("    volumes: [data:/x]\n"), ["warning lint.database-without-volume 3:5"]],
    [db(""), ["warning lint.database-without-volume 3:5", "notice lint.unused-volume 6:3"]],
    [pair("", "service_completed_successfully"), []],
    [pair("    restart: always\n", "service_completed_successfully"), ["warning lint.never-completes 5:18"]],
    [pair('    restart: "no"\n', "service_completed_successfully"), []],
    [pair("    restart: on-failure\n", "service_completed_successfully"), []],
    [pair("", "service_healthy"), []],
    [pair("", "service_healthy").replace(/test: x}\n$/, "disable: true}\n"), ["warning lint.never-healthy 5:18"]],
    ["services:\n  a:\n    image: a:1\n    healthcheck: {test: x}\nnetworks: {net: }\n", ["notice lint.unused-network 5:12"]],
  ])("%#", (text, expected) => {
    expect(hints(text)).toEqual(expected);
    expect(parse(text).spec).not.toBeNull();
  });
});

test("the policy of the environment counts, not a fixed one", () => {
  const policy = { ...DEFAULT_POLICY, hostPorts: { from: 7000, to: 7001 }, capabilities: ["SYS_NICE"], maxScale: 2, maxServices: 1 };
  const under = (lines: string) => parseCompose(`services:\n  a:\n    image: a:1\n${lines}`, { stackName: "s1", variables: {}, policy });
  expect(under("    ports: ['7000:80']\n    cap_add: [SYS_NICE]\n").spec).not.toBeNull();
  for (const lines of [
    "    ports: ['60000:80']\n",
    "    cap_add: [CHOWN]\n",
    "    scale: 3\n",
    "  b:\n    image: b:1\n",
    "    scale: 2\n    ports: [80, 81]\n",
  ])
    expect(under(lines).spec).toBeNull();
});
