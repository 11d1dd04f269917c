import { describe, expect, test } from "vitest";
import { type BindGrant, DEFAULT_POLICY } from "@/lib/core/policy";
import { checkFile } from "./check-file";
import { readWorld, unreadKeys, type World } from "./world";

const MiB = 1024 * 1024;
const world = (value: unknown): World => {
  const read = readWorld(value);
  if (typeof read === "string") throw new Error(read);
  return read;
};

describe("world.json", () => {
  test("with nothing in it is a fresh installation", () => {
    expect(world({})).toEqual({
      stackName: null,
      variables: {},
      policy: DEFAULT_POLICY,
      takenPorts: new Map(),
      asker: null,
      own: { volumesOutsideStack: [], secrets: [] },
    });
  });

  test("says everything there is to say", () => {
    const read = world({
      stack: "portal",
      environment: "prod",
      user: { name: "ada", role: "user", uid: 80115, gid: "80115", groups: [71999] },
      stackVariables: { TAG: "v1", REPLICAS: 2, DEBUG: false },
      registriesAllowed: ["docker.io"],
      privateNamespaces: { "docker.io/tin63": ["tin63"] },
      bindRoots: ["/global/team/", { path: "/global/ro", mode: "ro", users: ["bob"], uid: 7, gid: 8 }],
      hostPortPool: {
        ranges: ["60000-60010", [61000, 61005], { from: 62000, to: 62000 }],
        protocols: ["tcp"],
        taken: { "60001/tcp": "other/web", "60002/tcp": "portal/db" },
      },
      quota: {
        services: 5,
        replicasPerService: 3,
        cpusPerContainer: 2.5,
        memoryPerContainer: "2g",
        pids: 100,
        shm: "64m",
        tmpfs: 1048576,
        logMaxSize: "5m",
        logMaxFile: 2,
        stopGraceSeconds: 60,
        healthIntervalMinMs: 5000,
        fileBytes: 65536,
        labelBytes: 512,
      },
      own: { volumesOutsideStack: ["shared"], secrets: ["password"] },
    });
    expect(read).toMatchObject({
      stackName: "portal",
      variables: { TAG: "v1", REPLICAS: "2", DEBUG: "false" },
      asker: { username: "ada", uid: 80115, gid: 80115, groups: [71999] },
      own: { volumesOutsideStack: ["shared"], secrets: ["password"] },
    });
    expect([...read.takenPorts]).toEqual([["60001/tcp", "other/web"]]);
    expect(read.policy).toMatchObject({
      hostPorts: { from: 60000, to: 60010 },
      moreHostPorts: [
        { from: 61000, to: 61005 },
        { from: 62000, to: 62000 },
      ],
      protocols: ["tcp"],
      registries: ["docker.io"],
      privateNamespaces: { "docker.io/tin63": ["tin63"] },
      bindRoots: [
        { path: "/global/team", mode: "ro", users: ["ada"], uid: null },
        { path: "/global/ro", mode: "ro", users: ["bob"], uid: 7, gid: 8 },
      ],
      maxServices: 5,
      maxScale: 3,
      composeBytes: 65536,
      limits: {
        memoryBytes: 2048 * MiB,
        cpus: 2.5,
        pids: 100,
        shmBytes: 64 * MiB,
        tmpfsBytes: MiB,
        stopGraceSeconds: 60,
        logMaxSizeBytes: 5 * MiB,
        logMaxFiles: 2,
        healthIntervalMs: 5000,
        labelBytes: 512,
      },
    });
  });

  test.each<[string, unknown, Partial<BindGrant>]>([
    ["a path alone", "/g", { mode: "ro", users: ["ada"] }],
    ["no mode", { path: "/g" }, { mode: "ro", users: ["ada"] }],
    ["a mode", { path: "/g", mode: "rw" }, { mode: "rw", users: ["ada"] }],
    ["read only or not", { path: "/g", readOnly: false }, { mode: "rw", users: ["ada"] }],
    ["the person's own number", { path: "/g", uid: 80115 }, { users: ["ada"], uid: 80115 }],
    ["another's number", { path: "/g", uid: 7 }, { users: [], uid: 7 }],
    ["people", { path: "/g", users: ["bob"], uid: 7 }, { users: ["bob"] }],
  ])("a bind root with %s is granted no further than it says", (_what, root, grant) => {
    expect(world({ user: { name: "ada", uid: 80115, gid: 80115 }, bindRoots: [root] }).policy.bindRoots).toMatchObject([{ path: "/g", ...grant }]);
  });

  test("null says nothing, and of protocols only those count that there are", () => {
    const { policy } = world({ quota: { pids: null, shm: null }, hostPortPool: { protocols: ["tcp", "sctp"] } });
    expect([policy.limits, policy.protocols]).toEqual([DEFAULT_POLICY.limits, ["tcp"]]);
  });

  test("keys that nothing reads are found", () => {
    expect(unreadKeys({ stack: "x", quotas: {}, quota: { memory: 1, pids: 2 }, user: { name: "ada", mail: "" }, own: null })).toEqual([
      "quotas",
      "user.mail",
      "quota.memory",
    ]);
    expect([unreadKeys({}), unreadKeys(null)]).toEqual([[], []]);
  });

  test.each<[string, unknown]>([
    ["no object", []],
    ["text", "x"],
    ["a stack that is none", { stack: 5 }],
    ["registries that are no list", { registriesAllowed: "docker.io" }],
    ["a range that is none", { hostPortPool: { ranges: ["sixty"] } }],
    ["a range the wrong way round", { hostPortPool: { ranges: ["60010-60000"] } }],
    ["a size that is none", { quota: { memoryPerContainer: "much" } }],
    ["a user number below nothing", { user: { name: "ada", uid: -1 } }],
    ["a root without a path", { bindRoots: [{ mode: "ro" }] }],
    ["fewer services than none", { quota: { services: -1 } }],
    ["half a service", { quota: { services: 2.5 } }],
    ["fewer processors than none", { quota: { cpusPerContainer: -1 } }],
  ])("%s is one clear line", (_what, value) => {
    const said = readWorld(value);
    expect(typeof said === "string" && said.length > 5 && !said.includes("\n")).toBe(true);
  });
});

test("a line names the file, whether it is accepted, and each issue with a fix in words", () => {
  const text = "services:\n  web:\n    image: app:v1\n    privileged: true\n    ports: ['80:80']\n";
  expect(checkFile("a.yml", text, world({}))).toMatchObject({
    file: "a.yml",
    accepted: false,
    issues: expect.arrayContaining([
      {
        severity: "error",
        rule: "policy.privileged",
        path: "services.web.privileged",
        line: 4,
        column: 5,
        message: expect.any(String),
        fix: "Remove the line",
      },
      expect.objectContaining({ rule: "policy.ports", path: "services.web.ports[0]", fix: 'Take any free port: "80"' }),
    ]),
  });
});

test("the file may call itself what it likes while no stack is named", () => {
  const text = "name: portal\nservices:\n  web:\n    image: app:v1\n";
  expect(checkFile("a.yml", text, world({})).accepted).toBe(true);
  expect(checkFile("a.yml", text, world({ stack: "other" })).accepted).toBe(false);
});

test("an own volume outside the stack may be named external, another's may not", () => {
  const text = (name: string) => `services:\n  web:\n    image: app:v1\n    volumes: ['${name}:/data']\nvolumes:\n  ${name}:\n    external: true\n`;
  const own = world({ own: { volumesOutsideStack: ["shared"] } });
  expect(checkFile("a.yml", text("shared"), own).accepted).toBe(true);
  expect(checkFile("a.yml", text("theirs"), own).accepted).toBe(false);
});
