import { type APIRequestContext, expect, type Page, request } from "@playwright/test";
import type { SiteRole } from "@/lib/core/access";
import { callAction } from "./server-actions";

export interface Person {
  username: string;
  password: string;
}

export type Cookies = Awaited<ReturnType<APIRequestContext["storageState"]>>;

/** The first run, through its page. Ends signed in, on the list of stacks. */
export async function makeAdministrator(page: Page, token: string, { username, password }: Person): Promise<void> {
  await page.goto("/setup");
  await page.getByLabel("Token").fill(token);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByLabel("Once more").fill(password);
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByRole("heading", { name: "Stacks", level: 1 })).toBeVisible({ timeout: 30_000 });
}

/** What an administrator hands out for somebody, who chooses the password of the tests in its place. */
const handedTo = ({ username, password }: Person): Person => ({ username, password: `${password}, for a start` });

/** Under Admin, as an administrator who is signed in; then as the new person. */
export async function makeUser(page: Page, baseURL: string, person: Person): Promise<void> {
  const { username, password } = handedTo(person);
  await page.goto("/sandbox/admin?tab=users");
  await page.getByRole("button", { name: "New user" }).click();
  const form = page.getByRole("form", { name: "New user" });
  await form.getByLabel("Username").fill(username);
  await form.getByLabel("Password").fill(password);
  await form.getByRole("button", { name: "Create user" }).click();
  await expect(page.getByRole("table", { name: "Users" }).getByText(username, { exact: true })).toBeVisible({ timeout: 30_000 });
  await choosePassword(baseURL, person);
}

/** The same without a page, by the requests of an administrator. */
export async function makePerson(adminApi: APIRequestContext, baseURL: string, person: Person, role: SiteRole = "user"): Promise<void> {
  const { result, body } = await callAction(adminApi, baseURL, "createUserAction", { ...handedTo(person), role }, "/sandbox/admin");
  if (!result?.ok) throw new Error(`${person.username} was not made: ${body}`);
  await choosePassword(baseURL, person);
}

async function choosePassword(baseURL: string, person: Person): Promise<void> {
  const api = await request.newContext({ baseURL, storageState: await signIn(baseURL, handedTo(person)) });
  const { result, body } = await callAction(api, baseURL, "choosePasswordAction", { next: person.password }, "/new-password");
  await api.dispose();
  if (!result?.ok) throw new Error(`${person.username} could not choose a password: ${body}`);
}

export async function fillSignIn(page: Page, { username, password }: Person): Promise<void> {
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** What the sign-in page sends, without the page. Resolves to next-auth's answer; `cookies` hold the session when it let one in. */
export async function postSignIn(baseURL: string, { username, password }: Person): Promise<{ status: number; body: string; cookies: Cookies }> {
  const api = await request.newContext({ baseURL });
  const { csrfToken } = (await (await api.get("/api/auth/csrf")).json()) as { csrfToken: string };
  const answer = await api.post("/api/auth/callback/credentials", { form: { csrfToken, username, password, callbackUrl: baseURL, json: "true" } });
  const result = { status: answer.status(), body: await answer.text(), cookies: await api.storageState() };
  await api.dispose();
  return result;
}

/** A real session; throws when the server lets nobody in. */
export async function signIn(baseURL: string, person: Person): Promise<Cookies> {
  const { status, body, cookies } = await postSignIn(baseURL, person);
  if (status !== 200) throw new Error(`${person.username} was not let in: ${status} ${body}`);
  return cookies;
}

/** The same try sent by a page that is open, from its browser's address. Resolves to next-auth's answer. */
export const tryFromPage = (page: Page, person: Person): Promise<string> =>
  page.evaluate(async ({ username, password }) => {
    const { csrfToken } = (await (await fetch("/api/auth/csrf")).json()) as { csrfToken: string };
    const body = new URLSearchParams({ csrfToken, username, password, callbackUrl: location.origin, json: "true" });
    return (await fetch("/api/auth/callback/credentials", { method: "POST", body })).text();
  }, person);
