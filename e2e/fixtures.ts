import { randomBytes } from "node:crypto";
import { type APIRequestContext, type Browser, test as base, expect, type Page, request } from "@playwright/test";
import Docker from "dockerode";
import { LABEL } from "@/lib/core/labels";
import { deploy } from "./pages/new-stack";
import { deployByAction, orderRemoval } from "./pages/server-actions";
import { type Cookies, type Person, signIn } from "./pages/session";

/** The server under test, started by start-server.ts. */
export interface ServerHandle {
  url: string;
  /** Value of the label io.spindle.instance on everything this server makes. */
  instance: string;
  dataFolder: string;
  pid: number;
  /** Made by start-server.ts through the first run and the Admin page. */
  people: Record<Role, Person>;
}

/** `user` and `other` are members who know nothing of each other. */
export type Role = "admin" | "user" | "other";

const { poll } = expect;
// By itself it looks once a second after a moment: half a second is lost at each of some hundred waits for the engine.
expect.poll = (actual, options) => poll(actual, { intervals: [100], ...(typeof options === "string" ? { message: options } : options) });

interface WorkerFixtures {
  serverHandle: ServerHandle;
  /** The engine under test itself: the final state is checked here, not on the page. */
  docker: Docker;
  /** One real session for each, made through the sign-in API; good for a context of one's own: `browser.newContext({ storageState: sessions.user })`. */
  sessions: Record<Role, Cookies>;
  /** The administrator's requests without a page. */
  adminApi: APIRequestContext;
}

interface TestFixtures {
  /** A page of a context of its own, signed in. */
  admin: Page;
  user: Page;
  other: Page;
  /** A name nobody else uses; what is deployed under it goes when the test ends. */
  stackName: string;
  /** More of them, with the same care. */
  newStackName: () => string;
  /** Deploys as `user` without a page, for tests about something else. */
  deployAsUser: (name: string, compose: string) => Promise<void>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  serverHandle: [
    async ({}, use) => {
      const handle = process.env.SPINDLE_E2E_SERVER;
      if (!handle) throw new Error("no server: run the browser tests with `npm run e2e`");
      await use(JSON.parse(handle) as ServerHandle);
    },
    { scope: "worker" },
  ],
  docker: [async ({}, use) => use(new Docker()), { scope: "worker" }],
  sessions: [
    async ({ serverHandle: { url, people } }, use) => {
      const [admin, user, other] = await Promise.all([signIn(url, people.admin), signIn(url, people.user), signIn(url, people.other)]);
      await use({ admin, user, other });
    },
    { scope: "worker" },
  ],
  adminApi: [
    async ({ serverHandle, sessions }, use) => {
      const api = await request.newContext({ baseURL: serverHandle.url, storageState: sessions.admin });
      await use(api);
      await api.dispose();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ serverHandle }, use) => use(serverHandle.url),
  admin: async ({ browser, serverHandle, sessions }, use) => usePage(browser, serverHandle.url, sessions.admin, use),
  user: async ({ browser, serverHandle, sessions }, use) => usePage(browser, serverHandle.url, sessions.user, use),
  other: async ({ browser, serverHandle, sessions }, use) => usePage(browser, serverHandle.url, sessions.other, use),
  newStackName: async ({ adminApi, serverHandle }, use) => {
    const names: string[] = [];
    await use(() => {
      const name = `t-${randomBytes(4).toString("hex")}`;
      names.push(name);
      return name;
    });
    for (const name of names) await orderRemoval(adminApi, serverHandle.url, name);
  },
  stackName: async ({ newStackName }, use) => use(newStackName()),
  deployAsUser: async ({ serverHandle, sessions }, use) => {
    const api = await request.newContext({ baseURL: serverHandle.url, storageState: sessions.user });
    await use((name, compose) => deployByAction(api, serverHandle.url, name, compose));
    await api.dispose();
  },
});

async function usePage(browser: Browser, baseURL: string, storageState: Cookies, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL, storageState });
  const violations: string[] = [];
  context.on("console", (message) => {
    if (/Content Security Policy/i.test(message.text())) violations.push(`${message.text()} at ${message.location().url}`);
  });
  await use(await context.newPage());
  await context.close();
  // B12: in whatever a test does, no page asks for what its policy forbids.
  expect(violations).toEqual([]);
}

/** What the engine itself knows of a stack, or of one service of it, stopped ones too. */
export const containersOf = (docker: Docker, stackName: string, service?: string): Promise<Docker.ContainerInfo[]> =>
  docker.listContainers({
    all: true,
    filters: { label: [`${LABEL.stackName}=${stackName}`, ...(service === undefined ? [] : [`${LABEL.serviceName}=${service}`])] },
  });

/** The inspect record of the only container of a service; waits until there is exactly one that runs. */
export async function inspectOne(docker: Docker, stackName: string, service: string): Promise<Docker.ContainerInspectInfo> {
  const running = async () => (await containersOf(docker, stackName, service)).filter(({ State }) => State === "running");
  await expect.poll(async () => (await running()).length, { timeout: 30_000, message: `one container of ${service} runs` }).toBe(1);
  const [one] = await running();
  return docker.getContainer(one?.Id ?? "").inspect();
}

export { deploy, expect };
