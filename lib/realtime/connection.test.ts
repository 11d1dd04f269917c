import { describe, expect, test } from "vitest";
import { makeUser } from "@/lib/testing/factories";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";
import { openPage } from "@/lib/testing/page-socket";
import { type ChannelRequest, CLOSE, MAX_CHANNELS, MAX_FRAME_BYTES } from "./protocol";

const COMPOSE = "services:\n  web:\n    image: web:v1\n";

async function room() {
  const house = await openHouse();
  const live = await openLiveRoom(house.tin);
  const tin = { id: house.tin.actor.userId, username: "tin", role: "user" as const, projectId: "", scope: { kind: "all" as const } };
  house.engine.images.set("web:v1", { imageId: "sha256:web1", shells: ["bash", "sh"] });
  expect(await house.ended(await house.deploy("shop", COMPOSE))).toBe("succeeded");
  const container = (await house.service("shop", "web")).containers[0]?.id ?? "";
  const logs = (over: Partial<Extract<ChannelRequest, { kind: "logs" }>> = {}): ChannelRequest => ({
    kind: "logs",
    environment: house.environment,
    stack: "shop",
    service: "web",
    containers: null,
    tail: 100,
    since: null,
    ...over,
  });
  const shell = (over: Partial<Extract<ChannelRequest, { kind: "shell" }>> = {}): ChannelRequest => ({
    kind: "shell",
    environment: house.environment,
    stack: "shop",
    container,
    ticket: "",
    shell: null,
    cols: 80,
    rows: 24,
    resume: null,
    ...over,
  });
  return { house, live, tin, container, logs, shell };
}

describe("a socket", () => {
  test("that does not speak the protocol is closed", async () => {
    const { live, tin, logs } = await room();
    const wrong: (string | Uint8Array)[] = [
      "no json",
      "{}",
      '{"type":"open"}',
      '{"type":"ack","channel":-1,"bytes":1}',
      '{"type":"ack","channel":1,"bytes":1,"more":1}',
      JSON.stringify({ type: "open", channel: 1, open: { ...logs(), tail: -5 } }),
      new Uint8Array(3),
    ];
    for (const each of wrong) {
      const page = await live.page(tin);
      page.raw(each);
      expect(await page.ended).toBe(CLOSE.protocol);
    }
    const page = await live.page(tin);
    page.raw(new Uint8Array(MAX_FRAME_BYTES + 5));
    expect(await page.ended).toBe(1009);
  });

  test("holds so many channels and no more, each under its own number", async () => {
    const { live, tin, logs } = await room();
    const page = await live.page(tin);
    for (let channel = 0; channel < MAX_CHANNELS; channel += 1) page.open(channel, logs());
    await page.message("opened", ({ channel }) => channel === MAX_CHANNELS - 1);
    page.say({ type: "close", channel: 3 });
    page.open(99, logs());
    await page.message("opened", ({ channel }) => channel === 99);
    page.open(100, logs());
    expect(await page.ended).toBe(CLOSE.protocol);
    const other = await live.page(tin);
    other.open(1, logs());
    other.open(1, logs());
    expect(await other.ended).toBe(CLOSE.protocol);
  });

  test("answers a foreign stack exactly like one that does not exist", async () => {
    const { house, live, logs, shell, container } = await room();
    const stranger = await live.page(await makeUser(house.db));
    const requests = [
      logs(),
      logs({ stack: "never" }),
      logs({ service: null, containers: [container] }),
      logs({ stack: "never", service: null, containers: [container] }),
      shell(),
      shell({ stack: "never" }),
      shell({ resume: "0".repeat(32) }),
    ];
    for (const [channel, request] of requests.entries()) {
      stranger.open(channel, request);
      const { problem } = await stranger.message("closed", (message) => message.channel === channel);
      expect(problem).toEqual({ code: "NOT_FOUND", data: { what: "stack" } });
    }
  });

  test("finds only containers of the stack it names", async () => {
    const { house, live, tin, logs, shell } = await room();
    await house.ended(await house.deploy("other", COMPOSE));
    const foreign = (await house.service("other", "web")).containers[0]?.id ?? "";
    const page = await live.page(tin);
    const missing = { code: "NOT_FOUND", data: { what: "container" } };
    page.open(1, logs({ containers: [foreign] }));
    page.open(2, shell({ container: foreign }));
    page.open(3, shell({ container: "f".repeat(64) }));
    page.open(4, logs({ service: "never" }));
    expect((await page.message("closed", ({ channel }) => channel === 1)).problem).toEqual(missing);
    expect((await page.message("closed", ({ channel }) => channel === 2)).problem).toEqual(missing);
    expect((await page.message("closed", ({ channel }) => channel === 3)).problem).toEqual(missing);
    expect((await page.message("closed", ({ channel }) => channel === 4)).problem).toEqual({ code: "NOT_FOUND", data: { what: "service" } });
  });

  test("brings the lines of a container", async () => {
    const { house, live, tin, logs, container } = await room();
    house.engine.log(container, "hello from web");
    const page = await live.page(tin);
    page.open(1, logs());
    await page.until(() => page.text(1).includes("hello from web\n"));
    await page.message("caught-up");
  });
});

describe("a shell over a socket", () => {
  test("echoes, keeps to its size, exits with its code, and is written down", async () => {
    const { live, tin, shell, house } = await room();
    const page = await live.page(tin);
    page.open(5, shell({ shell: "sh" }));
    const { opened } = await page.message("opened");
    expect(opened).toMatchObject({ kind: "shell", shell: "sh", shells: ["bash", "sh"], user: "root", label: "web-1" });
    page.type(5, "echo ü");
    await page.until(() => page.text(5) === "echo ü");
    page.say({ type: "resize", channel: 5, cols: 120, rows: 40 });
    page.type(5, "exit 7\n");
    expect(await page.message("exit")).toMatchObject({ channel: 5, code: 7 });
    const rows = await house.until(
      () => house.db.database.prisma.auditEntry.findMany({ where: { action: { startsWith: "shell." } }, orderBy: { at: "asc" } }),
      (found) => found.length === 2,
    );
    expect(rows.map(({ action, subject }) => `${action} ${subject}`)).toEqual(["shell.open web-1", "shell.close web-1"]);
  });

  test("is come back to after a cut, by its own person only", async () => {
    const { house, live, tin, shell } = await room();
    const page = await live.page(tin);
    page.acks = false;
    page.open(1, shell());
    const { opened } = await page.message("opened");
    const session = opened.kind === "shell" ? opened.session : "";
    page.type(1, "abc");
    await page.until(() => page.text(1) === "abc");
    page.cut();
    const admin = await live.page(await makeUser(house.db, "admin"));
    admin.open(1, shell({ resume: session, received: 0, reason: "a look" }));
    const other = await admin.message("opened");
    expect(other.opened.kind === "shell" && other.opened.session).not.toBe(session);
    const back = await live.page(tin);
    back.open(9, shell({ resume: session, received: 1 }));
    expect((await back.message("opened")).opened).toMatchObject({ session });
    await back.until(() => back.text(9) === "bc");
  });

  test("ends when its page says so", async () => {
    const { live, tin, shell } = await room();
    const page = await live.page(tin);
    page.open(1, shell());
    const { opened } = await page.message("opened");
    const session = opened.kind === "shell" ? opened.session : "";
    page.say({ type: "close", channel: 1 });
    page.open(2, shell({ resume: session, received: 0 }));
    expect((await page.message("opened", ({ channel }) => channel === 2)).opened).not.toMatchObject({ session });
    page.open(3, shell({ resume: session }));
    expect((await page.message("closed")).problem).toEqual({ code: "SHELL_GONE", data: {} });
  });

  test("shows a page that was loaded again what was there, and goes on", async () => {
    const { live, tin, shell } = await room();
    const page = await live.page(tin);
    page.open(1, shell({ cols: 90, rows: 20 }));
    const { opened } = await page.message("opened");
    const session = opened.kind === "shell" ? opened.session : "";
    page.type(1, "\x1b[1mseen ");
    await page.until(() => page.text(1) === "\x1b[1mseen ");
    // The new page's line may be there before the old one's is gone.
    const early = await live.page(tin);
    early.open(4, shell({ resume: session }));
    expect((await early.message("opened")).opened).toMatchObject({ session, replay: { from: 0, bytes: 9, prologue: "", cols: 90, rows: 20 } });
    await page.message("moved");
    page.leave();
    early.leave();
    const back = await live.page(tin);
    back.open(9, shell({ resume: session }));
    expect((await back.message("opened")).opened).toMatchObject({ session, replay: { bytes: 9 } });
    back.type(9, "more");
    await back.until(() => back.text(9) === "\x1b[1mseen more");
  });

  test("says kindly that there is none", async () => {
    const { house, live, tin, shell } = await room();
    house.engine.images.set("web:v2", { imageId: "sha256:web2", shells: [] });
    await house.ended(await house.deploy("bare", COMPOSE.replace("v1", "v2")));
    const container = (await house.service("bare", "web")).containers[0]?.id ?? "";
    const page = await live.page(tin);
    page.open(1, shell({ stack: "bare", container }));
    expect((await page.message("closed")).problem).toEqual({ code: "NO_SHELL", data: { image: "web:v2" } });
  });
});

describe("a socket whose session ends", () => {
  test("is closed at once, with everything on it", async () => {
    const { house, live, tin, shell, logs } = await room();
    const { cookie, sessionId } = await live.signIn(tin);
    const page = await live.page(tin, { cookie, sessionId });
    const bystander = await live.page(await makeUser(house.db));
    page.open(1, shell());
    page.open(2, logs());
    await page.message("opened", ({ channel }) => channel === 1);
    await house.db.accounts.revokeSession(sessionId);
    expect(await page.ended).toBe(CLOSE.unauthenticated);
    bystander.say({ type: "close", channel: 1 });
    await expect(openPage(live.port, cookie)).rejects.toThrow("401");
  });

  test("is closed when the person is disabled, wherever they are", async () => {
    const { house, live } = await room();
    const user = await makeUser(house.db);
    const pages = await Promise.all([live.page(user), live.page(user)]);
    await house.db.accounts.setDisabled(user.id, true);
    expect(await Promise.all(pages.map((page) => page.ended))).toEqual([CLOSE.unauthenticated, CLOSE.unauthenticated]);
  });
});

describe("changes", () => {
  test("are told to those who may see the stack, and to nobody else", async () => {
    const { house, live, tin } = await room();
    const [mine, admin, stranger] = await Promise.all([live.page(tin), makeUser(house.db, "admin").then(live.page), makeUser(house.db).then(live.page)]);
    const told = (page: typeof mine, stack: string) =>
      page.messages.some((message) => message.type === "change" && message.change.scope === "stack" && message.change.stack === stack);
    house.engine.kill((await house.service("shop", "web")).containers[0]?.id ?? "");
    for (const page of [mine, admin]) await page.until(() => told(page, "shop"));
    await house.ended(await house.deploy("late", COMPOSE));
    await mine.until(() => told(mine, "late"));
    expect(stranger.messages.filter((message) => message.type === "change" && message.change.scope === "stack")).toEqual([]);
  });
});
