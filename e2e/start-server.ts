import { chromium, type FullConfig, type Page } from "@playwright/test";
import type { PolicyView } from "@/lib/core/policy-view";
import { testInstance } from "@/lib/testing/instance";
import { type ServerProcess, startServer } from "@/lib/testing/server-process";
import { sweepInstance } from "../scripts/testing/leftovers.mjs";
import type { ServerHandle } from "./fixtures";
import { ENVIRONMENT } from "./pages/new-stack";
import { callAction } from "./pages/server-actions";
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

/** Once for the whole run: a policy that a test saved beside the others would get in their way. */
async function allowDebugImage(page: Page, url: string): Promise<void> {
  const { policy, version } = (await (await page.request.get(`/api/environments/${ENVIRONMENT}/policy`)).json()) as PolicyView;
  const input = { environment: ENVIRONMENT, policy: { ...policy, watch: { ...policy.watch, debugImages: ["spindle/shell:1"] } }, version };
  const { result, body } = await callAction(page.request, url, "changePolicyAction", input);
  if (!result?.ok) throw new Error(`the policy was not saved: ${body}`);
}

async function makePeople(server: ServerProcess, config: FullConfig): Promise<void> {
  const browser = await chromium.launch(config.projects[0]?.use.launchOptions);
  try {
    const page = await browser.newPage({ baseURL: server.url });
    await makeAdministrator(page, server.setupToken(), people.admin);
    await makeUser(page, people.user);
    await makeUser(page, people.other);
    await allowDebugImage(page, server.url);
  } finally {
    await browser.close();
  }
}
