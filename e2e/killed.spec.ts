import { LABEL } from "@/lib/core/labels";
import type { OperationView, StackView } from "@/lib/core/views";
import { test as base, expect } from "./fixtures";
import { expectStanding, idsOf } from "./pages/containers";
import { MortalServer } from "./pages/mortal-server";
import { ENVIRONMENT, expectState, stackAddress } from "./pages/new-stack";
import { callAction, deployByAction, orderRemoval } from "./pages/server-actions";
import { upgradeByAction } from "./pages/upgrade";

/** A stack on a server that dies, and what it comes to. */
interface Scene {
  server: MortalServer;
  name: string;
  deploy(image: string): Promise<void>;
  upgrade(image: string): Promise<void>;
  decide(action: "confirmAction" | "rollBackAction"): Promise<void>;
  /** The engine has exactly these containers and one network, and the server says that all it was asked for is done. */
  expectEnd(standing: string[], state: StackView["state"]): Promise<void>;
}

const file = (image: string): string =>
  `services:\n  web:\n    image: ${image}\n    scale: 2\n  db:\n    image: spindle/demo:v1\n    volumes: [data:/data]\nvolumes:\n  data:\n`;
const both = (generation: number): string[] => [`web-1 g${generation} running`, `web-2 g${generation} running`];

/** A server that dies at the first sign of its work may not come to answer for it; what came of it is looked at in the end. */
const unanswered = (error: Error): void => {
  if (!/ECONNRESET|socket hang up|aborted/.test(error.message)) throw error;
};

const test = base.extend<{ scene: Scene }, { mortal: MortalServer }>({
  mortal: [
    async ({ docker }, use) => {
      const server = await MortalServer.start(docker);
      await use(server);
      await server.forget();
    },
    { scope: "worker" },
  ],
  scene: async ({ mortal, docker, newStackName }, use) => {
    const name = newStackName();
    const { api, url, instance } = mortal;
    const read = async <T>(path: string): Promise<T> => (await api.get(`/api/environments/${ENVIRONMENT}/${path}`)).json() as Promise<T>;
    const ofInstance = { label: [`${LABEL.instance}=${instance}`] };
    await use({
      server: mortal,
      name,
      deploy: (image) => deployByAction(api, url, name, file(image)).catch(unanswered),
      upgrade: (image) => upgradeByAction(api, url, name, file(image), { batchSize: 1 }).catch(unanswered),
      decide: async (action) => {
        const answer = await callAction(api, url, action, { environment: ENVIRONMENT, stack: name, service: null }).catch(unanswered);
        if (answer) expect(answer.result?.ok, answer.body).toBe(true);
      },
      expectEnd: async (standing, state) => {
        await expectStanding(docker, name, standing, 60_000);
        await expect.poll(async () => (await read<StackView>(`stacks/${name}`)).state, { timeout: 30_000 }).toBe(state);
        const statuses = async () => (await read<OperationView[]>(`operations?stack=${name}`)).map(({ kind, status }) => `${kind} ${status}`);
        await expect.poll(statuses).not.toContainEqual(expect.stringMatching(/running|failed/));
        expect(await docker.listContainers({ all: true, filters: ofInstance })).toHaveLength(standing.length);
        expect(await docker.listNetworks({ filters: ofInstance })).toHaveLength(1);
      },
    });
    await orderRemoval(api, url, name);
    await expect.poll(() => docker.listContainers({ all: true, filters: ofInstance }), { timeout: 60_000 }).toEqual([]);
    await expect.poll(() => docker.listNetworks({ filters: ofInstance })).toEqual([]);
  },
});

test("a deploy goes on after kill -9, twice", async ({ scene }) => {
  const { server, name } = scene;
  const first = await server.dieAt(name, "create web-1 g1");
  await scene.deploy("spindle/demo:v1");
  await first.death;
  const second = await server.dieAt(name, "start web-2 g1");
  await server.startAgain();
  await second.death;
  await server.startAgain();
  await scene.expectEnd(["db-1 g1 running", ...both(1)], "active");
});

test("an upgrade goes on after kill -9, and so does the way back, to the very same containers", async ({ scene, docker }) => {
  const { server, name } = scene;
  await scene.deploy("spindle/demo:v1");
  await scene.expectEnd(["db-1 g1 running", ...both(1)], "active");
  const old = await idsOf(docker, name);

  const first = await server.dieAt(name, "create web-1 g2");
  await scene.upgrade("spindle/demo:v2");
  await first.death;
  expect(await idsOf(docker, name)).toMatchObject(old);
  const second = await server.dieAt(name, "die web-2 g1");
  await server.startAgain();
  await second.death;
  expect(await idsOf(docker, name)).toMatchObject(old);
  await server.startAgain();
  await scene.expectEnd(["db-1 g1 running", "web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"], "upgraded");
  expect(await idsOf(docker, name)).toMatchObject(old);

  const third = await server.dieAt(name, "start web-1 g1");
  await scene.decide("rollBackAction");
  await third.death;
  await server.startAgain();
  await scene.expectEnd(["db-1 g1 running", ...both(1)], "active");
  expect(await idsOf(docker, name)).toEqual(old);
});

test("a confirmation goes on after kill -9, and takes nothing but the old containers", async ({ scene, docker }) => {
  const { server, name } = scene;
  await scene.deploy("spindle/demo:v1");
  await scene.expectEnd(["db-1 g1 running", ...both(1)], "active");
  await scene.upgrade("spindle/demo:v2");
  // Nothing but the answer has left the server.
  await server.kill();
  await server.startAgain();
  await scene.expectEnd(["db-1 g1 running", "web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"], "upgraded");
  const { "web-1 g1": _one, "web-2 g1": _two, ...stays } = await idsOf(docker, name);

  const death = await server.dieAt(name, "destroy web-1 g1");
  await scene.decide("confirmAction");
  await death.death;
  await server.startAgain();
  await scene.expectEnd(["db-1 g1 running", ...both(2)], "active");
  expect(await idsOf(docker, name)).toEqual(stays);
});

test("a page that was open goes on by itself, and Activity has the whole story", async ({ scene, browser }) => {
  const { server, name } = scene;
  await scene.deploy("spindle/demo:v1");
  await scene.expectEnd(["db-1 g1 running", ...both(1)], "active");
  const page = await server.openPage(browser);
  await page.goto(stackAddress(name));
  await expectState(page, "Active");
  const death = await server.dieAt(name, "start web-1 g2");
  await scene.upgrade("spindle/demo:v2");
  await death.death;
  await expect(page.getByRole("alert").filter({ hasText: "Reconnecting" })).toBeVisible();
  await server.startAgain();
  await expectState(page, "Upgraded");
  await expect(page.getByRole("alert").filter({ hasText: "Reconnecting" })).toHaveCount(0);
  await scene.expectEnd(["db-1 g1 running", "web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"], "upgraded");
  await page.goto(`/${ENVIRONMENT}/activity`);
  await expect(page.getByRole("main")).toContainText(`Upgraded ${name} to revision 2`);
  await page.context().close();
});
