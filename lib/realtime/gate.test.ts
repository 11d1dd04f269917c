import { describe, expect, test } from "vitest";
import { makeUser } from "@/lib/testing/factories";
import { handshake, UPGRADE_HEADERS as upgrade } from "@/lib/testing/handshake";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";

async function room() {
  const house = await openHouse();
  const live = await openLiveRoom(house.tin);
  const user = await makeUser(house.db);
  const { cookie, sessionId } = await live.signIn(user);
  const host = `127.0.0.1:${live.port}`;
  const ask = ({ path = "/ws", method = "GET", headers = {} }: { path?: string; method?: string; headers?: Record<string, string | null> }) => {
    const all: Record<string, string | null> = { Host: host, Origin: `http://${host}`, Cookie: cookie, ...headers };
    const written = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
    return handshake(live.port, [`${method} ${path} HTTP/1.1`, ...written, ...upgrade]);
  };
  return { house, live, user, cookie, sessionId, host, ask };
}

describe("a handshake", () => {
  test("of a signed-in page of this site is let in", async () => {
    const { ask } = await room();
    expect(await ask({})).toBe(101);
  });

  test("of any other site is refused", async () => {
    const { ask, host, live } = await room();
    const origins = [
      null,
      "",
      "null",
      "http://evil.example",
      `http://${host}.evil.example`,
      `http://evil-${host}`,
      `http://evil.example/${host}`,
      `http://127.0.0.1:${live.port + 1}`,
      "http://127.0.0.1",
      `http://localhost:${live.port}`,
      `ftp://${host}`,
      `http://${host}/`,
      `http://${host}#`,
      `http://user@${host}`,
      `http://${host}, http://${host}`,
      `file://${host}`,
      `//${host}`,
      host,
    ];
    for (const origin of origins) expect(`${origin} ${await ask({ headers: { Origin: origin } })}`).toBe(`${origin} 403`);
  });

  test("without a session that stands is refused", async () => {
    const { ask, cookie, live, house, user, sessionId } = await room();
    const token = cookie.slice("spindle.session=".length);
    const cookies = [
      null,
      "",
      "spindle.session=",
      "spindle.session=made-up",
      `spindle.session=${token.slice(0, -3)}abc`,
      `spindle.session=${token.split("").reverse().join("")}`,
      `other=${token}`,
      `__Host-spindle.session=${token}`,
      `next-auth.session-token=${token}`,
      `spindle.session=%ff`,
    ];
    for (const each of cookies) expect(`${each} ${await ask({ headers: { Cookie: each } })}`).toBe(`${each} 401`);
    expect(await ask({ headers: { Cookie: null, Authorization: `Bearer ${token}` } })).toBe(401);
    await house.db.accounts.revokeSession(sessionId);
    expect(await ask({})).toBe(401);
    const other = await live.signIn(user);
    await house.db.accounts.setDisabled(user.id, true);
    expect(await ask({ headers: { Cookie: other.cookie } })).toBe(401);
  });

  test("for anything but the exact path is refused", async () => {
    const { ask, host } = await room();
    for (const path of ["/", "/ws/", "/ws?x=1", "/WS", "/ws/shell", "/%77s", "//ws", `http://${host}/ws`, "http://evil.example/ws", "/wss"])
      expect(`${path} ${await ask({ path })}`).toBe(`${path} 404`);
    expect(await ask({ method: "POST" })).toBe(400);
  });

  test("beyond twenty of one person is refused, and let in again when one ends", async () => {
    const { live, user, ask, house } = await room();
    const pages = await Promise.all(Array.from({ length: 20 }, () => live.page(user)));
    expect(await ask({})).toBe(429);
    const other = await live.signIn(await makeUser(house.db));
    expect(await ask({ headers: { Cookie: other.cookie } })).toBe(101);
    pages[0]?.leave();
    await pages[0]?.ended;
    await house.until(
      () => ask({}),
      (status) => status === 101,
    );
  });

  test("behind a proxy must come from the address people type", async () => {
    const { house, user } = await room();
    const live = await openLiveRoom(house.tin, "http://spindle.example.org");
    const { cookie } = await live.signIn(user);
    const ask = (origin: string) =>
      handshake(live.port, ["GET /ws HTTP/1.1", `Host: 127.0.0.1:${live.port}`, `Origin: ${origin}`, `Cookie: ${cookie}`, ...upgrade]);
    expect(await ask("http://spindle.example.org")).toBe(101);
    expect(await ask(`http://127.0.0.1:${live.port}`)).toBe(403);
    expect(await ask("https://spindle.example.org")).toBe(403);
  });
});
