import { randomBytes } from "node:crypto";
import { openMailServer } from "@/lib/testing/mail-server";
import { containersOf, expect, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { ENVIRONMENT } from "./pages/new-stack";
import { callAction, deployByAction } from "./pages/server-actions";
import { makePerson, type Person, signIn } from "./pages/session";

/** On the loopback, at an address that nothing else uses; start-server.ts lists it. */
const MAIL_HOST = "127.0.0.7";
/** At once: what runs for a moment first may have been deployed well. */
const CRASHES = 'services:\n  box:\n    image: spindle/shell:1\n    command: [sh, -c, "exit 3"]\n';

test("a deploy that ends in a crash loop arrives in the bell, and in a real mailbox that its owner chose and an administrator allowed", async ({
  admin,
  adminApi,
  browser,
  docker,
  newStackName,
  serverHandle: { url },
}) => {
  const mail = await openMailServer({}, MAIL_HOST);
  const person: Person = { username: `n-${randomBytes(3).toString("hex")}`, password: "a sentence of some words" };
  const address = `${person.username}@notify.example.org`;
  await makePerson(adminApi, url, person);

  await admin.goto(`/${ENVIRONMENT}/admin?tab=notifications`);
  const settings = admin.getByRole("form", { name: "Notifications" });
  await settings.getByRole("checkbox", { name: "Send mail" }).check();
  await settings.getByLabel("Mail server").fill(MAIL_HOST);
  await settings.getByRole("radio", { name: "None" }).check();
  await settings.getByLabel("Port").fill(String(mail.port));
  await settings.getByLabel("From").fill("spindle@example.org");
  await settings.getByLabel("Allowed mail addresses").fill("@notify.example.org");
  await settings.getByLabel("Send a test to").fill("ada@example.org");
  await settings.getByRole("button", { name: "Send test" }).click();
  await expect(settings.getByText("The mail server took it")).toBeVisible();
  await settings.getByRole("button", { name: "Save" }).click();
  await expect(settings.getByText("Saved", { exact: true })).toBeVisible();

  const context = await browser.newContext({ baseURL: url, storageState: await signIn(url, person) });
  const page = await context.newPage();
  await page.goto(`/${ENVIRONMENT}/account`);
  const own = page.getByRole("region", { name: "Notifications" });
  await own.getByRole("button", { name: "Add address" }).click();
  await own.getByLabel("Mail address").fill(address);
  await own.getByRole("button", { name: "Send code" }).click();
  const subjects = () => mail.taken.filter(({ to }) => to.includes(address)).map(({ text }) => /^Subject: (.*)$/m.exec(text)?.[1] ?? "");
  await expect.poll(subjects).toHaveLength(1);
  await own.getByLabel("Code").fill(/\d{8}/.exec(subjects()[0] ?? "")?.[0] ?? "");
  await own.getByRole("button", { name: "Confirm" }).click();
  await own.getByRole("checkbox", { name: "Crash loop by mail" }).check();
  await expect(own.getByRole("checkbox", { name: "Crash loop by mail" })).toBeChecked();

  const bell = page.getByRole("button", { name: "Notifications" });
  await expect(bell).toHaveAccessibleDescription("nothing unread");
  const name = newStackName();
  await deployByAction(context.request, url, name, CRASHES);
  await expect(bell).toHaveAccessibleDescription(/\d\sunread/, { timeout: 60_000 });
  await bell.click();
  const told = page.getByRole("dialog", { name: "Notifications" }).getByRole("link", { name: `Deploy of ${name} failed` });
  await expect(told).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  await told.click();
  await page.waitForURL(`**/${ENVIRONMENT}/activity/*`);
  await expect(page.getByText("keeps crashing", { exact: false }).first()).toBeVisible();
  await expect.poll(subjects, { timeout: 30_000 }).toContainEqual(expect.stringContaining(`Deploy of ${name} failed`));
  expect(mail.taken.at(-1)?.text.replace(/=\r\n/g, "")).toContain("keeps crashing");
  expect(subjects().filter((subject) => subject.includes(name))).toHaveLength(1);
  const [crashing] = await containersOf(docker, name, "box");
  expect((await docker.getContainer(crashing?.Id ?? "").inspect()).RestartCount).toBeGreaterThan(1);

  // Both ends as they were: other tests know nothing of a mail server.
  const none = { settings: { smtp: null, allowedMail: [], allowedHooks: [], perHour: 12 }, password: null };
  await callAction(adminApi, url, "changeNoticeSettingsAction", none, `/${ENVIRONMENT}/admin`);
  await context.close();
  await mail.close();
});
