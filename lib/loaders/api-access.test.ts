import { randomBytes } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import type { ApiRoute } from "@/lib/api/table";
import { can, type MemberRole, type SiteRole } from "@/lib/core/access";
import { TOKEN_SCOPES, type TokenScope, tokenHas } from "@/lib/core/api-tokens";
import { TOKEN_BYTES, tokenText } from "@/lib/core/token-text";
import { revokeToken } from "@/lib/ops/list-tokens";
import { setUserDisabled } from "@/lib/ops/set-user-disabled";
import { type ApiRoom, everyRoute, fillPath, openApiRoom } from "@/lib/testing/api-room";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";

/** security.md B1 and section 4, for programs: every route of /api/v1 as everybody, on an own, a foreign and a missing stack. */

const WEB = "services:\n  web:\n    image: web:v1\n";

interface Asker {
  name: string;
  token: string | undefined;
  /** Null for who is nobody: 401 whatever is asked. */
  who: { role: SiteRole; member: MemberRole | null; scopes: readonly TokenScope[]; only?: boolean } | null;
}

let house: House;
let room: ApiRoom;
let askers: Asker[];
let names: Record<"own" | "missing", Record<string, string>>;

beforeEach(async () => {
  house = await openHouse();
  room = openApiRoom(house);
  const started = await house.deploy("portal", WEB);
  await house.ended(started);
  const common = { environment: house.environment, service: "web", revision: "1", secret: "key" };
  names = {
    own: { ...common, stack: "portal", operation: started.operationId ?? "" },
    missing: { ...common, stack: "potral", operation: "o".repeat(26) },
  };
  askers = [...(await nobodies()), ...(await people())];
}, 60_000);

async function nobodies(): Promise<Asker[]> {
  const admin = house.as(await makeUser(house.db, "admin"));
  const expired = await room.token(house.tin);
  const revoked = await room.token(house.tin);
  const [last, before] = await house.db.accounts.apiTokens(house.tin.actor.userId);
  const ids = [last?.id ?? "", before?.id ?? ""];
  const [revokedId, expiredId] = revoked.includes(ids[0] ?? "") ? ids : ids.reverse();
  await house.db.database.prisma.apiToken.update({ where: { id: expiredId ?? "" }, data: { expiresAt: new Date(house.tin.now() - 1) } });
  await revokeToken({ ctx: house.tin, input: { tokenId: revokedId ?? "" } });
  const gone = await makeUser(house.db);
  const disabled = await room.token(house.as(gone));
  await setUserDisabled({ ctx: admin, input: { userId: gone.id, disabled: true } });
  const unknown = tokenText("a".repeat(26), randomBytes(TOKEN_BYTES));
  // The id of a living token with another secret.
  const living = await room.token(house.tin);
  const guessed = tokenText(living.split("_")[1] ?? "", randomBytes(TOKEN_BYTES));
  const texts: Record<string, string | undefined> = { "no token": undefined, empty: "", malformed: "spindle_x", expired, revoked, disabled, unknown, guessed };
  return Object.entries(texts).map(([name, token]) => ({ name, token, who: null }));
}

async function people(): Promise<Asker[]> {
  const owner = house.tin;
  const found: Asker[] = [];
  for (const scope of TOKEN_SCOPES)
    found.push({ name: `owner for ${scope}`, token: await room.token(owner, [scope]), who: { role: "user", member: "owner", scopes: [scope] } });
  const only = { environment: house.environment, stack: "elsewhere" };
  found.push({
    name: "owner for another stack",
    token: await room.token(owner, TOKEN_SCOPES, { only }),
    who: { role: "user", member: "owner", scopes: TOKEN_SCOPES, only: true },
  });
  for (const role of ["admin", "operator", "auditor", "user"] as const) {
    const person = house.as(await makeUser(house.db, role));
    found.push({ name: role === "user" ? "other" : role, token: await room.token(person), who: { role, member: null, scopes: TOKEN_SCOPES } });
  }
  const project = await house.db.registry.personalProject(owner.actor.userId);
  for (const member of ["viewer", "maintainer", "owner"] as const) {
    const person = await makeUser(house.db);
    await house.db.database.prisma.projectMember.create({ data: { projectId: project?.id ?? "", userId: person.id, role: member } });
    found.push({ name: member, token: await room.token(house.as(person)), who: { role: "user", member, scopes: TOKEN_SCOPES } });
  }
  return found;
}

/** Bodies that change nothing even where they are let through: what is asked is who is let through. */
const BODIES: Record<string, unknown> = {
  createStack: { project: "nowhere" },
  review: { composeText: "services: {" },
  deploy: { composeText: "services: {" },
  upgrade: { composeText: "services: {" },
  confirm: {},
  rollBack: {},
  start: {},
  stop: { service: "nothing" },
  restart: { service: "nothing" },
  scale: { scale: 1 },
  writeSecret: { text: "of no container" },
  runCommand: { service: "web", command: ["true"] },
};

/** Statuses of an answer that was not refused for who asks. */
const through = (status: number): boolean => ![401, 403, 404].includes(status);

function promised(route: ApiRoute, { who }: Asker, object: "own" | "missing"): (status: number) => boolean {
  if (route.scope === null) return (status) => status === 200;
  if (!who) return (status) => status === 401;
  if (!tokenHas(who, route.scope)) return (status) => status === 403;
  const isList = route.may === null;
  if (isList) return (status) => status === 200;
  const makesIt = ["review", "deploy"].includes(route.id);
  const visible = object === "own" && !who.only && (who.role !== "user" || who.member !== null);
  // A name that is not there, or not for one's eyes, is free to be made: by whoever may make a stack of their own.
  // Into a project that nobody has, so that nothing is made.
  if (!visible && route.id === "createStack") return (status) => status === 404;
  if (!visible)
    return makesIt && !who.only
      ? (status) => (can({ role: who.role }, "stack.create", "owner") ? through(status) : status === 403)
      : (status) => status === 404;
  if (!can({ role: who.role }, route.may ?? "stack.see", who.member)) return (status) => status === 403;
  // Stop and restart name a service that is not there.
  return ["stop", "restart"].includes(route.id) ? (status) => status === 404 : through;
}

test("every route answers everybody as the table promises, and what is foreign exactly like what is missing", async () => {
  const wrong: string[] = [];
  let asked = 0;
  // Notes for the owner of what a site role read are no operations of anybody.
  const begun = () => house.db.database.prisma.operation.count({ where: { kind: { notIn: ["repair", "logs", "shell"] } } });
  const before = await begun();
  for (const route of everyRoute) {
    for (const asker of askers) {
      const bodies: string[] = [];
      for (const object of ["own", "missing"] as const) {
        const answer = await room.ask(route.method, fillPath(route, names[object]), { token: asker.token, body: BODIES[route.id] });
        const body = await answer.text();
        asked += 1;
        if (!promised(route, asker, object)(answer.status)) wrong.push(`${route.id} as ${asker.name} on ${object}: ${answer.status} ${body.slice(0, 200)}`);
        const stranger = asker.who === null || asker.who.only || (asker.who.role === "user" && asker.who.member === null);
        if (!stranger && object === "missing") continue;
        bodies.push(`${answer.status} ${body.replaceAll(names[object].stack ?? "", "STACK").replaceAll(names[object].operation ?? "", "OPERATION")}`);
        if (stranger && route.scope !== null && (body.includes("web:v1") || body.includes(house.tin.actor.userId)))
          wrong.push(`${route.id} as ${asker.name}: leaks ${body.slice(0, 200)}`);
      }
      if (bodies.length === 2 && bodies[0] !== bodies[1]) wrong.push(`${route.id} as ${asker.name}: foreign and missing differ: ${bodies.join(" | ")}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(asked).toBe(everyRoute.length * askers.length * 2);
  // Scale to what it is, start of what runs: nothing that was let through had anything to do.
  expect(await begun()).toBe(before);
  expect(house.errors).toEqual([]);
}, 120_000);

test("who holds an expired token is told so, and nobody else learns anything of it", async () => {
  const answers = await Promise.all(
    askers.filter(({ who }) => !who).map(async ({ name, token }) => [name, (await room.json("GET", "/environments", { token })).body.code as string] as const),
  );
  for (const [name, code] of answers) expect(code, name).toBe(name === "expired" ? "TOKEN_EXPIRED" : "TOKEN_UNKNOWN");
});

test("a token for one stack lists that one, and what was done with it", async () => {
  const only = { environment: house.environment, stack: "portal" };
  await house.ended(await house.deploy("second", WEB));
  const token = await room.token(house.tin, TOKEN_SCOPES, { only });
  const { body } = await room.json("GET", `/environments/${house.environment}/stacks`, { token });
  expect(body.stacks.map(({ name }: { name: string }) => name)).toEqual(["portal"]);
  const operations = (await room.json("GET", `/environments/${house.environment}/operations`, { token })).body.operations;
  expect(new Set(operations.map(({ stack }: { stack: string }) => stack))).toEqual(new Set(["portal"]));
  const [second] = (await room.json("GET", `/environments/${house.environment}/stacks/second/operations`, { token: await room.token(house.tin) })).body
    .operations;
  const [foreign, missing] = await Promise.all([second.id, "o".repeat(26)].map((id) => room.json("GET", `/operations/${id}`, { token })));
  expect([foreign?.status, foreign?.body]).toEqual([404, missing?.body]);
});
