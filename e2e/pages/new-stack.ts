import { expect, type Locator, type Page } from "@playwright/test";

export const ENVIRONMENT = "sandbox";
export const stackAddress = (name: string, rest = "") => `/${ENVIRONMENT}/stacks/${name}${rest}`;

/** Replaces the text of the compose editor as people do: select all, paste. */
export async function pasteCompose(page: Page, text: string, file = "Compose file"): Promise<void> {
  const editor = page.getByRole("textbox", { name: file });
  await editor.click();
  await editor.press("ControlOrMeta+a");
  await editor.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", pasted);
    element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

/** The New stack page with a name and a text in it; nothing is reviewed yet. */
export async function openNewStack(page: Page, name: string, compose: string): Promise<void> {
  await page.goto(`/${ENVIRONMENT}/stacks/new`);
  await pasteCompose(page, compose);
  await page.getByLabel("Stack name").fill(name);
}

/** Deploys through the New stack page: name, paste, Review, Deploy. Ends on the page of the stack, which may still be starting. */
export async function deploy(page: Page, name: string, compose: string): Promise<void> {
  await openNewStack(page, name, compose);
  await page.getByRole("button", { name: "Review" }).click();
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.waitForURL(`**${stackAddress(name)}`);
}

/** The state of the stack or service whose page is open. */
export const stateOf = (page: Page): Locator => page.getByRole("main").getByRole("status", { name: "State" }).first();
export const healthOf = (page: Page): Locator => page.getByRole("main").getByRole("status", { name: "Health" }).first();

export const expectState = (page: Page, word: string): Promise<void> => expect(stateOf(page)).toHaveText(word, { timeout: 30_000 });
