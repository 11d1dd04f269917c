import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Letter, NoticeSettings, SmtpSettings } from "@/lib/core/notice-addresses";
import { makeCertificates } from "@/lib/testing/certificates";
import { openMailServer } from "@/lib/testing/mail-server";
import { testSealing } from "@/lib/testing/sealing";
import { createPost } from "./post";

const LETTER: Letter = {
  id: "m1",
  subject: "web of shop keeps crashing",
  entries: [
    {
      title: "web of <shop> & co",
      text: 'says "<script>alert(1)</script>" <!channel> @all',
      url: "https://s.example/dev/stacks/shop",
      at: 0,
      facts: { kind: "crash-loop", stack: "shop" },
    },
  ],
  why: "You chose to be told.",
  choices: "https://s.example/dev/account#notifications",
  unsubscribe: `https://s.example/api/unsubscribe/v1.0a1b2c3d.${"x".repeat(72)}`,
};

/** Where names lead in these tests. */
const NAMES: Record<string, string[]> = { "mail.example": ["127.0.0.1"], "hooks.example": ["127.0.0.1"], "inside.example": ["10.1.2.3"] };

function postWith(settings: Partial<NoticeSettings>, { password = null as string | null, listed = ["127.0.0.0/8"] } = {}) {
  const all: NoticeSettings = { smtp: null, allowedMail: ["@example.org"], allowedHooks: [], perHour: 10, ...settings };
  const sealing = testSealing();
  const smtpPassword = password && sealing.seal(password, "notice-settings/smtp-password");
  const registry = { noticeSettings: async () => ({ settings: all, smtpPassword }) };
  return createPost({ registry, sealing, privateHosts: listed, now: () => 1_700_000_000_000, resolve: async (host) => NAMES[host] ?? [] });
}

const smtpAt = (port: number, over: Partial<SmtpSettings> = {}): SmtpSettings => ({
  ...{ host: "mail.example", port, tls: "none", user: "", from: "Spindle <spindle@example.org>", ca: null },
  ...over,
});
const ada = { kind: "mail", address: "ada@example.org" } as const;

describe("mail, by a real server", () => {
  test("arrives as text and as HTML in which no value is markup, with the way to what one is told", async () => {
    const server = await openMailServer();
    onTestFinished(server.close);
    expect(await postWith({ smtp: smtpAt(server.port) }).send(ada, LETTER)).toBeNull();
    const [mail] = server.taken;
    expect([mail?.to, mail?.from, mail?.user]).toEqual([["ada@example.org"], "spindle@example.org", null]);
    const text = (mail?.text ?? "").replace(/=\r\n/g, "").replace(/=3D/g, "=");
    expect(text).toContain("Subject: [Spindle] web of shop keeps crashing");
    expect(text).toContain(`No more mails to this address: ${LETTER.unsubscribe}`);
    expect(text).toContain(`<a href="${LETTER.unsubscribe}"`);
    expect(text).toContain("Auto-Submitted: auto-generated");
    expect(text).toContain("Message-ID: <m1@example.org>");
    expect(text).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(text.split("text/html")[1]).not.toContain("<script>");
  });

  test("has a button of the mailbox's own, which works by TLS alone, and none where it was asked for", async () => {
    const server = await openMailServer();
    onTestFinished(server.close);
    const post = postWith({ smtp: smtpAt(server.port) });
    for (const unsubscribe of [LETTER.unsubscribe, "http://s.example/api/unsubscribe/x", null])
      expect(await post.send(ada, { ...LETTER, unsubscribe })).toBeNull();
    const heads = server.taken.map(({ text }) => (text.split("\r\n\r\n")[0] ?? "").replace(/\r\n\s+/g, " ").match(/^List-.*$/gm));
    expect(heads).toEqual([
      [`List-Unsubscribe: <${LETTER.unsubscribe}>`, "List-Unsubscribe-Post: List-Unsubscribe=One-Click"],
      ["List-Unsubscribe: <http://s.example/api/unsubscribe/x>"],
      null,
    ]);
  });

  test("goes by TLS whose certificate is for the server's name, with user and password", async () => {
    const { ca, server: own } = makeCertificates({ names: ["mail.example"] });
    const options = { key: own.key, cert: own.certificate, authOptional: false };
    for (const tls of ["tls", "starttls"] as const) {
      const server = await openMailServer({ ...options, secure: tls === "tls" });
      onTestFinished(server.close);
      const smtp = smtpAt(server.port, { tls, user: "spindle", ca });
      expect(await postWith({ smtp }, { password: "right" }).send(ada, LETTER)).toBeNull();
      expect(server.taken.map(({ user, secure }) => [user, secure])).toEqual([["spindle", true]]);
      expect(await postWith({ smtp }, { password: "wrong" }).send(ada, LETTER)).toMatchObject({
        kind: "refused",
        said: expect.stringMatching(/535.*password is wrong/),
      });
      // Another authority, or a certificate for another name.
      expect(await postWith({ smtp: { ...smtp, ca: null } }, { password: "right" }).send(ada, LETTER)).toMatchObject({ kind: "unreachable" });
      NAMES["other.example"] = ["127.0.0.1"];
      expect(await postWith({ smtp: { ...smtp, host: "other.example" } }, { password: "right" }).send(ada, LETTER)).toMatchObject({
        kind: "unreachable",
        said: expect.stringMatching(/altnames|certificate/i),
      });
    }
  });

  test("no password and no mail goes out in the clear where TLS was asked for", async () => {
    const server = await openMailServer();
    onTestFinished(server.close);
    const problem = await postWith({ smtp: smtpAt(server.port, { tls: "starttls", user: "spindle" }) }, { password: "right" }).send(ada, LETTER);
    expect(problem?.kind).toMatch(/unreachable|refused/);
    expect(server.taken).toEqual([]);
  });

  test("that is refused says so in the server's words", async () => {
    const server = await openMailServer();
    onTestFinished(server.close);
    const post = postWith({ smtp: smtpAt(server.port) });
    expect(await post.send({ kind: "mail", address: "nobody@example.org" }, LETTER)).toMatchObject({
      kind: "refused",
      said: expect.stringContaining("nobody of that name"),
    });
    expect(await post.send({ kind: "mail", address: "ada@evil.org" }, LETTER)).toEqual({ kind: "not-allowed" });
    expect(await postWith({}).send(ada, LETTER)).toEqual({ kind: "no-mail-server" });
    await server.close();
    expect(await post.send(ada, LETTER)).toMatchObject({ kind: "unreachable" });
  });

  test("B18: does not go to a private network that is not listed", async () => {
    const server = await openMailServer();
    onTestFinished(server.close);
    expect(await postWith({ smtp: smtpAt(server.port) }, { listed: [] }).send(ada, LETTER)).toEqual({ kind: "private-address", host: "mail.example" });
    expect(await postWith({ smtp: smtpAt(server.port, { host: "gone.example" }) }).send(ada, LETTER)).toEqual({ kind: "unknown-host", host: "gone.example" });
    expect(server.taken).toEqual([]);
  });
});

interface Got {
  request: IncomingMessage;
  body: string;
}

async function receiver(answer: (response: ServerResponse) => void = (response) => response.end("ok")) {
  const got: Got[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    got.push({ request, body: Buffer.concat(parts).toString() });
    answer(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => new Promise((done) => server.close(() => done())));
  const origin = `http://hooks.example:${(server.address() as AddressInfo).port}`;
  return { got, origin, hook: { kind: "webhook", hook: { url: `${origin}/in/a`, secret: "s3cret" } } as const };
}

describe("webhooks, at a real receiver", () => {
  test("are signed JSON that Slack and Mattermost show, and nothing in it calls a channel", async () => {
    const { got, origin, hook } = await receiver();
    expect(await postWith({ allowedHooks: [`${origin}/in/`] }).send(hook, LETTER)).toBeNull();
    const [one] = got;
    const [, seconds, sent] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(one?.request.headers["x-spindle-signature"])) ?? [];
    expect(createHmac("sha256", "s3cret").update(`${seconds}.${one?.body}`).digest("hex")).toBe(sent);
    const body = JSON.parse(one?.body ?? "") as { text: string; notices: Record<string, unknown>[] };
    expect(body.text).toContain("web of &lt;shop&gt; &amp; co");
    expect(body.text).not.toMatch(/<!|@all/);
    expect(body.notices).toEqual([
      expect.objectContaining({ kind: "crash-loop", stack: "shop", url: "https://s.example/dev/stacks/shop", at: "1970-01-01T00:00:00.000Z" }),
    ]);
    expect(one?.request.headers.host).toBe(new URL(origin).host);
  });

  test("follow no redirect, and say how they were answered", async () => {
    const target = await receiver();
    const redirecting = await receiver((response) => response.writeHead(307, { location: `${target.origin}/in/a` }).end());
    expect(await postWith({ allowedHooks: [`${redirecting.origin}/in/`, `${target.origin}/in/`] }).send(redirecting.hook, LETTER)).toEqual({
      kind: "redirect",
      status: 307,
    });
    expect(target.got).toEqual([]);
    const failing = await receiver((response) => response.writeHead(503).end("x".repeat(100_000)));
    expect(await postWith({ allowedHooks: [failing.origin] }).send(failing.hook, LETTER)).toEqual({ kind: "status", status: 503 });
  });

  test("B18: go to no private network that is not listed, and nowhere that is not allowed any more", async () => {
    const { got, origin, hook } = await receiver();
    expect(await postWith({ allowedHooks: [origin] }, { listed: [] }).send(hook, LETTER)).toEqual({ kind: "private-address", host: "hooks.example" });
    expect(await postWith({ allowedHooks: ["https://hooks.example/"] }).send(hook, LETTER)).toEqual({ kind: "not-allowed" });
    const inside = { kind: "webhook", hook: { url: "http://inside.example/in", secret: "s" } } as const;
    expect(await postWith({ allowedHooks: ["http://inside.example/"] }).send(inside, LETTER)).toEqual({ kind: "private-address", host: "inside.example" });
    expect(got).toEqual([]);
  });
});
