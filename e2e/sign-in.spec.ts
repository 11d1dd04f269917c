import { randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import { expect, test } from "./fixtures";
import { changeDatabase } from "./pages/server-database";
import { fillSignIn, makePerson, type Person, signIn } from "./pages/session";

const somebody = (): Person => ({ username: `s-${randomBytes(3).toString("hex")}`, password: "a sentence of some words" });
const stacksHeading = { name: "Stacks", level: 1 } as const;

test("a second factor is turned on with a first code, asked for at the sign-in, and stood in for by a recovery code", async ({
  browser,
  baseURL,
  adminApi,
  serverHandle: { url },
}) => {
  const person = somebody();
  await makePerson(adminApi, url, person);
  const context = await browser.newContext({ baseURL, storageState: await signIn(url, person) });
  const page = await context.newPage();
  await page.goto("/sandbox/account");
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByRole("img", { name: "Key for the authenticator" })).toBeVisible();
  const key = ((await page.locator(".typed-key").textContent()) ?? "").replace(/\s/g, "");
  const codeAt = (at: number) => new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: at });
  await page.getByLabel("Code").fill(codeAt(Date.now()));
  await page.getByRole("button", { name: "Turn on" }).click();
  const items = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(items).toHaveCount(10);
  const codes = await items.allInnerTexts();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("10 recovery codes left")).toBeVisible();
  await context.close();

  const fresh = await browser.newContext({ baseURL });
  const door = await fresh.newPage();
  await door.goto("/sign-in");
  await fillSignIn(door, person);
  await expect(door.getByText("That did not match")).toBeVisible();
  // The next half minute's: this one was used to turn it on.
  await door.getByLabel("Code").fill(codeAt(Date.now() + 30_000));
  await door.getByRole("button", { name: "Sign in" }).click();
  await expect(door.getByRole("heading", stacksHeading)).toBeVisible();
  await fresh.close();

  const later = await browser.newContext({ baseURL });
  const again = await later.newPage();
  await again.goto("/sign-in");
  await again.getByRole("button", { name: "I have a second factor" }).click();
  await again.getByLabel("Code").fill(codes[0] ?? "");
  await fillSignIn(again, person);
  await expect(again.getByRole("heading", stacksHeading)).toBeVisible();
  await later.close();
});

test("with the administrator's one-time password nothing works until another is chosen", async ({
  admin,
  browser,
  baseURL,
  adminApi,
  serverHandle: { url },
}) => {
  const person = somebody();
  await makePerson(adminApi, url, person);
  await admin.goto("/sandbox/admin?tab=users");
  await admin.getByRole("button", { name: `More for ${person.username}` }).click();
  await admin.getByRole("menuitem", { name: "New one-time password" }).click();
  const dialog = admin.getByRole("dialog", { name: `A one-time password for ${person.username}` });
  await dialog.getByRole("button", { name: "Make the password" }).click();
  const password = ((await dialog.locator(".code").textContent()) ?? "").trim();
  await dialog.getByRole("button", { name: "Done" }).click();

  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await fillSignIn(page, { ...person, password });
  await page.waitForURL("**/new-password");
  expect((await context.request.get("/api/environments")).status()).toBe(403);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await fillSignIn(page, { ...person, password });
  await page.waitForURL("**/new-password");
  await page.goto("/sandbox/stacks");
  await page.waitForURL("**/new-password");
  await page.getByLabel("New password").fill("words that only I know");
  await page.getByLabel("Once more").fill("words that only I know");
  await page.getByRole("button", { name: "Use this password" }).click();
  await expect(page.getByRole("heading", stacksHeading)).toBeVisible();
  expect((await context.request.get("/api/environments")).status()).toBe(200);
  await context.close();
});

test("who signed in a while ago says once more who they are, and what they were about to do goes on", async ({
  browser,
  baseURL,
  adminApi,
  serverHandle: { url, dataFolder },
}) => {
  const [person, other] = [somebody(), somebody()];
  await makePerson(adminApi, url, person, "admin");
  const context = await browser.newContext({ baseURL, storageState: await signIn(url, person) });
  const page = await context.newPage();
  await page.goto("/sandbox/admin?tab=users");
  await page.getByRole("button", { name: "New user" }).click();
  const form = page.getByRole("form", { name: "New user" });
  await form.getByLabel("Username").fill(other.username);
  await form.getByLabel("Password").fill(other.password);
  // Time goes by for this session alone.
  const ofPerson = `"userId" = (SELECT "id" FROM "User" WHERE "username" = ?)`;
  const newest = `"id" = (SELECT "id" FROM "Session" WHERE ${ofPerson} ORDER BY "createdAt" DESC LIMIT 1)`;
  await changeDatabase(dataFolder, `UPDATE "Session" SET "freshAt" = 0 WHERE ${newest}`, [person.username]);
  await form.getByRole("button", { name: "Create user" }).click();
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByLabel("Your password").fill("something else");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog.getByText("That did not match")).toBeVisible();
  await dialog.getByLabel("Your password").fill(person.password);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("table", { name: "Users" }).getByText(other.username, { exact: true })).toBeVisible();
  await context.close();
});
