import { describe, expect, test } from "vitest";
import { type Asker, completePolicy, DEFAULT_POLICY, type Policy, RESTRICTED_CAPABILITIES } from "@/lib/core/policy";
import type { Issue } from "@/lib/core/views";
import { parseCompose } from "./parse-compose";
import { wrap } from "./service-under-test";

const MiB = 1024 * 1024;
const ADA: Asker = { username: "ada", projects: ["ada", "beamline"] };

const limits = (part: Partial<Policy["limits"]>): Partial<Policy> => ({ limits: { ...DEFAULT_POLICY.limits, ...part } });
const parse = (lines: string, policy: Partial<Policy>, asker: Asker | null = ADA) =>
  parseCompose(wrap(lines), { stackName: "demo", variables: {}, policy: completePolicy(policy), asker });
const errors = (lines: string, policy: Partial<Policy>, asker?: Asker | null): Issue[] =>
  parse(lines, policy, asker).issues.filter(({ severity }) => severity === "error");
/** Errors of `web` alone: what else is in the file has its own reasons. */
const rules = (lines: string, policy: Partial<Policy>, asker?: Asker | null) => [
  ...new Set(
    errors(lines, policy, asker)
      .filter(({ path }) => path.startsWith("services.web"))
      .map(({ rule }) => rule),
  ),
];

/** Attribute, policy, accepted spellings, refused spellings, rule. One row for each attribute whose answer depends on the policy. */
const ROWS: [string, Partial<Policy>, string[], string[], string][] = [
  [
    "cap_add",
    { capabilities: ["CHOWN", "NET_BIND_SERVICE"] },
    ["cap_add: [CHOWN]", "cap_add: [cap_net_bind_service]"],
    ["cap_add: [KILL]", "cap_add: [SETUID]", "cap_add: [ALL]"],
    "policy.cap_add",
  ],
  [
    "mem_limit",
    limits({ memoryBytes: 256 * MiB }),
    ["mem_limit: 256m", "deploy: {resources: {limits: {memory: 128M}}}"],
    ["mem_limit: 257m", "mem_limit: 0", "deploy: {resources: {limits: {memory: 1g}}}"],
    "policy.mem_limit",
  ],
  ["cpus", limits({ cpus: 2 }), ["cpus: 2", "cpus: 0.5"], ["cpus: 2.1", "cpus: 0", "cpus: -1"], "policy.cpus"],
  ["pids_limit", limits({ pids: 100 }), ["pids_limit: 100"], ["pids_limit: 101", "pids_limit: -1"], "policy.pids_limit"],
  ["shm_size", limits({ shmBytes: 64 * MiB }), ["shm_size: 64m"], ["shm_size: 65m", "shm_size: 1g"], "policy.shm_size"],
  ["tmpfs", limits({ tmpfsBytes: 64 * MiB }), ["tmpfs: ['/run:size=64m']"], ["tmpfs: ['/run:size=65m']"], "policy.tmpfs"],
  ["stop_grace_period", limits({ stopGraceSeconds: 60 }), ["stop_grace_period: 1m"], ["stop_grace_period: 61s"], "policy.stop_grace_period"],
  [
    "logging",
    limits({ logMaxSizeBytes: 5 * MiB, logMaxFiles: 2 }),
    ["logging: {options: {max-size: 5m, max-file: '2'}}"],
    ["logging: {options: {max-size: 6m}}"],
    "policy.logging.options.max-size",
  ],
  [
    "logging files",
    limits({ logMaxFiles: 2 }),
    ["logging: {options: {max-file: '2'}}"],
    ["logging: {options: {max-file: '3'}}"],
    "policy.logging.options.max-file",
  ],
  [
    "healthcheck",
    limits({ healthIntervalMs: 5000 }),
    ["healthcheck: {test: 'true', interval: 5s}"],
    ["healthcheck: {test: 'true', interval: 4s}", "healthcheck: {test: 'true', interval: 1ms}"],
    "policy.healthcheck.interval",
  ],
  [
    "labels",
    limits({ labelBytes: 16 }),
    ["labels: {note: 0123456789abcdef}"],
    ["labels: {note: 0123456789abcdefg}", "labels: {note: ééééééééé}"],
    "policy.labels",
  ],
  ["scale", { maxScale: 3 }, ["scale: 3"], ["scale: 4"], "policy.scale"],
  ["replicas", { maxScale: 3 }, ["deploy: {replicas: 3}"], ["deploy: {replicas: 4}"], "policy.deploy.replicas"],
  [
    "ports",
    { hostPorts: { from: 60000, to: 60005 }, moreHostPorts: [{ from: 61000, to: 61001 }] },
    ["ports: ['60005:80']", "ports: ['61001:80']", "ports: ['80']", "ports: ['61000-61001:80-81']"],
    [
      "ports: ['60006:80']",
      "ports: ['60999:80']",
      "ports: ['80:80']",
      "ports: ['61001-61002:80-81']",
      "ports: [{target: 80, published: 443}]",
      "ports: ['127.0.0.1:60000:80']",
    ],
    "policy.ports",
  ],
  [
    "protocols",
    { protocols: ["tcp"] },
    ["ports: ['60000:80/tcp']"],
    ["ports: ['60000:53/udp']", "ports: ['53/udp']", "ports: [{target: 53, protocol: udp}]"],
    "policy.ports",
  ],
  [
    "user, not root",
    { nonRoot: true, capabilities: RESTRICTED_CAPABILITIES },
    ["user: '1000'", "user: '1000:1000'"],
    ["user: root", "user: '0'", "user: '0:1000'", "user: app", "tty: true"],
    "policy.user",
  ],
];

describe.each(ROWS)("%s", (_attribute, policy, good, bad, rule) => {
  // Under "not root" the neighbour `db` is refused too; only what is said of `web` counts.
  test.each(good)("%s is accepted", (lines) => expect(rules(lines, policy)).toEqual([]));
  test.each(bad)("%s is refused", (lines) =>
    expect(rules(lines, policy)).toContain(lines.includes("memory:") ? "policy.deploy.resources.limits.memory" : rule),
  );
});

describe("images", () => {
  const image = (name: string, policy: Partial<Policy>, asker?: Asker | null) =>
    parseCompose(`services:\n  web:\n    image: ${name}\n`, {
      stackName: "demo",
      variables: {},
      policy: completePolicy(policy),
      asker: asker === undefined ? ADA : asker,
    }).issues.filter(({ severity }) => severity === "error");
  const listed = { registries: ["docker.io", "registry.example.org:5000"] };

  test.each(["nginx:1", "tin63/app:2", "docker.io/library/nginx:1", "index.docker.io/x/y:1", "registry.example.org:5000/team/app:1", "spindle/demo:v1"])(
    "%s comes from a listed registry",
    (name) => expect(image(name, listed)).toEqual([]),
  );
  test.each([
    "quay.io/x/y:1",
    "registry.example.org/team/app:1",
    "registry.example.org:5001/team/app:1",
    "registry.example.org.evil.net:5000/team/app:1",
    "evil.net/registry.example.org:1",
    "localhost/x:1",
    "localhost:5000/x:1",
    "127.0.0.1:5000/x:1",
    "169.254.169.254/latest:1",
    "DOCKER/x:1",
  ])("%s does not", (name) => expect(image(name, listed)).toMatchObject([{ rule: "policy.image", line: 3, column: 12 }]));
  test("by default every registry is open, and an empty list closes all", () => {
    expect(image("quay.io/x/y:1", {})).toEqual([]);
    expect(image("nginx:1", { registries: [] })).toHaveLength(1);
  });

  const closed = { privateNamespaces: { "registry.example.org/team": ["ada"], "registry.example.org/team/open": ["bob"], "docker.io/tin63": ["tin63"] } };
  test.each<[string, Asker | null, boolean]>([
    ["registry.example.org/team/app:1", ADA, true],
    ["registry.example.org/team/app:1", { username: "bob", projects: [] }, false],
    ["registry.example.org/team/app:1", null, false],
    ["registry.example.org/team/app@sha256:1111111111111111111111111111111111111111111111111111111111111111", { username: "bob", projects: [] }, false],
    ["registry.example.org/team-two/app:1", { username: "bob", projects: [] }, true],
    ["registry.example.org/team/open/app:1", { username: "bob", projects: [] }, true],
    ["tin63/app:1", ADA, false],
    ["docker.io/tin63/app:1", ADA, false],
    ["registry-1.docker.io/tin63/app:1", ADA, false],
    ["tin63/app:1", { username: "tin63", projects: [] }, true],
  ])("%s for %j: %s", (name, asker, allowed) => expect(image(name, closed, asker).length === 0).toBe(allowed));
});

describe("a limit below the default", () => {
  test("is the default then", () => {
    const { spec } = parse("tty: true", limits({ memoryBytes: 64 * MiB, cpus: 0.5, pids: 32, logMaxFiles: 1, logMaxSizeBytes: MiB, stopGraceSeconds: 3 }));
    expect(spec?.services.find(({ name }) => name === "web")).toMatchObject({
      memoryBytes: 64 * MiB,
      cpus: 0.5,
      pids: 32,
      log: { maxFiles: 1, maxSizeBytes: MiB },
      stopGraceSeconds: 3,
    });
  });
});

describe("capabilities in the spec", () => {
  const of = (policy: Partial<Policy>) => parse("user: '1000'", policy).spec?.services[0]?.capabilities;
  test("are written down only where they are not Spin's seven, so that nothing running changes", () => {
    expect(of({})).toBeUndefined();
    expect(parse("user: '1000'\ncap_add: [CHOWN]", { capabilities: ["CHOWN"] }).spec?.services[1]?.capabilities).toEqual(["CHOWN"]);
  });
});

const said = (lines: string, policy: Partial<Policy>) => errors(lines, policy).filter(({ path }) => path.startsWith("services.web"));

describe("what is said", () => {
  test("stands at the very value", () => {
    expect(said("mem_limit: 1g", limits({ memoryBytes: 256 * MiB }))).toMatchObject([
      { path: "services.web.mem_limit", line: 4, column: 16, message: "mem_limit can be 6m to 256m; this is 1g." },
    ]);
    expect(said("ports:\n  - target: 80\n    published: 22", {})).toMatchObject([{ path: "services.web.ports[0].published", line: 6, column: 20 }]);
  });

  test("the user is pinned by one click, where it stands or on a line of its own", () => {
    const policy = { nonRoot: true };
    for (const lines of ["user: root", "tty: true"]) {
      const text = wrap(lines);
      const [issue] = said(lines, policy);
      const { from = 0, to = 0, insert = "" } = issue?.fix ?? {};
      const fixed = text.slice(0, from) + insert + text.slice(to);
      const left = parseCompose(fixed, { stackName: "demo", variables: {}, policy: completePolicy(policy), asker: ADA }).issues;
      expect(left.filter(({ path, severity }) => severity === "error" && path.startsWith("services.web"))).toEqual([]);
    }
  });
});

describe("one click drops an item", () => {
  test.each([
    ["cap_add:\n  - CHOWN\n  - SYS_ADMIN # why not\n", "cap_add:\n  - CHOWN\n"],
    ["volumes:\n  - data:/data\n  - '/etc:/etc'\n", "volumes:\n  - data:/data\n"],
    ["security_opt:\n  - seccomp=unconfined\n", "security_opt:\n"],
  ])("%j", (lines, wanted) => {
    const text = wrap(lines.trimEnd());
    const fix = said(lines.trimEnd(), {})[0]?.fix;
    expect(fix?.label).toBe("Remove the line");
    expect(text.slice(0, fix?.from) + fix?.insert + text.slice(fix?.to)).toBe(wrap(wanted.trimEnd()));
  });

  test("but not out of the middle of a line, and not where something else refers to it", () => {
    for (const lines of ["cap_add: [CHOWN, SYS_ADMIN]", "cap_add:\n  - &name SYS_ADMIN\nlabels:\n  a: *name"]) expect(said(lines, {})[0]?.fix).toBeNull();
  });
});

describe("naming hints", () => {
  const hints = (policy: Partial<Policy>) => parse("tty: true", policy).issues.filter(({ rule }) => rule.startsWith("naming."));
  test("are off until they are asked for, and never refuse", () => {
    expect(hints({})).toEqual([]);
    const said = parseCompose("services:\n  app-two:\n    image: a:1\n  frontend:\n    image: a:1\nvolumes:\n  app.demo:\n  data:\n", {
      stackName: "demo",
      variables: {},
      policy: completePolicy({ namingHints: true }),
    });
    expect(said.spec).not.toBeNull();
    expect(said.issues.filter(({ rule }) => rule.startsWith("naming.")).map(({ rule, path, severity }) => [rule, path, severity])).toEqual([
      ["naming.service", "services.frontend", "warning"],
      ["naming.volume", "volumes.data", "warning"],
    ]);
  });
});
