import { beforeEach, describe, expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { makeTeam, type Team } from "@/lib/testing/team";
import { acceptInvitation, declineInvitation, openInvitation } from "./answer-invitation";
import { changeMember, removeMember } from "./change-member";
import { createProject, deleteProject, renameProject, setSwitches } from "./change-project";
import type { OpContext } from "./context";
import { createStack } from "./create-stack";
import { deployStack } from "./deploy-stack";
import { invite, withdrawInvitation } from "./invite";
import { listOperations } from "./list-operations";
import { listProjects } from "./list-projects";
import { listStacks } from "./list-stacks";
import { openLogs } from "./open-logs";
import { openShell } from "./open-shell";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";
import { setUserRole } from "./set-user-role";
import { acceptOffer, declineOffer, offerStack, withdrawOffer } from "./transfer-stack";
import { getAccess } from "./view-access";
import { getProject } from "./view-project";
import { getStack } from "./view-stack";

let house: House;
let team: Team;
beforeEach(async () => {
  house = await openHouse();
  team = await makeTeam(house);
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "yes",
    (error: unknown) => problemOf(error).code,
  );
const person = async (username: string) => house.as(await makeUser(house.db, "user", username));
const audits = async () => (await house.db.database.prisma.auditEntry.findMany({ orderBy: { number: "asc" } })).map(({ action }) => action);
const roleOf = async (ctx: OpContext, project = "team") => (await listProjects({ ctx })).projects.find(({ name }) => name === project)?.member ?? null;

describe("a project", () => {
  test("are few for each person, as each has a quota of its own; an administrator makes more", async () => {
    const make = (who: "other" | "admin", projectName: string) => codeOf(createProject({ ctx: team.as(who), input: { projectName } }));
    for (const name of ["one", "two", "three"]) expect(await make("other", `own-${name}`)).toBe("yes");
    expect(await make("other", "own-four")).toBe("BLOCKED");
    for (const name of ["one", "two", "three", "four"]) expect(await make("admin", `more-${name}`)).toBe("yes");
  });

  test("is made, renamed and deleted; its stacks follow its name", async () => {
    const ada = await person("ada");
    expect(await createProject({ ctx: ada, input: { projectName: "als-ops" } })).toEqual({ project: "als-ops" });
    expect(await codeOf(createProject({ ctx: team.as("owner"), input: { projectName: "als-ops" } }))).toBe("NAME_TAKEN");
    await createStack({ ctx: ada, input: { environment: house.environment, stack: "portal", project: "als-ops" } });
    await renameProject({ ctx: ada, input: { project: "als-ops", projectName: "als" } });
    expect((await getStack({ ctx: ada, input: { environment: house.environment, stack: "portal" } })).project).toBe("als");
    expect(await codeOf(deleteProject({ ctx: ada, input: { project: "als", typedName: "als" } }))).toBe("BLOCKED");
    await removeStack({ ctx: ada, input: { environment: house.environment, stack: "portal", service: null, typedName: "portal", volumes: [] } });
    await house.until(
      async () => (await getProject({ ctx: ada, input: { project: "als" } })).stacks,
      (stacks) => stacks === 0,
    );
    expect(await codeOf(deleteProject({ ctx: ada, input: { project: "als", typedName: "wrong" } }))).toBe("WRONG_CONFIRMATION");
    await deleteProject({ ctx: ada, input: { project: "als", typedName: "als" } });
    expect(await roleOf(ada, "als")).toBeNull();
    expect(await audits()).toEqual(expect.arrayContaining(["project.create", "project.rename", "project.delete"]));
  });

  test("keeps what policies grant it when it is renamed, and leaves its old name nothing", async () => {
    const row = await house.db.registry.environment(house.environment);
    if (!row) throw new Error("no environment");
    const grant = { path: "/data", mode: "rw" as const, users: ["team-owner"], projects: ["other", "team"], uid: 1, gid: 1, groups: [] };
    const ports = { from: 7000, to: 7001, projects: ["team"], reason: "an old client" };
    const elsewhere = { ...grant, path: "/more", projects: ["other"] };
    await house.db.registry.transaction((tx) => tx.setPolicy(row.id, { ...row.policy, bindRoots: [grant, elsewhere], portGrants: [ports] }));
    await renameProject({ ctx: team.as("owner"), input: { project: "team", projectName: "crew" } });
    const { policy } = (await house.db.registry.environment(house.environment)) ?? row;
    expect(policy).toEqual({
      ...row.policy,
      bindRoots: [{ ...grant, projects: ["other", "crew"] }, elsewhere],
      portGrants: [{ ...ports, projects: ["crew"] }],
    });
    const last = await house.db.database.prisma.auditEntry.findFirst({ where: { action: "project.rename" } });
    expect(JSON.parse(last?.after ?? "")).toEqual({ name: "crew", grantsIn: [house.environment] });
  });

  test("of a person stays as it is, and the person its owner", async () => {
    const ada = await person("ada");
    expect(await codeOf(renameProject({ ctx: ada, input: { project: "ada", projectName: "ada-two" } }))).toBe("BLOCKED");
    expect(await codeOf(deleteProject({ ctx: ada, input: { project: "ada", typedName: "ada" } }))).toBe("BLOCKED");
    expect(await codeOf(removeMember({ ctx: ada, input: { project: "ada", userId: ada.actor.userId } }))).toBe("BLOCKED");
    expect((await listProjects({ ctx: ada })).projects.map(({ name, personal }) => [name, personal])).toEqual([["ada", true]]);
  });

  test("cannot be called like one that a policy grants something to", async () => {
    const row = await house.db.registry.environment(house.environment);
    if (!row) throw new Error("no environment");
    const grant = { path: "/data", mode: "rw" as const, users: [], projects: ["granted"], uid: 1, gid: 1, groups: [] };
    await house.db.registry.transaction((tx) => tx.setPolicy(row.id, { ...row.policy, bindRoots: [grant] }));
    expect(await codeOf(createProject({ ctx: team.as("owner"), input: { projectName: "granted" } }))).toBe("NAME_TAKEN");
    expect(await codeOf(renameProject({ ctx: team.as("owner"), input: { project: "team", projectName: "granted" } }))).toBe("NAME_TAKEN");
    expect(await codeOf(createProject({ ctx: team.as("admin"), input: { projectName: "granted" } }))).toBe("yes");
  });

  test("cannot be called like one that people of a directory are put into", async () => {
    const mapped = { name: "directory", issuer: "ldap", projects: [{ group: "als", project: "als", role: "maintainer" as const }], roles: [] };
    const ctx = (who: OpContext): OpContext => ({ ...who, signIn: { ...who.signIn, provider: mapped } });
    expect(await codeOf(createProject({ ctx: ctx(team.as("owner")), input: { projectName: "als" } }))).toBe("NAME_TAKEN");
    expect(await codeOf(renameProject({ ctx: ctx(team.as("owner")), input: { project: "team", projectName: "als" } }))).toBe("NAME_TAKEN");
    expect(await codeOf(createProject({ ctx: ctx(team.as("admin")), input: { projectName: "als" } }))).toBe("yes");
  });

  test("of others is missing, whatever is asked of it", async () => {
    const other = team.as("other");
    const userId = team.people.viewer.id;
    for (const project of ["team", "no-such"]) {
      const asked = [
        getProject({ ctx: other, input: { project } }),
        renameProject({ ctx: other, input: { project, projectName: "mine" } }),
        deleteProject({ ctx: other, input: { project, typedName: project } }),
        setSwitches({ ctx: other, input: { project, viewersReadLogs: false, maintainersOpenShell: false } }),
        changeMember({ ctx: other, input: { project, userId, role: "owner" } }),
        removeMember({ ctx: other, input: { project, userId } }),
        invite({ ctx: other, input: { project, role: "viewer", username: null } }),
        createStack({ ctx: other, input: { environment: house.environment, stack: "mine", project } }),
      ];
      for (const work of asked) expect(await work.then(() => null, problemOf)).toEqual({ code: "NOT_FOUND", data: { what: "project" } });
    }
  });
});

describe("members", () => {
  const change = (ctx: OpContext, of: keyof Team["people"], role: "owner" | "maintainer" | "viewer") =>
    changeMember({ ctx, input: { project: "team", userId: team.people[of].id, role } });

  test("change by an owner alone, and the last owner stays one", async () => {
    expect(await codeOf(change(team.as("maintainer"), "viewer", "maintainer"))).toBe("FORBIDDEN");
    expect(await codeOf(change(team.as("owner"), "owner", "viewer"))).toBe("BLOCKED");
    expect(await codeOf(removeMember({ ctx: team.as("owner"), input: { project: "team", userId: team.people.owner.id } }))).toBe("BLOCKED");
    await change(team.as("owner"), "viewer", "owner");
    await change(team.as("owner"), "owner", "viewer");
    expect(await roleOf(team.as("owner"))).toBe("viewer");
    expect(await codeOf(change(team.as("owner"), "maintainer", "owner"))).toBe("FORBIDDEN");
  });

  test("leave by themselves, and lose sight of everything at once", async () => {
    const stack = await team.stack();
    const maintainer = team.as("maintainer");
    await getStack({ ctx: maintainer, input: stack });
    await removeMember({ ctx: maintainer, input: { project: "team", userId: maintainer.actor.userId } });
    expect(await codeOf(getStack({ ctx: maintainer, input: stack }))).toBe("NOT_FOUND");
    expect((await listStacks({ ctx: maintainer, input: { environment: house.environment } })).stacks).toEqual([]);
    expect(await audits()).toContain("member.leave");
  });

  test("that an administrator changes are told to the owner, on each stack", async () => {
    const stack = await team.stack();
    await change(team.as("admin"), "viewer", "maintainer");
    const [note] = await listOperations({ ctx: team.as("owner"), input: stack });
    expect(note).toMatchObject({ kind: "access", asRole: "admin", actor: "team-admin", detail: "`team-viewer` is maintainer now, was viewer" });
  });
});

describe("an invitation", () => {
  const ask = (ctx: OpContext, role: "owner" | "maintainer" | "viewer", username: string | null) => invite({ ctx, input: { project: "team", role, username } });

  test("by name is seen and taken by that person alone", async () => {
    const [ada, eve] = [await person("ada"), await person("eve")];
    const { token } = await ask(team.as("owner"), "maintainer", "ada");
    const [invitation] = (await listProjects({ ctx: ada })).invitations;
    expect(invitation).toMatchObject({ project: "team", role: "maintainer", by: "team-owner", username: "ada" });
    expect((await listProjects({ ctx: eve })).invitations).toEqual([]);
    const id = invitation?.id ?? "";
    expect(await codeOf(acceptInvitation({ ctx: eve, input: { invitation: { id } } }))).toBe("NOT_FOUND");
    expect(await codeOf(acceptInvitation({ ctx: eve, input: { invitation: { token } } }))).toBe("NOT_FOUND");
    expect(await acceptInvitation({ ctx: ada, input: { invitation: { id } } })).toEqual({ project: "team" });
    expect(await roleOf(ada)).toBe("maintainer");
    expect(await codeOf(acceptInvitation({ ctx: ada, input: { invitation: { token } } }))).toBe("NOT_FOUND");
  });

  test("by link lets one person in, is kept as a hash, and cannot be found by its id", async () => {
    const [ada, eve] = [await person("ada"), await person("eve")];
    const { token } = await ask(team.as("owner"), "viewer", null);
    const [row] = await house.db.database.prisma.invitation.findMany();
    expect(JSON.stringify(row)).not.toContain(token);
    expect(JSON.stringify(await house.db.database.prisma.auditEntry.findMany())).not.toContain(token);
    expect(await codeOf(acceptInvitation({ ctx: eve, input: { invitation: { id: row?.id ?? "" } } }))).toBe("NOT_FOUND");
    expect(await openInvitation({ ctx: ada, input: { token } })).toMatchObject({ project: "team", role: "viewer", by: "team-owner", member: null });
    await acceptInvitation({ ctx: ada, input: { invitation: { token } } });
    expect(await codeOf(acceptInvitation({ ctx: eve, input: { invitation: { token } } }))).toBe("NOT_FOUND");
    expect(await roleOf(ada)).toBe("viewer");
  });

  test("ends: declined, withdrawn, run out, or when its sender could not give that role any more", async () => {
    const ada = await person("ada");
    const owner = team.as("owner");
    const first = await ask(owner, "viewer", "ada");
    await declineInvitation({ ctx: ada, input: { invitation: { token: first.token } } });
    expect(await codeOf(openInvitation({ ctx: ada, input: { token: first.token } }))).toBe("NOT_FOUND");

    const second = await ask(owner, "viewer", null);
    const [open] = (await getProject({ ctx: owner, input: { project: "team" } })).invitations;
    await withdrawInvitation({ ctx: owner, input: { project: "team", invitationId: open?.id ?? "" } });
    expect(await codeOf(openInvitation({ ctx: ada, input: { token: second.token } }))).toBe("NOT_FOUND");

    const third = await ask(owner, "viewer", null);
    const later = { ...ada, now: () => third.expiresAt };
    expect(await codeOf(openInvitation({ ctx: later, input: { token: third.token } }))).toBe("NOT_FOUND");

    const fourth = await ask(owner, "owner", null);
    await changeMember({ ctx: owner, input: { project: "team", userId: team.people.viewer.id, role: "owner" } });
    await changeMember({ ctx: team.as("viewer"), input: { project: "team", userId: owner.actor.userId, role: "maintainer" } });
    expect(await codeOf(acceptInvitation({ ctx: ada, input: { invitation: { token: fourth.token } } }))).toBe("NOT_FOUND");
    expect(await roleOf(ada)).toBeNull();
  });

  test("never makes a role smaller, and is refused to who may not invite", async () => {
    expect(await codeOf(ask(team.as("maintainer"), "viewer", null))).toBe("FORBIDDEN");
    expect(await codeOf(ask(team.as("owner"), "viewer", "team-maintainer"))).toBe("INVALID_INPUT");
    expect(await codeOf(ask(team.as("owner"), "viewer", "nobody-here"))).toBe("NOT_FOUND");
    const { token } = await ask(team.as("owner"), "viewer", null);
    await acceptInvitation({ ctx: team.as("maintainer"), input: { invitation: { token } } });
    expect(await roleOf(team.as("maintainer"))).toBe("maintainer");
  });
});

describe("a transfer", () => {
  const FILE = "services:\n  web:\n    image: web:v1\n    ports: ['8080']\n";
  const deployed = async () => {
    const owner = team.as("owner");
    const key = { environment: house.environment, stack: "portal" };
    const input = { ...key, composeText: FILE, variables: {}, project: "team" };
    const { hash } = await reviewStack({ ctx: owner, input: { ...input, isNew: true, strategy: null } });
    await deployStack({ ctx: owner, input: { ...input, reviewedHash: hash ?? "", message: null } });
    await house.until(
      async () => (await getStack({ ctx: owner, input: key })).running,
      (running) => running === 1,
    );
    return { owner, key };
  };

  test("moves the stack with its ports, containers and history, once the other side accepts", async () => {
    const { owner, key } = await deployed();
    const ada = await person("ada");
    const before = await getStack({ ctx: owner, input: key });
    await offerStack({ ctx: owner, input: { ...key, project: "ada" } });
    expect((await getStack({ ctx: owner, input: key })).offer).toMatchObject({ to: "ada", by: "team-owner" });
    expect((await listStacks({ ctx: ada, input: { environment: house.environment } })).offers).toMatchObject([{ stack: "portal", from: "team", to: "ada" }]);
    await acceptOffer({ ctx: ada, input: key });
    const after = await getStack({ ctx: ada, input: key });
    expect(after.project).toBe("ada");
    expect(after.endpoints).toEqual(before.endpoints);
    expect(after.services[0]?.containers.map(({ id }) => id)).toEqual(before.services[0]?.containers.map(({ id }) => id));
    const history = await listOperations({ ctx: ada, input: key });
    expect(history.map(({ kind }) => kind)).toEqual(["transfer", "transfer", "deploy"]);
    expect(await codeOf(getStack({ ctx: owner, input: key }))).toBe("NOT_FOUND");
    expect(await audits()).toEqual(expect.arrayContaining(["transfer.offer", "transfer.accept"]));
  });

  test("is declined, withdrawn, and to everybody else not there", async () => {
    const { owner, key } = await deployed();
    const [ada, eve] = [await person("ada"), await person("eve")];
    expect(await codeOf(offerStack({ ctx: team.as("maintainer"), input: { ...key, project: "ada" } }))).toBe("FORBIDDEN");
    expect(await codeOf(offerStack({ ctx: owner, input: { ...key, project: "no-such" } }))).toBe("NOT_FOUND");
    await offerStack({ ctx: owner, input: { ...key, project: "ada" } });
    expect(await codeOf(acceptOffer({ ctx: eve, input: key }))).toBe("NOT_FOUND");
    expect(await codeOf(declineOffer({ ctx: eve, input: key }))).toBe("NOT_FOUND");
    await declineOffer({ ctx: ada, input: key });
    expect(await codeOf(acceptOffer({ ctx: ada, input: key }))).toBe("NOT_FOUND");
    await offerStack({ ctx: owner, input: { ...key, project: "ada" } });
    await withdrawOffer({ ctx: owner, input: key });
    expect(await codeOf(acceptOffer({ ctx: ada, input: key }))).toBe("NOT_FOUND");
    expect((await getStack({ ctx: owner, input: key })).offer).toBeUndefined();
  });

  test("is refused where the file uses what only the old project was granted", async () => {
    const row = await house.db.registry.environment(house.environment);
    if (!row) throw new Error("no environment");
    const grant = { path: "/data/team", mode: "ro" as const, users: [], projects: ["team"], uid: 1000, gid: 1000, groups: [] };
    await house.db.registry.transaction((tx) => tx.setPolicy(row.id, { ...row.policy, bindRoots: [grant] }));
    const owner = team.as("owner");
    const key = { environment: house.environment, stack: "portal" };
    const input = {
      ...key,
      composeText: 'services:\n  web:\n    image: web:v1\n    user: "1000:1000"\n    volumes: ["/data/team:/data:ro"]\n',
      variables: {},
      project: "team",
    };
    const { hash } = await reviewStack({ ctx: owner, input: { ...input, isNew: true, strategy: null } });
    expect(hash).not.toBeNull();
    await deployStack({ ctx: owner, input: { ...input, reviewedHash: hash ?? "", message: null } });
    const ada = await person("ada");
    await offerStack({ ctx: owner, input: { ...key, project: "ada" } });
    expect(await acceptOffer({ ctx: ada, input: key }).then(() => null, problemOf)).toMatchObject({
      code: "POLICY_REFUSED",
      data: { action: "transfer", line: 5 },
    });
    expect((await getStack({ ctx: owner, input: key })).project).toBe("team");
  });
});

describe("an owner's switch", () => {
  test("takes logs from viewers and shells from maintainers, and who may do what says so", async () => {
    const stack = await team.stack();
    const logs = (ctx: OpContext) => codeOf(openLogs({ ctx, input: { ...stack, service: null, containers: null } }));
    const shell = (ctx: OpContext) => codeOf(openShell({ ctx, input: { ...stack, container: "none", shell: null, cols: 80, rows: 24 } }));
    expect([await logs(team.as("viewer")), await shell(team.as("maintainer"))]).toEqual(["yes", "NOT_FOUND"]);
    expect(await codeOf(setSwitches({ ctx: team.as("maintainer"), input: { project: "team", viewersReadLogs: true, maintainersOpenShell: false } }))).toBe(
      "FORBIDDEN",
    );
    await setSwitches({ ctx: team.as("owner"), input: { project: "team", viewersReadLogs: false, maintainersOpenShell: false } });
    expect([await logs(team.as("viewer")), await shell(team.as("maintainer"))]).toEqual(["FORBIDDEN", "FORBIDDEN"]);
    expect([await logs(team.as("maintainer")), await shell(team.as("owner"))]).toEqual(["yes", "NOT_FOUND"]);
    const { rights } = await getAccess({ ctx: team.as("viewer"), input: stack });
    const right = (name: string) => rights.find(({ permission }) => permission === name);
    expect(right("logs.read")).toMatchObject({ own: false, off: "viewer" });
    expect(right("shell.open")).toMatchObject({
      off: "maintainer",
      people: [
        { username: "team-owner", role: "owner" },
        { username: "team-admin", role: "admin" },
      ],
    });
    expect((await getStack({ ctx: team.as("viewer"), input: stack })).lacks).toContain("logs.read");
    const owner = team.as("owner");
    const later: OpContext = { ...owner, accounts: { ...owner.accounts, session: async () => null } };
    const set = (viewersReadLogs: boolean) => setSwitches({ ctx: later, input: { project: "team", viewersReadLogs, maintainersOpenShell: false } });
    expect([await codeOf(set(true)), await codeOf(set(false))]).toEqual(["REAUTHENTICATE", "yes"]);
  });
});

describe("a site role", () => {
  const set = (ctx: OpContext, userId: string, role: "admin" | "operator" | "auditor" | "user") => setUserRole({ ctx, input: { userId, role } });

  test("is given by administrators alone, ends the person's sessions, and the last administrator stays", async () => {
    const { people } = team;
    const at = Date.now();
    const session = await house.db.accounts.createSession({ userId: people.other.id, expiresAt: at + 1e10, device: "x", address: "x", at });
    for (const actor of ["operator", "auditor", "owner"] as const) expect(await codeOf(set(team.as(actor), people.other.id, "operator"))).toBe("FORBIDDEN");
    await set(team.as("admin"), people.other.id, "operator");
    expect(await house.db.accounts.session(session, at)).toBeNull();
    expect((await house.db.registry.users()).find(({ id }) => id === people.other.id)?.role).toBe("operator");
    expect(await codeOf(set(team.as("admin"), people.admin.id, "user"))).toBe("BLOCKED");
    expect(await codeOf(set(team.as("admin"), "no-such-user", "user"))).toBe("NOT_FOUND");
    const last = await house.db.database.prisma.auditEntry.findFirst({ where: { action: "user.role" }, orderBy: { number: "desc" } });
    expect(last).toMatchObject({ subject: "team-other", before: '{"role":"user"}', after: '{"role":"operator"}' });
  });
});
