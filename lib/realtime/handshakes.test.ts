import { describe, expect, test } from "vitest";
import { TICKET_MS, type TicketUse } from "@/lib/auth/tickets";
import { makeUser } from "@/lib/testing/factories";
import { handshake, UPGRADE_HEADERS } from "@/lib/testing/handshake";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";
import { openPage } from "@/lib/testing/page-socket";

async function room() {
  const house = await openHouse();
  const clock = { ms: 0 };
  const live = await openLiveRoom(house.tin, undefined, () => clock.ms);
  const tin = { id: house.tin.actor.userId, username: "tin", role: "user" as const, projectId: "", scope: { kind: "all" as const } };
  const mallory = await makeUser(house.db);
  house.engine.images.set("web:v1", { imageId: "sha256:web1", shells: ["sh"] });
  const compose = "services:\n  web:\n    image: web:v1\n    deploy: { replicas: 2 }\n";
  expect(await house.ended(await house.deploy("shop", compose))).toBe("succeeded");
  await house.deploy("own", compose, house.as(mallory));
  const [container = "", second = ""] = (await house.service("shop", "web")).containers.map(({ id }) => id);
  return { house, live, clock, tin, mallory, container, second };
}

describe("B2: of 40 bad handshakes", () => {
  test("25 end before there is a socket", async () => {
    const { live, tin, mallory, house } = await room();
    const { cookie, sessionId } = await live.signIn(tin);
    const host = `127.0.0.1:${live.port}`;
    const good = { Host: host, Origin: `http://${host}`, Cookie: cookie };
    const token = cookie.slice("spindle.session=".length);
    const ended = await live.signIn(mallory);
    await house.db.accounts.revokeSession(ended.sessionId);
    const origins = [null, "", "null", "http://evil.example", `http://${host}.evil.example`, `http://evil-${host}`, `http://evil.example/${host}`];
    origins.push(`http://127.0.0.1:${live.port + 1}`, "http://127.0.0.1", `http://${host}/`, `https://${host}`, `http://user@${host}`, `//${host}`);
    const bad: [string, Record<string, string | null>, string?][] = [
      // Same host over TLS is this site too where no address is set: a proxy may end TLS before us.
      ...origins
        .filter((origin) => origin !== `https://${host}`)
        .map((origin): [string, Record<string, string | null>] => [`Origin ${origin}`, { Origin: origin }]),
      ["no cookie", { Cookie: null }],
      ["an empty cookie", { Cookie: "spindle.session=" }],
      ["a cookie somebody made up", { Cookie: "spindle.session=made-up" }],
      ["a changed cookie", { Cookie: `${cookie.slice(0, -3)}abc` }],
      ["the cookie of another name", { Cookie: `__Host-spindle.session=${token}` }],
      ["a bearer instead of the cookie", { Cookie: null, Authorization: `Bearer ${token}` }],
      ["an ended session", { Cookie: ended.cookie }],
      [
        "a ticket in the address",
        {},
        `/ws?ticket=${live.tickets.issue({ sessionId, action: "shell", environment: "sandbox", stack: "shop", container: "c" })}`,
      ],
      ["the session in the address", {}, `/ws?session=${token}`],
      ["another path", {}, "/ws/shell"],
      ["a doubled slash", {}, "//ws"],
      ["an address of another host", {}, `http://evil.example/ws`],
      ["an address of this host", {}, `http://${host}/ws`],
    ];
    expect(bad.length).toBe(25);
    const let_in: string[] = [];
    for (const [name, over, path = "/ws"] of bad) {
      const headers = Object.entries({ ...good, ...over }).flatMap(([key, value]) => (value === null ? [] : [`${key}: ${value}`]));
      const status = await handshake(live.port, [`GET ${path} HTTP/1.1`, ...headers, ...UPGRADE_HEADERS]);
      if (![400, 401, 403, 404].includes(status)) let_in.push(`${name}: ${status}`);
    }
    expect(let_in).toEqual([]);
    const right = Object.entries(good).map(([key, value]) => `${key}: ${value}`);
    expect(await handshake(live.port, ["GET /ws HTTP/1.1", ...right, ...UPGRADE_HEADERS])).toBe(101);
  });

  test("15 end at the shell they ask for", async () => {
    const { live, clock, house, tin, mallory, container, second } = await room();
    const own = await live.signIn(tin);
    const foreign = await live.signIn(mallory);
    const other = await live.signIn(tin);
    const use = { sessionId: own.sessionId, action: "shell" as const, environment: house.environment, stack: "shop", container };
    const issue = (over: Partial<TicketUse> = {}) => live.tickets.issue({ ...use, ...over });
    const used = issue();
    live.tickets.redeem(used, use);
    const old = issue();
    const shell = { kind: "shell" as const, environment: house.environment, stack: "shop", container, shell: null, cols: 80, rows: 24, resume: null };
    const [mine, hers] = [await openPage(live.port, own.cookie), await openPage(live.port, foreign.cookie)];
    const bad: [string, typeof mine, Partial<typeof shell> & { ticket: string }, string][] = [
      ["no ticket", mine, { ticket: "" }, "TICKET_REFUSED"],
      ["a ticket somebody made up", mine, { ticket: "x".repeat(43) }, "TICKET_REFUSED"],
      ["a replayed ticket", mine, { ticket: used }, "TICKET_REFUSED"],
      ["a ticket in other letters", mine, { ticket: issue().toUpperCase() }, "TICKET_REFUSED"],
      ["a ticket with something after it", mine, { ticket: `${issue()}=` }, "TICKET_REFUSED"],
      ["the ticket of another of one's sessions", mine, { ticket: issue({ sessionId: other.sessionId }) }, "TICKET_REFUSED"],
      ["the ticket of another container", mine, { ticket: issue({ container: second }) }, "TICKET_REFUSED"],
      ["the ticket of another stack", mine, { ticket: issue({ stack: "other" }) }, "TICKET_REFUSED"],
      ["the ticket of another environment", mine, { ticket: issue({ environment: "prod" }) }, "TICKET_REFUSED"],
      ["somebody else's ticket", hers, { ticket: issue() }, "TICKET_REFUSED"],
      ["a foreign container by its whole id, without a ticket", hers, { ticket: "" }, "TICKET_REFUSED"],
      ["a foreign container with a ticket made for it", hers, { ticket: issue({ sessionId: foreign.sessionId }) }, "NOT_FOUND"],
      [
        "a foreign container by its whole id, under a stack of one's own",
        hers,
        { stack: "own", ticket: issue({ sessionId: foreign.sessionId, stack: "own" }) },
        "NOT_FOUND",
      ],
      ["a part of the container's id", mine, { container: container.slice(0, -1), ticket: issue({ container: container.slice(0, -1) }) }, "NOT_FOUND"],
      ["an expired ticket", mine, { ticket: old }, "TICKET_REFUSED"],
    ];
    expect(bad.length).toBe(15);
    let channel = 0;
    for (const [name, page, over, code] of bad) {
      channel += 1;
      if (name === "an expired ticket") clock.ms = TICKET_MS;
      page.open(channel, { ...shell, ...over });
      const { problem } = await page.message("closed", (message) => message.channel === channel);
      expect(`${name}: ${problem?.code}`).toBe(`${name}: ${code}`);
    }
    expect(await house.db.database.prisma.auditEntry.count({ where: { action: "shell.open" } })).toBe(0);
    mine.open(90, { ...shell, ticket: issue() });
    await mine.message("opened");
  });
});
