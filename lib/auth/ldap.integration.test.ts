import { beforeEach, describe, expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { countedPasswords, signInDeps } from "@/lib/testing/accounts";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { makeUser } from "@/lib/testing/factories";
import { BASE, type Slapd, startSlapd } from "@/lib/testing/slapd";
import { createDirectory } from "./ldap";
import { attemptSignIn } from "./sign-in";
import type { LdapSettings } from "./sign-in-file";

let db: TestDatabase;
let slapd: Slapd;
let at = Date.now();

beforeEach(async () => {
  db = await testDatabase();
  slapd = await startSlapd();
  at = Date.now();
  await makeUser(db, "admin", "root.admin");
});

/** Each try from an address of its own, so that none waits for another. */
let addresses = 0;
function attempt(username: string, password: string, changes: Partial<LdapSettings> = {}) {
  addresses += 1;
  at += 1;
  const signIn = { ...PLAIN_SIGN_IN, directory: createDirectory(slapd.settings(changes)) };
  const deps = signInDeps(db, countedPasswords(), signIn);
  return attemptSignIn({ ...deps, username, password, code: "", address: `10.0.0.${addresses}`, device: "Test", now: at });
}
const problem = (...args: Parameters<typeof attempt>) => attempt(...args).then(() => null, problemOf);
const membershipsOf = async (username: string) =>
  (await db.database.prisma.projectMember.findMany({ where: { user: { username } }, select: { role: true, project: { select: { name: true } } } }))
    .map(({ role, project }) => `${project.name} ${role}`)
    .sort();
const roleOf = async (username: string) => (await db.accounts.credentials(username))?.role;

const PROJECTS: LdapSettings["projects"] = [
  { group: "als", project: "als", role: "maintainer" },
  { group: "beamline", project: "beamline", role: "viewer" },
  { group: "operators", project: "ops", role: "owner" },
];

test("somebody of the directory gets in over StartTLS, with numbers, groups and no password here", async () => {
  const { userId, sessionId } = await attempt("mara", "mara likes tea", { projects: PROJECTS });
  expect(await db.accounts.session(sessionId, at)).toMatchObject({ username: "mara", role: "user", method: "directory" });
  expect(await db.accounts.credentials("mara")).toMatchObject({ passwordHash: null });
  expect(await db.registry.numbersOf("mara")).toEqual({ uid: 80115, gid: 81115, groups: [71999] });
  expect(await membershipsOf("mara")).toEqual(["als maintainer", "beamline viewer", "mara owner"]);
  const again = await attempt("MARA", "mara likes tea", { projects: PROJECTS });
  expect(again.userId).toBe(userId);
  expect(again.sessionId).not.toBe(sessionId);
});

test("a wrong password, an unknown name and a name with no password fail alike", async () => {
  for (const [username, password] of [
    ["mara", "wrong"],
    ["nobody", "nobody likes tea"],
    ["mara", ""],
    ["", ""],
    ["root.admin", "mara likes tea"],
  ] as const) {
    expect(await problem(username, password)).toEqual({ code: "SIGN_IN_FAILED", data: {} });
  }
  expect(await db.accounts.userCount()).toBe(1);
});

test("failures for names that are there, are not there and are kept here take the same time", async () => {
  await db.accounts.setPassword((await makeUser(db, "user", "local")).id, "hash of right");
  const times: Record<string, number[]> = { mara: [], nobody: [], local: [] };
  for (let round = 0; round < 4; round += 1) {
    for (const [username, list] of Object.entries(times)) {
      const start = performance.now();
      await problem(username, "wrong");
      list.push(performance.now() - start);
    }
  }
  const fastest = Object.values(times).map((list) => Math.min(...list));
  expect(Math.max(...fastest) - Math.min(...fastest)).toBeLessThan(15);
});

describe("B16: hostile names", () => {
  const WORDS = ["*", "ma*", "m*", "**", "mara*", "*a", "mara)(uid=*", "mara)(|(uid=*", "*)(uid=*))(|(uid=*", "mara)(objectClass=*", "*)(objectClass=*"];
  const CLOSED = [
    ")",
    "(",
    "))",
    "((",
    "()",
    "*)",
    "(*",
    "mara))(&(uid=nils",
    "mara)(!(uid=x",
    "x)(|(uid=mara)(uid=nils",
    "admin)(&",
    "&",
    "|",
    "!",
    "(&)",
    "(|)",
  ];
  const BYTES = [
    "mara\u0000",
    "\u0000",
    "mara\\00",
    "\\2a",
    "mara\\2a",
    "m\\61ra",
    "\\",
    "\\\\",
    "mara\\",
    "\u0000)(uid=*",
    "mara\n",
    "mara\r\nuid=nils",
    "\uff0a",
    "\u2217",
  ];
  const NAMES = [
    `uid=mara,ou=people,${BASE}`,
    "uid=mara",
    "mara,ou=people",
    `mara,ou=people,${BASE}`,
    "mara+uid=nils",
    "mara;x",
    "#6d617261",
    '"mara"',
    "<mara>",
    "cn=admin",
    `cn=admin,${BASE}`,
    "admin",
    " ",
    "mara\u200b",
    "ｍara",
    "../mara",
    "mara@lab.example",
    "mara' or '1'='1",
    "${mara}",
    "{username}",
    "{dn}",
    "x".repeat(200),
    "(uid=mara)",
    "mara)(userPassword=*",
    "*)(userPassword=m*",
  ];
  const all = [...WORDS, ...CLOSED, ...BYTES, ...NAMES];

  test(`${all.length} of them, each with three passwords: nobody gets in`, async () => {
    expect(new Set(all).size).toBeGreaterThanOrEqual(60);
    const outcomes = await Promise.all(all.flatMap((name) => ["mara likes tea", "", "*"].map((password) => problem(name, password))));
    expect(outcomes.filter((outcome) => outcome === null)).toEqual([]);
    expect([...new Set(outcomes.map((outcome) => outcome?.code))]).toEqual(["SIGN_IN_FAILED"]);
    expect(await db.database.prisma.session.count()).toBe(0);
    expect(await db.accounts.userCount()).toBe(1);
  });

  test("a group whose name is written like another's gives nothing of it", async () => {
    const given = { projects: PROJECTS, roles: [{ group: "Operators", role: "admin" as const }] };
    await attempt("otto", "otto likes tea", given);
    expect(await membershipsOf("otto")).toEqual(["otto owner"]);
    expect(await roleOf("otto")).toBe("user");
  });

  test("a name with other letters is found as it is", async () => {
    slapd.change(`dn: uid=jürgen,ou=people,${BASE}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: j\nsn: j\nuid: jürgen\nuserPassword: tea\n`);
    expect(await problem("jürgen", "tea")).toEqual({ code: "PROVIDER_REFUSED", data: { reason: "name" } });
    expect(await problem("jürgen", "coffee")).toMatchObject({ code: "SIGN_IN_FAILED" });
  });
});

describe("what the directory says holds from the next sign-in on", () => {
  test("memberships come and go; what people gave one another stays", async () => {
    const { userId } = await attempt("mara", "mara likes tea", { projects: PROJECTS });
    const own = await db.database.prisma.project.create({ data: { id: "own", name: "own", createdAt: new Date() } });
    await db.database.prisma.projectMember.create({ data: { projectId: own.id, userId, role: "viewer" } });
    slapd.change(`dn: cn=beamline,ou=groups,${BASE}\nchangetype: modify\ndelete: memberUid\nmemberUid: mara\n`);
    slapd.change(`dn: cn=Operators,ou=groups,${BASE}\nchangetype: modify\nadd: member\nmember: uid=mara,ou=people,${BASE}\n`);
    await attempt("mara", "mara likes tea", { projects: [...PROJECTS, { group: "als", project: "own", role: "owner" }] });
    expect(await membershipsOf("mara")).toEqual(["als maintainer", "mara owner", "ops owner", "own viewer"]);
    expect((await db.registry.numbersOf("mara"))?.groups).toEqual([]);
  });

  test("site roles are given only where groups are mapped to them, and taken with the group", async () => {
    await attempt("nils", "nils likes tea");
    expect(await roleOf("nils")).toBe("user");
    const first = await attempt("nils", "nils likes tea", { roles: [{ group: "operators", role: "operator" }] });
    expect(await roleOf("nils")).toBe("operator");
    slapd.change(`dn: cn=Operators,ou=groups,${BASE}\nchangetype: modify\nreplace: member\nmember: uid=otto,ou=people,${BASE}\n`);
    await attempt("nils", "nils likes tea", { roles: [{ group: "operators", role: "operator" }] });
    expect(await roleOf("nils")).toBe("user");
    expect(await db.accounts.session(first.sessionId, at)).toBeNull();
  });

  test("whoever was removed there does not get in, nor whoever took the name", async () => {
    const { sessionId } = await attempt("mara", "mara likes tea");
    slapd.change(`dn: uid=mara,ou=people,${BASE}\nchangetype: delete\n`);
    expect(await problem("mara", "mara likes tea")).toMatchObject({ code: "SIGN_IN_FAILED" });
    slapd.change(`dn: uid=mara,ou=people,${BASE}\nchangetype: add\nobjectClass: inetOrgPerson\ncn: m\nsn: m\nuid: mara\nuserPassword: another one\n`);
    expect(await problem("mara", "another one")).toEqual({ code: "PROVIDER_REFUSED", data: { reason: "clash" } });
    expect(await db.database.prisma.session.count()).toBe(1);
    expect(await db.accounts.session(sessionId, at)).not.toBeNull();
  });

  test("whoever is renamed there keeps the account", async () => {
    const { userId } = await attempt("mara", "mara likes tea");
    slapd.change(`dn: uid=mara,ou=people,${BASE}\nchangetype: modrdn\nnewrdn: uid=mara.k\ndeleteoldrdn: 1\n`);
    expect((await attempt("mara.k", "mara likes tea")).userId).toBe(userId);
    expect(await db.accounts.userCount()).toBe(2);
  });
});

test("an account made here is never taken over by one of the directory, nor a personal project by a group", async () => {
  const local = await makeUser(db, "user", "mara");
  expect(await problem("mara", "mara likes tea")).toMatchObject({ code: "SIGN_IN_FAILED" });
  await attempt("nils", "nils likes tea", { projects: [{ group: "operators", project: "mara", role: "owner" }] });
  expect(await membershipsOf("nils")).toEqual(["nils owner"]);
  expect(await membershipsOf("mara")).toEqual(["mara owner"]);
  expect(await db.accounts.identityOf(local.id)).toBeNull();
});

test("disabled here is out, whatever the directory says", async () => {
  const { userId } = await attempt("mara", "mara likes tea");
  await db.accounts.setDisabled(userId, true);
  expect(await problem("mara", "mara likes tea")).toEqual({ code: "PROVIDER_REFUSED", data: { reason: "disabled" } });
});

test("the first person of the directory is no administrator by that", async () => {
  await db.database.prisma.user.deleteMany();
  expect(await problem("mara", "mara likes tea")).toEqual({ code: "PROVIDER_REFUSED", data: { reason: "setup" } });
  expect(await db.accounts.userCount()).toBe(0);
  await attempt("mara", "mara likes tea", { roles: [{ group: "als", role: "admin" }] });
  expect(await roleOf("mara")).toBe("admin");
});

test("a directory that cannot be trusted or does not answer lets nobody in", async () => {
  expect(await problem("mara", "mara likes tea", { ca: null })).toMatchObject({ code: "DIRECTORY_UNREACHABLE" });
  expect(await problem("mara", "mara likes tea", { bindPassword: "wrong" })).toMatchObject({ code: "DIRECTORY_UNREACHABLE" });
  await slapd.stop();
  expect(await problem("mara", "mara likes tea")).toEqual({ code: "DIRECTORY_UNREACHABLE", data: { name: "the lab directory" } });
});
