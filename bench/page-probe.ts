import { resolve } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";

/** A page that carries `probe` (page-probe.js) from its first line on. */
export async function probedPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript({ path: resolve(import.meta.dirname, "page-probe.js") });
  return page;
}
