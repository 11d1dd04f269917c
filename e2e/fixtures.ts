import { test as base } from "@playwright/test";
import Docker from "dockerode";

/** The server under test, started by start-server.ts. */
export interface ServerHandle {
  url: string;
  /** Value of the label io.spindle.instance on everything this server makes. */
  instance: string;
  dataFolder: string;
  pid: number;
  /** For the first administrator; good once. */
  setupToken: string;
}

interface WorkerFixtures {
  serverHandle: ServerHandle;
  /** The engine under test itself: the final state is checked here, not on the page. */
  docker: Docker;
}

export const test = base.extend<object, WorkerFixtures>({
  serverHandle: [
    async ({}, use) => {
      const handle = process.env.SPINDLE_E2E_SERVER;
      if (!handle) throw new Error("no server: run the browser tests with `npm run e2e`");
      await use(JSON.parse(handle) as ServerHandle);
    },
    { scope: "worker" },
  ],
  docker: [async ({}, use) => use(new Docker()), { scope: "worker" }],
  baseURL: async ({ serverHandle }, use) => use(serverHandle.url),
});

export { expect } from "@playwright/test";
