import type { Page } from "@playwright/test";
import { answerFaults } from "@/lib/testing/api-document";
import { expect, test } from "./fixtures";
import { expectStanding } from "./pages/containers";

const compose = (version: string) => `services:
  web:
    image: spindle/demo:${version}
  box:
    image: spindle/shell:1
    user: "1000:1000"
`;

// biome-ignore lint/suspicious/noExplicitAny: the answer of any route, as a script sees it.
type Body = Record<string, any>;

/** What a CI job has: an address, a token, and nothing of a browser. Every answer is held against the document. */
class Script {
  constructor(
    private readonly url: string,
    private readonly token: string,
    private readonly stack: string,
  ) {}

  async ask(method: string, address: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; text: string; body: Body }> {
    const path = `/api/v1/${address.startsWith("/") ? address.slice(1) : `environments/sandbox/stacks/${this.stack}/${address}`}`.replace(/\/$/, "");
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.text();
    const type = answer.headers.get("content-type");
    expect(answerFaults(method, path, answer.status, type, text)).toEqual([]);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    return { status: answer.status, text, body: /\/(problem\+)?json/.test(type ?? "") ? (JSON.parse(text) as Body) : {} };
  }

  async does(verb: string, body?: unknown): Promise<Body> {
    const { status, body: answer } = await this.ask("POST", `${verb}?wait=120`, body);
    expect([status, answer.operation?.status], JSON.stringify(answer)).toEqual([200, "succeeded"]);
    return answer.operation as Body;
  }

  /** Lines as they are written, until the stream ends. */
  async follow(): Promise<{ next: () => Promise<string | null>; leave: () => Promise<void> }> {
    const address = `${this.url}/api/v1/environments/sandbox/stacks/${this.stack}/logs?service=web&follow=true&tail=5`;
    const { body } = await fetch(address, { headers: { authorization: `Bearer ${this.token}` } });
    const reader = body?.getReader();
    return {
      next: async () => {
        const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
        return done ? null : new TextDecoder().decode(value);
      },
      leave: async () => reader?.cancel(),
    };
  }
}

async function makeToken(page: Page, name: string): Promise<string> {
  await page.goto("/sandbox/account");
  await page.getByRole("button", { name: "New token" }).click();
  const form = page.getByRole("form", { name: "New token" });
  await form.getByLabel("Token name").fill(name);
  await form.getByRole("checkbox", { name: /^Run commands/ }).check({ force: true });
  await form.getByLabel("Ends after").selectOption("7");
  await form.getByRole("button", { name: "Create token" }).click();
  const shown = page.getByRole("alert").getByText(/^spindle_/);
  await expect(shown).toBeVisible();
  const text = (await shown.textContent()) ?? "";
  await page.getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByText(text)).toHaveCount(0);
  return text;
}

test("a script with a token from the Account page does all that CI needs, and ends with its token", async ({
  user,
  docker,
  stackName,
  serverHandle: { url },
}) => {
  const name = `ci ${stackName}`;
  const token = await makeToken(user, name);
  const ci = new Script(url, token, stackName);

  const { body: review } = await ci.ask("POST", "review", { composeText: compose("v1") });
  expect(review).toMatchObject({ isNew: true, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  await ci.does("deploy", { composeText: compose("v1"), reviewedHash: review.hash, message: "build 1" });
  await expectStanding(docker, stackName, ["box-1 g1 running", "web-1 g1 running"]);

  await ci.does("deploy", { composeText: compose("v2"), strategy: { intervalSeconds: 0 } });
  await expectStanding(docker, stackName, ["box-1 g1 running", "web-1 g1 exited", "web-1 g2 running"]);
  await ci.does("rollback");
  await expectStanding(docker, stackName, ["box-1 g1 running", "web-1 g1 running"]);
  await ci.does("upgrade", { composeText: compose("v2"), strategy: { intervalSeconds: 0 } });
  await ci.does("confirm");
  await expectStanding(docker, stackName, ["box-1 g1 running", "web-1 g3 running"]);
  await ci.does("services/web/scale", { scale: 2 });
  await ci.does("stop", { service: "web" });
  await expectStanding(docker, stackName, ["box-1 g1 running", "web-1 g3 exited", "web-2 g3 exited"]);
  await ci.does("start", { service: "web" });
  await ci.does("restart", { service: "web" });
  await expectStanding(docker, stackName, ["box-1 g1 running", "web-1 g3 running", "web-2 g3 running"]);

  const refused = await ci.ask("POST", "deploy", { composeText: `${compose("v2")}    privileged: true\n` });
  expect([refused.status, refused.body.code, refused.body.data.issues[0].line]).toEqual([422, "COMPOSE_REFUSED", 7]);
  const failed = await ci.ask("POST", "deploy?wait=120", {
    composeText: compose("broken"),
    strategy: { onFailure: "roll-back", healthDeadlineSeconds: 5, intervalSeconds: 0 },
  });
  expect([failed.status, failed.body.code], failed.text).toEqual([409, "OPERATION_FAILED"]);

  const run = await ci.ask("POST", "exec", { service: "box", command: ["sh", "-c", "id -u; exit 4"] });
  expect(run.body).toMatchObject({ name: "box-1", exitCode: 4, stdout: "1000\n" });
  for (const address of [
    "",
    "services",
    "services/web",
    "containers",
    "revisions",
    "revisions/2",
    "revisions/2/compose",
    "operations",
    "logs?tail=5",
    "logs?tail=5&format=text",
  ])
    expect((await ci.ask("GET", address)).status, address).toBe(200);
  for (const address of ["/environments", "/environments/sandbox/stacks?limit=1", "/environments/sandbox/operations?limit=2", "/openapi.json"])
    expect((await ci.ask("GET", address)).status, address).toBe(200);
  expect((await ci.ask("GET", "revisions/2/compose")).text).toBe(compose("v2"));
  const foreign = await new Script(url, token, "t-00000000").ask("GET", "");
  expect([foreign.status, foreign.body.code]).toEqual([404, "NOT_FOUND"]);
  expect((await fetch(`${url}/api/v1/environments?access_token=${token}`)).status).toBe(422);
  expect((await user.request.get("/api/v1/environments")).status()).toBe(401);
  expect((await user.request.get("/api/environments", { headers: { authorization: `Bearer ${token}`, cookie: "" } })).status()).toBe(401);

  const logs = await ci.follow();
  expect(await logs.next()).toContain('"container":"web-');
  await user.reload();
  const row = user.getByRole("table", { name: "API tokens" }).getByRole("row", { name: new RegExp(name) });
  await expect(row).not.toContainText("never");
  await row.getByRole("button", { name: `Revoke ${name}` }).click();
  await user
    .getByRole("group", { name: `Revoke ${name}` })
    .getByRole("button", { name: "Revoke" })
    .click();
  await expect(row).toHaveCount(0);
  const revokedAt = Date.now();
  while ((await logs.next()) !== null);
  expect(Date.now() - revokedAt).toBeLessThan(5_000);
  expect((await fetch(`${url}/api/v1/environments`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
});
