import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { MASKED } from "@/lib/core/masking";
import { unpackList } from "@/lib/core/stack-list";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { ACTORS, makeTeam, type Team, type TeamActor } from "@/lib/testing/team";
import { changeMember } from "./change-member";
import { changePolicy } from "./change-policy";
import { confirmUpgrade } from "./confirm-upgrade";
import type { OpContext } from "./context";
import { createStack } from "./create-stack";
import { createUser } from "./create-user";
import { deployStack } from "./deploy-stack";
import { describeContainer } from "./describe-container";
import { downloadLogs } from "./download-logs";
import { exportStack } from "./export-stack";
import { listOperations } from "./list-operations";
import { compareRevisions, getRevision, listHistory } from "./list-revisions";
import { listStacks } from "./list-stacks";
import { listUsers } from "./list-users";
import { openLogs } from "./open-logs";
import { openShell } from "./open-shell";
import { pauseUpgrade, resumeUpgrade } from "./pause-upgrade";
import { policyVersion, readPolicy } from "./read-policy";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { restartService, startService, stopService } from "./run-service";
import { scaleService } from "./scale-service";
import { setUserDisabled } from "./set-user-disabled";
import { setUserRole } from "./set-user-role";
import { acceptOffer, offerStack } from "./transfer-stack";
import { upgradeStack } from "./upgrade-stack";
import { getAccess } from "./view-access";
import { getProject } from "./view-project";
import { getStack } from "./view-stack";
import { getStorage } from "./view-storage";

/** What one actor meets: allowed, or the code of the refusal. `blocked` is past the gate: the state, not the role, says no. */
type Outcome = "yes" | "FORBIDDEN" | "NOT_FOUND" | "BLOCKED" | string;
const outcome = (work: Promise<unknown>): Promise<Outcome> =>
  work.then(
    () => "yes",
    (error: unknown) => problemOf(error).code,
  );

type Key = { environment: string; stack: string };
interface Act {
  /** The row of the matrix, `security.md` section 4. */
  row: string;
  /** Letters as there: y, y* (told to the owner), - (refused), 404 (no such thing). In the order of ACTORS. */
  cells: string;
  /** Where even those who may are stopped by the state of the stack. */
  allowed?: Outcome;
  run(ctx: OpContext, stack: Key, scene: Scene): Promise<unknown>;
}
interface Scene {
  house: House;
  team: Team;
  /** Deployed, with a running container. */
  live: Key;
  container: string;
  dummy: string;
}

const FILE = "services:\n  web:\n    image: web:v1\n    environment:\n      PLAIN: visible-value\n";
const service = (stack: Key) => ({ ...stack, service: "web" });

async function upgrade(ctx: OpContext, stack: Key): Promise<unknown> {
  const file = { ...stack, composeText: "services:\n  web:\n    image: web:v2\n", variables: {} };
  const { hash } = await reviewStack({ ctx, input: { ...file, isNew: false, strategy: null } });
  const input = { ...file, reviewedHash: hash ?? "", message: null, strategy: DEFAULT_STRATEGY, baseRevision: 1, replaceCandidate: false };
  return upgradeStack({ ctx, input });
}

const ACTS: Act[] = [
  { row: "stack: see state", cells: "y y y y y y 404", run: (ctx, stack) => getStack({ ctx, input: stack }) },
  { row: "stack: who may do what", cells: "y y y y y y 404", run: (ctx, stack) => getAccess({ ctx, input: stack }) },
  { row: "stack: activity", cells: "y y y y y y 404", run: (ctx, stack) => listOperations({ ctx, input: stack }) },
  {
    row: "stack: create in the project",
    cells: "y - - y y - 404",
    run: (ctx, { environment }, { team }) =>
      createStack({ ctx, input: { environment, stack: `made-${ctx.actor.role}-${ctx.actor.username}`, project: team.project.name } }),
  },
  {
    row: "stack: create in the own project",
    cells: "y y y y y y y",
    run: (ctx, { environment }) => createStack({ ctx, input: { environment, stack: `own-${ctx.actor.username}` } }),
  },
  { row: "file: one revision", cells: "y y - y y y 404", run: (ctx, stack) => getRevision({ ctx, input: { ...stack, revision: 1 } }) },
  { row: "file: history", cells: "y y - y y y 404", run: (ctx, stack) => listHistory({ ctx, input: stack }) },
  { row: "file: export", cells: "y y - y y y 404", run: (ctx, stack) => exportStack({ ctx, input: { ...stack, revision: null } }) },
  { row: "file: diff", cells: "y y - y y y 404", run: (ctx, stack) => compareRevisions({ ctx, input: { ...stack, from: null, to: null } }) },
  { row: "stack: upgrade", cells: "y* - - y y - 404", run: upgrade },
  { row: "stack: confirm", cells: "y - - y y - 404", allowed: "BLOCKED", run: (ctx, stack) => confirmUpgrade({ ctx, input: service(stack) }) },
  { row: "stack: roll back", cells: "y - - y y - 404", allowed: "BLOCKED", run: (ctx, stack) => rollBack({ ctx, input: service(stack) }) },
  { row: "stack: pause", cells: "y - - y y - 404", allowed: "BLOCKED", run: (ctx, stack) => pauseUpgrade({ ctx, input: service(stack) }) },
  { row: "stack: resume", cells: "y - - y y - 404", allowed: "BLOCKED", run: (ctx, stack) => resumeUpgrade({ ctx, input: service(stack) }) },
  { row: "service: stop", cells: "y* y* - y y - 404", run: (ctx, stack) => stopService({ ctx, input: service(stack) }) },
  { row: "service: restart", cells: "y* y* - y y - 404", run: (ctx, stack) => restartService({ ctx, input: service(stack) }) },
  { row: "service: start", cells: "y y - y y - 404", allowed: "BLOCKED", run: (ctx, stack) => startService({ ctx, input: service(stack) }) },
  { row: "service: scale", cells: "y* - - y y - 404", run: (ctx, stack) => scaleService({ ctx, input: { ...service(stack), scale: 2 } }) },
  {
    row: "stack: delete",
    cells: "y* - - y - - 404",
    run: (ctx, stack) => removeStack({ ctx, input: { ...stack, service: null, typedName: stack.stack, volumes: [] } }),
  },
  {
    row: "volumes: delete",
    cells: "y* - - y - - 404",
    run: (ctx, stack) => removeStack({ ctx, input: { ...stack, service: null, typedName: stack.stack, volumes: ["data"] } }),
  },
  {
    row: "stack: delete without its name",
    cells: "y - - y - - 404",
    allowed: "WRONG_CONFIRMATION",
    run: (ctx, stack) => removeStack({ ctx, input: { ...stack, service: null, typedName: "", volumes: [] } }),
  },
  { row: "logs: tail", cells: "y* y* - y y y 404", run: (ctx, _, { live }) => openLogs({ ctx, input: { ...live, service: null, containers: null } }) },
  {
    row: "logs: download",
    cells: "y y - y y y 404",
    run: (ctx, _, { live }) =>
      downloadLogs({ ctx, input: { ...live, service: null, containers: null, tail: 10, since: null, until: null, signal: AbortSignal.abort() } }),
  },
  {
    row: "shell with a reason",
    cells: "y* - - y y - 404",
    run: async (ctx, _, { live, container }) => {
      const { session } = await openShell({ ctx, input: { ...live, container, shell: null, cols: 80, rows: 24, reason: "a look" } });
      await session.close();
    },
  },
  { row: "container: inspect", cells: "y y - y y y 404", run: (ctx, _, { live, container }) => describeContainer({ ctx, input: { ...live, container } }) },
  { row: "container: storage", cells: "y y - y y y 404", run: (ctx, _, { live }) => getStorage({ ctx, input: { ...live, service: "web" } }) },
  { row: "members: see", cells: "y y y y y y 404", run: (ctx, _, { team }) => getProject({ ctx, input: { project: team.project.name } }) },
  {
    row: "members: change",
    cells: "y* - - y - - 404",
    run: async (ctx, _, { team, dummy }) => {
      const at = { project: team.project.name, userId: dummy };
      await changeMember({ ctx, input: { ...at, role: "maintainer" } });
      await changeMember({ ctx, input: { ...at, role: "viewer" } });
    },
  },
  {
    row: "transfer: offer",
    cells: "y* - - y - - 404",
    run: (ctx, stack, { team }) => offerStack({ ctx, input: { ...stack, project: team.people.other.username } }),
  },
  { row: "policy: read", cells: "y y y - - - -", run: (ctx, { environment }) => readPolicy({ ctx, input: { environment } }) },
  {
    row: "policy: change",
    cells: "y - - - - - -",
    run: async (ctx, { environment }, { house }) => {
      const row = await house.db.registry.environment(environment);
      if (!row) throw new Error("no environment");
      await changePolicy({ ctx, input: { environment, policy: row.policy, version: policyVersion(ctx, row.policy) } });
    },
  },
  { row: "users: read", cells: "y - y - - - -", run: (ctx) => listUsers({ ctx }) },
  {
    row: "users: create",
    cells: "y - - - - - -",
    run: (ctx) => createUser({ ctx, input: { username: `new-${ctx.actor.username}`, password: "correct horse", role: "user" } }),
  },
  { row: "users: disable", cells: "y - - - - - -", run: (ctx, _, { dummy }) => setUserDisabled({ ctx, input: { userId: dummy, disabled: false } }) },
  { row: "users: role", cells: "y - - - - - -", run: (ctx, _, { dummy }) => setUserRole({ ctx, input: { userId: dummy, role: "user" } }) },
];

const WORDS: Record<string, Outcome> = { y: "yes", "y*": "yes", "-": "FORBIDDEN", "404": "NOT_FOUND" };
const ends: (() => void | Promise<void>)[] = [];
let scene: Scene;

beforeAll(async () => {
  const house = await openHouse((work) => ends.push(work));
  const team = await makeTeam(house);
  const owner = team.as("owner");
  const { hash } = await reviewStack({
    ctx: owner,
    input: { environment: house.environment, stack: "live", isNew: true, composeText: FILE, variables: {}, strategy: null, project: "team" },
  });
  const live = { environment: house.environment, stack: "live" };
  await deployStack({ ctx: owner, input: { ...live, composeText: FILE, variables: {}, reviewedHash: hash ?? "", message: null, project: "team" } });
  const [running] = await house.until(
    () => house.engine.containers().filter(({ state }) => state === "running"),
    (found) => found.length > 0,
  );
  const { id: dummy } = await makeUser(house.db, "user", "dummy");
  await house.db.registry.transaction((tx) => tx.setMember(team.project.id, dummy, "viewer"));
  scene = { house, team, live, container: running?.id ?? "", dummy };
});
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** What the owner reads of it in Activity, also when the stack is gone. */
const told = async (actor: TeamActor, { environment, stack }: Key) => {
  const { team } = scene;
  const seen = await listOperations({ ctx: team.as("owner"), input: { environment, stack: null } });
  return seen.filter((operation) => operation.stack === stack && operation.actor === team.people[actor].username);
};

describe.each(ACTS)("$row", ({ row, cells, allowed = "yes", run }) => {
  test.each(ACTORS.map((actor, at) => ({ actor, cell: cells.split(" ")[at] ?? "" })))("$actor: $cell", async ({ actor, cell }) => {
    const { team } = scene;
    const stack = await team.stack();
    const expected = WORDS[cell] === "yes" ? allowed : WORDS[cell];
    expect(await outcome(run(team.as(actor), stack, scene))).toBe(expected);
    const about = row.startsWith("logs") || row.startsWith("shell") ? scene.live : stack;
    if (cell === "y*") expect((await told(actor, about)).at(-1)).toMatchObject({ asRole: team.people[actor].role, status: expect.any(String) });
    if (cell === "y" && WORDS[cell] === "yes" && actor === "owner") expect((await told(actor, about)).every(({ asRole }) => asRole === undefined)).toBe(true);
  });
});

describe("what belongs to somebody else", () => {
  const MISSING = { environment: "", stack: "no-such-stack" };
  // The rest is about the one stack that runs, or about a project.
  const about = ACTS.filter(({ row, cells }) => cells.endsWith("404") && !/^(?:logs|shell|container|members|stack: create)/.test(row));
  test.each(about)("$row answers as if it were missing", async ({ run }) => {
    const ctx = scene.team.as("other");
    const problem = (key: Key) => run(ctx, key, scene).then(() => null, problemOf);
    expect(await problem(await scene.team.stack())).toEqual(await problem({ ...MISSING, environment: scene.house.environment }));
  });

  test("is in no list", async () => {
    const list = unpackList(await listStacks({ ctx: scene.team.as("other"), input: { environment: scene.house.environment } }));
    expect(list.stacks.filter(({ project }) => project === "team")).toEqual([]);
  });
});

describe("values of variables", () => {
  test.each([
    ["admin", true],
    ["operator", false],
    ["owner", true],
    ["maintainer", true],
    ["viewer", false],
  ] as const)("%s sees them: %s", async (actor, sees) => {
    const ctx = scene.team.as(actor);
    const revision = await getRevision({ ctx, input: { ...scene.live, revision: 1 } });
    expect(revision.composeText.includes("visible-value")).toBe(sees);
    expect(revision.composeText.includes(MASKED)).toBe(!sees);
    const view = await getStack({ ctx, input: scene.live });
    expect(view.services[0]?.spec?.environment.PLAIN).toBe(sees ? "visible-value" : MASKED);
  });

  test("an auditor sees the state and nothing of the file", async () => {
    const view = await getStack({ ctx: scene.team.as("auditor"), input: scene.live });
    expect(view.services[0]).toMatchObject({ state: expect.any(String), spec: null, keptSpec: null, rendered: null, change: null });
    expect(JSON.stringify(view)).not.toContain("visible-value");
  });
});

test("a refusal names the roles that could", async () => {
  const problem = await stopService({ ctx: scene.team.as("viewer"), input: service(await scene.team.stack()) }).then(() => null, problemOf);
  expect(problem).toMatchObject({ code: "FORBIDDEN", data: { action: "service.operate", roles: ["admin", "operator", "owner", "maintainer"] } });
});

test("a button that the role does not allow is off, with the right that it takes; the list says the same as the page", async () => {
  for (const actor of ACTORS.slice(0, 6)) {
    const ctx = scene.team.as(actor);
    const view = await getStack({ ctx, input: scene.live });
    const row = unpackList(await listStacks({ ctx, input: { environment: scene.house.environment } })).stacks.find(({ name }) => name === "live");
    expect(row?.actions).toEqual(view.actions);
    expect(row?.lacks).toEqual(view.lacks);
    const off = view.actions.upgrade.allowed === false && view.actions.upgrade.reason === "right:stack.deploy";
    expect(off).toBe(["operator", "auditor", "viewer"].includes(actor));
    expect(view.as).toBe(["admin", "operator", "auditor"].includes(actor) ? scene.team.people[actor].role : undefined);
  }
});

test("an administrator's shell without a reason is refused, and with one the owner reads it", async () => {
  const { live, container, team } = scene;
  const input = { ...live, container, shell: null, cols: 80, rows: 24 };
  expect(await outcome(openShell({ ctx: team.as("admin"), input: { ...input, reason: "  " } }))).toBe("REASON_NEEDED");
  const { session } = await openShell({ ctx: team.as("admin"), input: { ...input, reason: "ticket 7: disk full" } });
  await session.close();
  const [latest] = (await told("admin", live)).filter(({ kind }) => kind === "shell");
  expect(latest).toMatchObject({ kind: "shell", service: "web", message: "ticket 7: disk full", asRole: "admin" });
  const audit = await scene.house.db.database.prisma.auditEntry.findFirst({ where: { action: "shell.open" }, orderBy: { number: "desc" } });
  expect(JSON.parse(audit?.after ?? "{}")).toMatchObject({ as: "admin", reason: "ticket 7: disk full" });
});

test("who takes a stack over does not see it before", async () => {
  const { team } = scene;
  const stack = await team.stack();
  expect(await outcome(acceptOffer({ ctx: team.as("other"), input: stack }))).toBe("NOT_FOUND");
  await offerStack({ ctx: team.as("owner"), input: { ...stack, project: team.people.other.username } });
  expect(await outcome(getStack({ ctx: team.as("other"), input: stack }))).toBe("NOT_FOUND");
  expect(await outcome(acceptOffer({ ctx: team.as("viewer"), input: stack }))).toBe("NOT_FOUND");
  await acceptOffer({ ctx: team.as("other"), input: stack });
  expect((await getStack({ ctx: team.as("other"), input: stack })).project).toBe(team.people.other.username);
  expect(await outcome(getStack({ ctx: team.as("owner"), input: stack }))).toBe("NOT_FOUND");
});
