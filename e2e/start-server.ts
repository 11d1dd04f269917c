import { join } from "node:path";
import { chromium, type FullConfig } from "@playwright/test";
import { openDatabase } from "@/lib/registry/database";
import { createRegistry } from "@/lib/registry/registry";
import { testInstance } from "@/lib/testing/instance";
import { type ServerProcess, startServer } from "@/lib/testing/server-process";
import { sweepInstance } from "../scripts/testing/leftovers.mjs";
import type { ServerHandle } from "./fixtures";
import { ENVIRONMENT } from "./pages/new-stack";
import { makeAdministrator, makeUser } from "./pages/session";

/** What everybody signs in with; the first run and the Admin page make them. */
const people: ServerHandle["people"] = {
  admin: { username: "ada", password: "correct horse battery" },
  user: { username: "uma", password: "a few words in a row" },
  other: { username: "otto", password: "quite another sentence" },
};

/** Starts one production server with empty data for the whole run, with an administrator and two members. */
export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    // Sessions are made once for the whole run; what happens after ten minutes has its own test.
    SPINDLE_FRESH_MINUTES: "240",
    // A whole run comes from one address, and quicker than people do.
    SPINDLE_REQUESTS_PER_SECOND: "10000",
    // Where notifications.spec.ts has its mail server.
    SPINDLE_PRIVATE_HOSTS: "127.0.0.7",
  };
  const server = await startServer({ instance: testInstance("e2e"), logFile: "test-results/server.log", env });
  const { url, instance, dataFolder, pid } = server;
  await makePeople(server, config).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  process.env.SPINDLE_E2E_SERVER = JSON.stringify({ url, instance, dataFolder, pid, people } satisfies ServerHandle);
  return async () => {
    await server.stop();
    server.forget();
    await sweepInstance(instance);
  };
}

/** Once for the whole run, and in its database: a policy that a test saved beside the others would get in their way. */
async function allowDebugImage(dataFolder: string): Promise<void> {
  const registry = createRegistry(await openDatabase(join(dataFolder, "spindle.db")));
  const environment = await registry.environment(ENVIRONMENT);
  if (environment === null) throw new Error(`there is no ${ENVIRONMENT}`);
  const { id, policy } = environment;
  await registry.transaction((tx) => tx.setPolicy(id, { ...policy, watch: { ...policy.watch, debugImages: ["spindle/shell:1"] } }));
  await registry.close();
}

async function makePeople(server: ServerProcess, config: FullConfig): Promise<void> {
  const browser = await chromium.launch(config.projects[0]?.use.launchOptions);
  try {
    const page = await browser.newPage({ baseURL: server.url });
    await makeAdministrator(page, server.setupToken(), people.admin);
    await makeUser(page, server.url, people.user);
    await makeUser(page, server.url, people.other);
    await allowDebugImage(server.dataFolder);
  } finally {
    await browser.close();
  }
}
