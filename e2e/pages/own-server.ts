import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { testInstance } from "@/lib/testing/instance";
import { type ServerProcess, startServer } from "@/lib/testing/server-process";
import { sweepInstance } from "../../scripts/testing/leftovers.mjs";

/** A server of one's own with empty data, for what would disturb the others; ended and swept when `work` is over. */
export async function withOwnServer(env: Record<string, string>, work: (server: ServerProcess) => Promise<void>): Promise<void> {
  const server = await startServer({ instance: testInstance("e2e"), env: { NODE_ENV: "production", ...env } });
  try {
    await work(server);
  } finally {
    await server.stop();
    server.forget();
    await sweepInstance(server.instance);
  }
}

/** A page on that server. */
export async function withPage(browser: Browser, server: ServerProcess, work: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ baseURL: server.url });
  try {
    await work(await context.newPage(), context);
  } finally {
    await context.close();
  }
}

/** The alert with these words; a page has several. */
export const expectAlert = (page: Page, words: string | RegExp): Promise<void> => expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
