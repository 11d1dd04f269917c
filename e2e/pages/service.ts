import { expect, type Locator, type Page } from "@playwright/test";
import { stackAddress } from "./new-stack";

export const serviceAddress = (stack: string, service: string, tab?: string): string =>
  stackAddress(stack, `/services/${service}${tab === undefined ? "" : `?tab=${tab}`}`);

export const openService = (page: Page, stack: string, service: string, tab?: string): Promise<unknown> => page.goto(serviceAddress(stack, service, tab));

/** A row of the Containers tab by its label, such as `web-1`. */
export const containerRow = (page: Page, label: string): Locator =>
  page
    .getByRole("table", { name: "Containers" })
    .getByRole("row")
    .filter({ has: page.getByText(label, { exact: true }) });

/** Presses a button that asks once more in place, and answers yes. The question must say `question`. */
export async function decide(page: Page, button: "Confirm upgrade" | "Roll back", question: RegExp): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: button }).first().click();
  const asked = page.getByRole("group", { name: button });
  await expect(asked).toContainText(question);
  await asked.getByRole("button", { name: button }).click();
}
