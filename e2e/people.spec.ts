import { randomBytes } from "node:crypto";
import { request } from "@playwright/test";
import { expect, test } from "./fixtures";
import { expectAlert, withOwnServer, withPage } from "./pages/own-server";
import { callAction } from "./pages/server-actions";
import { changeDatabase } from "./pages/server-database";
import { fillSignIn, makeAdministrator, makePerson, makeUser, type Person, postSignIn, signIn, tryFromPage } from "./pages/session";

const somebody = (): Person => ({ username: `p-${randomBytes(3).toString("hex")}`, password: "a sentence of some words" });
const stacksHeading = { name: "Stacks", level: 1 } as const;

test("the first run takes the token from the console, makes the administrator and is over", async ({ browser }) => {
  await withOwnServer({}, (server) =>
    withPage(browser, server, async (page, context) => {
      const ada: Person = { username: "ada", password: "correct horse battery" };
      await page.goto("/");
      await page.getByRole("link", { name: "Set up Spindle" }).click();
      await page.waitForURL("**/setup");
      await page.getByLabel("Token").fill("00000000-00000000-00000000-00000000");
      await page.getByLabel("Username").fill(ada.username);
      await page.getByLabel("Password").fill(ada.password);
      await page.getByLabel("Once more").fill(ada.password);
      await page.getByRole("button", { name: "Create administrator" }).click();
      await expectAlert(page, "That token does not match");

      const token = server.setupToken();
      await makeAdministrator(page, token, ada);
      await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Admin" })).toBeVisible();

      // A page that is open would itself go to the sign-in page, and be in the way.
      await page.goto("about:blank");
      await context.clearCookies();
      await page.goto("/setup");
      await page.waitForURL("**/sign-in");
      await expect(page.getByText("Nobody has an account yet")).toBeHidden();
      const again = await callAction(context.request, server.url, "setupAction", { token, username: "eve", password: ada.password }, "/setup");
      expect(again.result).toMatchObject({ ok: false, problem: { code: "SETUP_DONE" } });

      await fillSignIn(page, ada);
      await expect(page.getByRole("heading", stacksHeading)).toBeVisible();
    }),
  );
});

test("a wrong password and an unknown name are answered alike", async ({ page, adminApi, serverHandle: { url } }) => {
  const person = somebody();
  await makePerson(adminApi, url, person);
  const wrong = await postSignIn(url, { ...person, password: "not the right words" });
  const unknown = await postSignIn(url, { ...somebody(), password: "not the right words" });
  expect([wrong.status, wrong.body]).toEqual([unknown.status, unknown.body]);
  expect(wrong.status).toBe(401);

  await page.goto("/sign-in");
  await fillSignIn(page, { ...person, password: "not the right words" });
  await expectAlert(page, "That did not match");
  await expect(page.getByLabel("Username")).toHaveValue(person.username);
  // Whether it was the password or a code that failed is not said: the code is asked for, and the password stays for it once.
  await expect(page.getByLabel("Code")).toHaveValue("");
  await expect(page.getByLabel("Password")).not.toHaveValue("");
  await fillSignIn(page, somebody());
  await expectAlert(page, "That did not match");
  await expect(page.getByLabel("Password")).toHaveValue("");
});

test("after failures the next try waits, even with the right password, and the page says how long", async ({ page, adminApi, serverHandle }) => {
  const { url, dataFolder } = serverHandle;
  const person = somebody();
  await makePerson(adminApi, url, person);
  const began = Date.now();
  // The page's clock is put forward below; until then it goes as ever.
  await page.clock.install();
  await page.goto("/sign-in");
  // From the page itself: what waits is this account from this address.
  const fail = () => tryFromPage(page, { ...person, password: "not the right words" });
  for (const answer of [await fail(), await fail()]) expect(decodeURIComponent(answer)).toContain("SIGN_IN_FAILED");
  // Six more, as slow as they would have to be; how the waits grow is proven in lib/auth/sign-in.test.ts.
  await changeDatabase(dataFolder, `UPDATE "LoginFailure" SET "count" = 8 WHERE "count" = 2 AND "lastAt" >= ${began}`);

  await fillSignIn(page, person);
  await expectAlert(page, /Too many attempts.*Try again in \d+\s(s|min)/s);
  await changeDatabase(dataFolder, `UPDATE "LoginFailure" SET "lastAt" = "lastAt" - 60000 WHERE "count" = 8`);
  await page.clock.fastForward("01:00");
  await expect(page.getByText("Too many attempts")).toBeHidden();
  await fillSignIn(page, person);
  await expect(page.getByRole("heading", stacksHeading)).toBeVisible();
});

test("the administrator makes an account, which sees none of the others' stacks", async ({
  admin,
  browser,
  baseURL,
  stackName,
  deployAsUser,
  serverHandle: { url },
}) => {
  await deployAsUser(stackName, "services:\n  box:\n    image: spindle/shell:1\n");
  const person = somebody();
  await makeUser(admin, url, person);
  const page = await browser.newPage({ baseURL });
  await page.goto("/sandbox/stacks");
  await page.waitForURL("**/sign-in**");
  await fillSignIn(page, person);
  await expect(page.getByText("No stacks in sandbox yet")).toBeVisible();
  await expect(page.getByText(stackName)).toBeHidden();
  await expect(page.getByRole("link", { name: "Admin" })).toBeHidden();
  await page.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByText("Nothing has happened yet")).toBeVisible();
  await page.close();

  await admin.goto("/sandbox/stacks");
  await expect(admin.getByRole("table", { name: "Stacks" }).getByRole("link", { name: stackName })).toBeVisible();
});

test("disabling an account ends its sessions and lets nobody in until it is enabled", async ({ admin, browser, baseURL, adminApi, serverHandle: { url } }) => {
  const person = somebody();
  await makePerson(adminApi, url, person);
  const context = await browser.newContext({ baseURL, storageState: await signIn(url, person) });
  const page = await context.newPage();
  await page.goto("/sandbox/stacks");
  await expect(page.getByRole("heading", stacksHeading)).toBeVisible();

  await admin.goto("/sandbox/admin?tab=users");
  await admin.getByRole("button", { name: `Disable ${person.username}` }).click();
  await admin
    .getByRole("group", { name: `Disable ${person.username}` })
    .getByRole("button", { name: "Disable" })
    .click();
  await page.waitForURL("**/sign-in?callbackUrl=%2Fsandbox%2Fstacks");
  expect((await context.request.get("/api/environments")).status()).toBe(401);
  expect((await postSignIn(url, person)).status).toBe(401);

  await admin.getByRole("button", { name: `Enable ${person.username}` }).click();
  await expect(admin.getByRole("button", { name: `Disable ${person.username}` })).toBeVisible();
  expect((await postSignIn(url, person)).status).toBe(200);
  await context.close();
});

test("signing out ends the session itself, not only the cookie", async ({ browser, baseURL, adminApi, serverHandle: { url } }) => {
  const person = somebody();
  await makePerson(adminApi, url, person);
  const storageState = await signIn(url, person);
  const context = await browser.newContext({ baseURL, storageState });
  const page = await context.newPage();
  await page.goto("/sandbox/stacks");
  await page.getByRole("button", { name: `${person.username}, your menu` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await page.goto("/sandbox/stacks");
  await page.waitForURL("**/sign-in?**");
  await context.close();

  const thief = await request.newContext({ baseURL: url, storageState });
  expect((await thief.get("/api/environments")).status()).toBe(401);
  await thief.dispose();
});
