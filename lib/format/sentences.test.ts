import { describe, expect, it } from "vitest";
import type { ErrorCode, ErrorPayloads, Problem } from "@/lib/core/errors";
import { ACTIONS, type BlockReason } from "@/lib/core/lifecycle";
import type { Why } from "@/lib/core/views";
import { command } from "./command";
import { plain } from "./names";
import {
  actionWord,
  blockSentence,
  lastChangeTitle,
  operationTitle,
  outcomeSentence,
  problemSentence,
  secondStep,
  stacksSummary,
  whySentence,
} from "./sentences";

const PAYLOADS: { [C in ErrorCode]: ErrorPayloads[C] } = {
  NOT_FOUND: { what: "stack" },
  UNAUTHENTICATED: {},
  REASON_NEEDED: { action: "shell.open" },
  FORBIDDEN: { action: "remove this stack", needs: "owner" },
  INVALID_INPUT: { field: "stack name", reason: "use a to z, 0 to 9 and hyphens" },
  BLOCKED: { action: "roll-back", reason: "nothing-to-roll-back", wayOut: ["upgrade"] },
  UPGRADE_WAITS: { services: ["web", "app"] },
  NAME_TAKEN: { name: "portal" },
  WRONG_CONFIRMATION: { expected: "portal" },
  VOLUMES_NOT_NAMED: { volumes: [{ container: "db-1", path: "/data", name: "3f2a" }] },
  STALE_REVIEW: { reviewed: "a", current: "b" },
  EDIT_CONFLICT: { base: 3, current: 4, by: "ada", at: 1 },
  COMPOSE_REFUSED: { errors: 2, first: "privileged is not allowed", line: 4 },
  POLICY_REFUSED: {
    action: "roll-back",
    service: "web",
    revision: 3,
    rule: "policy.image",
    line: 4,
    reason: "images come from elsewhere",
    wayOut: ["confirm", "upgrade"],
  },
  POLICY_CHANGED: { environment: "sandbox" },
  SECRETS_UNAVAILABLE: { path: "/run/spindle", reason: "not-memory" },
  SECRET_MISSING: { secret: "db-password" },
  SECRET_SEALED: { secret: "db-password" },
  SECRET_IN_USE: { secret: "db-password", services: ["db", "web"] },
  HOST_DIRECTORY_REFUSED: { path: "/data/team", reason: "symlink" },
  SHELL_IDLE: { minutes: 15 },
  SHELL_GONE: {},
  SHELL_MOVED: {},
  TICKET_REFUSED: {},
  ADDRESS_REFUSED: { host: "engine.example.org", reason: "private" },
  ENVIRONMENT_IN_USE: { environment: "prod", stacks: 3, what: "move" },
  ENVIRONMENT_LAST: { environment: "sandbox" },
  ENVIRONMENT_CLOSED: { environment: "prod" },
  APPROVAL_NEEDED: { environment: "prod" },
  REQUEST_OVER: { status: "declined", by: "ada" },
  OWN_REQUEST: {},
  ASKER_GONE: { asker: "tin" },
  PORT_TAKEN: { port: 60001, protocol: "tcp", by: "another stack" },
  QUOTA_EXCEEDED: { project: "beamline", environment: "prod", over: [{ what: "cpus", used: 3, asked: 2, allowed: 4 }] },
  NO_FREE_PORT: { from: 60000, to: 60050 },
  SCALE_IMPOSSIBLE: { service: "web", reason: "fixed-port", limit: 1 },
  RETAIN_IP_IMPOSSIBLE: { service: "web", network: "default" },
  START_FIRST_IMPOSSIBLE: { service: "web", reason: "container-name" },
  SERVICE_NEEDED: { service: "db", by: ["web"] },
  ROLLBACK_IMPOSSIBLE: { service: "web", missing: ["port 60001"] },
  SUPERSEDED: { by: "a newer upgrade by tin63" },
  ENGINE_UNREACHABLE: { endpoint: "/var/run/docker.sock", since: 1 },
  ENGINE_NOT_CHANGING: { endpoint: "/var/run/docker.sock" },
  SEARCH_TOO_SLOW: { seconds: 4 },
  ENGINE_TIMEOUT: { call: "start a container", seconds: 30 },
  IMAGE_NOT_FOUND: { image: "tin63/worker:v0.9.1" },
  IMAGE_DENIED: { image: "tin63/worker:v0.9.1" },
  REGISTRY_UNREACHABLE: { image: "registry.example/a:1", host: "registry.example" },
  PORT_IN_USE: { port: 8080 },
  COMMAND_NOT_FOUND: { command: "servr" },
  COMMAND_NOT_EXECUTABLE: { command: "/app/run" },
  NO_SUCH_USER: { user: "nobodyy" },
  WORKING_DIR_INVALID: { path: "app" },
  NETWORK_POOL_EXHAUSTED: {},
  NETWORK_IN_USE: {},
  DISK_FULL: {},
  FOREIGN_OBJECT: { kind: "container", name: "portal-web" },
  CONTAINER_EXITED: { container: "web-1", exitCode: 3 },
  OUT_OF_MEMORY: { container: "web-1", limitBytes: 512 * 1024 * 1024 },
  HOOK_FAILED: { container: "web-1", command: "migrate", exitCode: 1, output: "no database" },
  CRASH_LOOP: { container: "web-1", exitCode: 1, restarts: 5 },
  UNHEALTHY: { container: "web-1", output: "connection refused" },
  HEALTH_DEADLINE: { service: "web", seconds: 300 },
  NO_SHELL: { image: "tiny:1" },
  FILE_REFUSED: { path: "/data/report.csv", reason: "no-space", detail: null, limitBytes: 104_857_600 },
  TRANSFER_OFF: { environment: "prod" },
  DEBUG_IMAGE_REFUSED: { image: "busybox:1", reason: "no-shell" },
  CONTAINER_NOT_RUNNING: { container: "web-1", state: "stopped" },
  TOO_MANY_ATTEMPTS: { retryAfterSeconds: 30 },
  SIGN_IN_FAILED: {},
  REAUTHENTICATE: { ways: ["password"], provider: null },
  PASSWORD_CHANGE_NEEDED: {},
  SECOND_FACTOR_NEEDED: {},
  CODE_WRONG: {},
  PROVIDER_REFUSED: { reason: "clash" },
  DIRECTORY_UNREACHABLE: { name: "The directory" },
  SETUP_TOKEN_WRONG: {},
  SETUP_DONE: {},
  ENGINE_ERROR: { message: "no space" },
  TOKEN_UNKNOWN: {},
  TOKEN_EXPIRED: { name: "ci" },
  TOKEN_SCOPE: { needs: "deploy" },
  TOKEN_IN_URL: {},
  TOO_MANY_TOKENS: { limit: 20 },
  RATE_LIMITED: { retryAfterSeconds: 12 },
  BODY_TOO_LARGE: { limitBytes: 1_048_576 },
  NOT_JSON: {},
  KEY_REUSED: {},
  OPERATION_FAILED: { operation: "o1", kind: "upgrade", status: "failed", cause: "`web-1` never became healthy." },
  UNKNOWN: {},
};
const codes = Object.keys(PAYLOADS) as ErrorCode[];
const explain = (code: ErrorCode) => problemSentence({ code, data: PAYLOADS[code] } as Problem);

describe("problem sentences", () => {
  it.each(codes)("%s says what, why and next in plain words", (code) => {
    const { what, why, next } = explain(code);
    for (const part of [what, why, next]) {
      expect(part.length).toBeGreaterThan(8);
      expect(part).not.toMatch(/[A-Z]{2,}_[A-Z]+|undefined|null|NaN|\[object|sha256:|\bEOF\b|errno/);
      expect(part.split("`").length % 2, "back-ticks come in pairs").toBe(1);
      expect(plain(part)[0]).toMatch(/\S/);
    }
    expect(what).not.toMatch(/\.$/);
    expect(why).toMatch(/[.!?…]$/);
    expect(next).toMatch(/[.!?]$/);
  });

  it("names the container and its limit when memory ran out", () => {
    expect(explain("OUT_OF_MEMORY")).toEqual({
      what: "`web-1` ran out of memory",
      why: "Its limit is 512\u00a0MiB.",
      next: "Raise its memory limit in the compose file and upgrade.",
    });
  });

  it("words a blocked action by its reason, also one it does not know", () => {
    expect(explain("BLOCKED").why).toBe(blockSentence("nothing-to-roll-back"));
    expect(problemSentence({ code: "BLOCKED", data: { action: "stop", reason: "the moon is full", wayOut: [] } }).why).toBe("The moon is full.");
  });

  it("says each thing once, and nothing of a code that nobody knows", () => {
    const why = (exitCode: number | null) =>
      problemSentence({ code: "CRASH_LOOP", data: { container: "web-1", exitCode, restarts: 5 } }).why.replaceAll("\u00a0", " ");
    expect([1, 137, null].map(why)).toEqual([
      "It ended 5 times, last with exit code 1. Its command reported an error.",
      "It ended 5 times, last with exit code 137. It was killed from outside.",
      "It ended 5 times.",
    ]);
    expect(explain("UNHEALTHY").why).toBe("The check says: connection refused.");
  });

  it("keeps foreign words short and on one line", () => {
    const { why } = problemSentence({ code: "UNHEALTHY", data: { container: "web-1", output: `a\n\tb ${"x".repeat(900)}` } });
    expect(why.length).toBeLessThan(280);
    expect(why).not.toMatch(/\n|\t/);
  });
});

const NOW = 1_000_000;
const WHYS: { [K in Why["kind"]]: [Extract<Why, { kind: K }>, string] } = {
  well: [{ kind: "well", since: NOW - 60_000 }, "3 of 3 running for 60 s."],
  problem: [
    { kind: "problem", problem: { code: "OUT_OF_MEMORY", data: PAYLOADS.OUT_OF_MEMORY }, retryAt: NOW + 40_000, container: "web-1" },
    "web-1 ran out of memory: its limit is 512 MiB. Next start in 40 s.",
  ],
  pulling: [{ kind: "pulling", image: "app:2" }, "Pulling app:2."],
  "waiting-for": [{ kind: "waiting-for", service: "db", condition: "service_healthy" }, "Waits for db to be healthy."],
  starting: [{ kind: "starting", done: 1, wanted: 3 }, "Starting, 1 of 3 running."],
  "health-wait": [{ kind: "health-wait", container: "web-1", deadline: NOW + 20_000 }, "Waits for web-1 to be healthy; 20 s left."],
  "upgrade-progress": [{ kind: "upgrade-progress", done: 1, wanted: 3, batchSize: 2 }, "Replaced 1 of 3, two at a time."],
  "interval-wait": [{ kind: "interval-wait", until: NOW + 2_000 }, "Next batch in 2 s, as the strategy asks."],
  "upgrade-waits": [
    { kind: "upgrade-waits", since: NOW, kept: 3, image: "reg/app:v1.4.2" },
    "v1.4.2 runs healthy, 3 of 3. The three old containers are kept until you decide.",
  ],
  "rolling-back": [{ kind: "rolling-back", done: 1, wanted: 2 }, "The old containers start again, 1 of 2."],
  finishing: [{ kind: "finishing", left: 2 }, "Removing the old containers, 2 left."],
  stopping: [{ kind: "stopping", left: 1 }, "Stopping, 1 container left."],
  stopped: [{ kind: "stopped" }, "Stopped by a person; its volumes and settings stay."],
  completed: [{ kind: "completed" }, "Did its work and ended without an error."],
  removing: [{ kind: "removing", left: 0 }, "Removing the last traces."],
  "approval-waits": [
    { kind: "approval-waits", what: "upgrade", asker: "tin", mayDecide: true, message: "new portal" },
    "tin asks for your yes to this upgrade: new portal.",
  ],
  "approval-declined": [{ kind: "approval-declined", by: "ada", reason: "not before Monday" }, "ada said no: not before Monday."],
  "engine-away": [{ kind: "engine-away", since: NOW - 90_000 }, "The engine has not answered for 90 s; this is what was last seen."],
};

describe("why sentences", () => {
  it.each(Object.entries(WHYS))("%s", (_kind, [why, wanted]) => {
    const said = whySentence(why, { running: 3, wanted: 3, health: "healthy" }, NOW);
    expect(plain(said).replaceAll("\u00a0", " ")).toBe(wanted);
  });

  it("needs no view", () => {
    for (const [why] of Object.values(WHYS)) expect(whySentence(why, null, NOW)).toMatch(/\.$/);
    const leaves = { kind: "upgrade-waits", since: NOW, kept: 1, image: "" } as const;
    expect(whySentence(leaves, { running: 0, wanted: 0, health: "stopped" }, NOW)).toBe(
      "The file no longer has it. The old container is kept until you decide.",
    );
  });
});

it.each<BlockReason>([
  "nothing-to-confirm",
  "not-all-replaced",
  "nothing-to-roll-back",
  "no-upgrade-runs",
  "not-paused",
  "rolling-back",
  "already-running",
  "already-stopped",
  "upgrade-runs",
  "being-removed",
])("says why %s blocks", (reason) => {
  expect(blockSentence(reason)).toMatch(/^[A-Z].*\.$/);
});

it("words every action once", () => {
  expect(new Set(ACTIONS.map(actionWord)).size).toBe(ACTIONS.length);
});

describe("operations", () => {
  const base = { stack: "als", service: "web", toRevision: 7, detail: null } as const;
  it.each([
    [{ ...base, kind: "upgrade", status: "succeeded" }, "Upgraded als/web to revision 7"],
    [{ ...base, kind: "upgrade", status: "running" }, "Upgrading als/web to revision 7"],
    [{ ...base, kind: "scale", status: "succeeded", detail: "2 to 5" }, "Scaled als/web from 2 to 5"],
    [{ ...base, kind: "deploy", status: "failed", service: null }, "Deploy of als failed"],
  ] as const)("title %#", (operation, title) => {
    expect(plain(operationTitle(operation))).toBe(title);
  });

  it("says the end", () => {
    expect(outcomeSentence({ kind: "upgrade", status: "succeeded", problem: null })).toContain("kept until you decide");
    expect(outcomeSentence({ kind: "deploy", status: "failed", problem: { code: "DISK_FULL", data: {} } })).toContain("Ask an administrator");
    expect(lastChangeTitle({ kind: "roll-back", service: "app", status: "succeeded" })).toBe("Rolled back `app`");
  });
});

it("sums the page up", () => {
  expect(stacksSummary(0, 0, 0)).toBe("Nothing runs here yet.");
  expect(stacksSummary(9, 34, 3)).toBe("9 stacks, 34 containers running. Three things need you.");
  expect(stacksSummary(1, 1, 1)).toBe("1 stack, 1 container running. One thing needs you.");
  expect(stacksSummary(2, 5, 0)).toBe("2 stacks, 5 containers running. Nothing needs you.");
});

it("asks a second time in words that name the loss", () => {
  expect(secondStep("confirm", "web", 3).question).toBe("Delete 3 old containers?");
  expect(secondStep("roll-back", "web", 1).question).toBe("Start the old one again?");
});

it.each([
  ["upgrade", { stack: "als", service: null }, "rancher up -d --upgrade --stack als"],
  ["confirm", { stack: "als", service: "web" }, "rancher up -d --confirm-upgrade --stack als web"],
  ["deploy", { stack: "als", service: null }, "rancher up -d --stack als"],
  ["scale", { stack: "als", service: "web", number: 3 }, "rancher scale als/web=3"],
  ["restart", { stack: "als", service: null, services: ["db", "web"] }, "rancher restart als/db als/web"],
  ["remove", { stack: "als", service: null }, "rancher rm --type stack als"],
  ["shell", { stack: "als", service: "web", number: 2 }, "rancher exec -it als/web-2 sh"],
] as const)("copies %s as a command", (action, at, line) => {
  expect(command(action, { ...at, services: "services" in at ? [...at.services] : undefined })).toBe(line);
});
