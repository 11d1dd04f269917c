import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectStanding, idOf, runIn } from "./pages/containers";
import { ENVIRONMENT, expectState, openNewStack, stackAddress } from "./pages/new-stack";
import { decide, openService } from "./pages/service";

const CANARY = "osprey-4711";
const FILE = `services:
  box:
    image: spindle/shell:1
    user: "1000:1000"
    secrets:
      - password
      - { source: key, target: tls.key, uid: "1000", gid: "1000", mode: "0400" }
    configs:
      - { source: motd, target: /etc/box/motd, mode: "0440", gid: "1000" }
secrets:
  password:
    file: ./password.txt
  key: { external: true }
configs:
  motd: { content: "\${WHO} pays 5 $$" }
`;
const KEY = "-----BEGIN KEY-----\nkittiwake\n";
const row = (page: Page, stack: string) => page.getByRole("table", { name: "Secrets" }).getByRole("row").filter({ hasText: stack });

/** Everything that the browser got from now on. */
function overhear(page: Page): string[] {
  const said: string[] = [];
  page.on(
    "response",
    (response) =>
      void response.text().then(
        (text) => said.push(text),
        () => undefined,
      ),
  );
  return said;
}

const expectClean = async (page: Page): Promise<void> => expect(await faultsOf(page)).toEqual([]);

test("C2: a secret is typed once, read by its containers alone, replaced with a way back, and deleted", async ({
  user,
  other,
  stackName,
  docker,
  serverHandle,
}) => {
  const said = overhear(user);
  const read = async (name: string) => (await runIn(docker, await idOf(docker, stackName, name), ["cat", "/run/secrets/password"])).trim();
  await openNewStack(user, stackName, FILE);
  // What the file asks for is mended from its issues, without looking for the place.
  const issues = user.getByRole("region", { name: "Issues" });
  await issues.getByRole("button", { name: "Fix line 12: Keep its text under Secrets" }).click();
  await issues.getByRole("button", { name: "Fill in password, line 11" }).click();
  const panel = user.getByRole("region", { name: "Secrets" });
  await expect(panel).toContainText("2 without a text");
  await expect(panel.getByRole("textbox", { name: "password" })).toBeFocused();
  await user.keyboard.type(CANARY);
  await issues.getByRole("button", { name: "Fill in key, line 13" }).click();
  await expect(panel.getByRole("textbox", { name: "key" })).toBeFocused();
  await user.keyboard.type(KEY);
  await expect(panel).toContainText("all set");
  await issues.getByRole("button", { name: "Fill in WHO, line 15" }).click();
  await expect(user.getByRole("textbox", { name: "WHO" })).toBeFocused();
  await user.keyboard.type("everybody");
  await user.getByRole("button", { name: "Review" }).click();
  await expectClean(user);
  await user.getByRole("button", { name: "Deploy" }).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  await expectState(user, "Active");
  expect(await read("box-1 g1")).toBe(CANARY);
  const inside = (command: string) => idOf(docker, stackName, "box-1 g1").then((id) => runIn(docker, id, ["sh", "-c", command]));
  expect(await inside("stat -c '%a %u:%g' /run/secrets/tls.key /etc/box/motd; cat /run/secrets/tls.key /etc/box/motd; env")).toMatch(
    /^400 1000:1000\s+440 0:1000\s+-----BEGIN KEY-----\s+kittiwake\s+everybody pays 5 \$(?!.*osprey)/s,
  );
  expect(JSON.stringify(await docker.getContainer(await idOf(docker, stackName, "box-1 g1")).inspect())).not.toContain(CANARY);

  await user.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Secrets" }).click();
  const password = row(user, stackName).filter({ hasText: "password" });
  await expect(password).toContainText("version 1");
  await expect(password).toContainText("box");
  await password.getByRole("button", { name: "Replace password" }).click();
  await user.getByRole("textbox", { name: "Text" }).fill(`${CANARY}-two`);
  await user.getByRole("button", { name: "Replace text" }).click();
  await expect(password).toContainText("box still has an older text");
  await expect(password.getByRole("button", { name: "Redeploy box" })).toBeEnabled();
  await expectClean(user);
  await password.getByRole("link", { name: stackName }).click();
  await expect(user.getByRole("heading", { name: "box has an older text of the secret password" })).toBeVisible();
  await expectClean(user);
  await user.getByRole("button", { name: "Redeploy" }).click();
  await expectStanding(docker, stackName, ["box-1 g1 exited", "box-1 g2 running"]);
  expect(await read("box-1 g2")).toBe(`${CANARY}-two`);
  await openService(user, stackName, "box");
  await expectState(user, "Upgraded");
  await decide(user, "Roll back", /Start the old one again\?/);
  await expectStanding(docker, stackName, ["box-1 g1 running"]);
  expect(await read("box-1 g1")).toBe(CANARY);

  await user.goto(`/${ENVIRONMENT}/secrets`);
  await expect(password.getByRole("button", { name: "Delete password" })).toBeDisabled();
  await other.goto(`/${ENVIRONMENT}/secrets`);
  await expect(other.getByRole("heading", { name: "Secrets", exact: true })).toBeVisible();
  await expect(row(other, stackName)).toHaveCount(0);

  const stored = readdirSync(serverHandle.dataFolder).filter((name) => name.startsWith("spindle.db"));
  const kept = stored.map((name) => readFileSync(join(serverHandle.dataFolder, name), "latin1"));
  for (const text of [...said, ...kept])
    for (const form of ["kittiwake", CANARY, Buffer.from(CANARY).toString("base64").slice(0, -2)]) expect(text.includes(form)).toBe(false);
});

test("a secret made first, from a file of several lines, and deleted while nobody has it", async ({ user, stackName }) => {
  await user.goto(`/${ENVIRONMENT}/stacks/new`);
  await user.getByLabel("Stack name").fill(stackName);
  await user.getByRole("button", { name: "Create an empty stack" }).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  await user.goto(`/${ENVIRONMENT}/secrets`);
  await user.getByRole("button", { name: "New secret" }).click();
  await user.getByLabel("Stack", { exact: true }).selectOption(stackName);
  await user.getByLabel("Name").fill("tls.key");
  await user.getByLabel("File for Text").setInputFiles({ name: "tls.pem", mimeType: "text/plain", buffer: Buffer.from("one\ntwo\n") });
  await expect(user.getByText("tls.pem")).toBeVisible();
  await user.getByRole("button", { name: "Create secret" }).click();
  await expect(row(user, stackName)).toContainText("tls.key");
  await expect(row(user, stackName)).toContainText(/version 1, 8\sB/);
  await row(user, stackName).getByRole("button", { name: "Delete tls.key" }).click();
  await user.getByRole("group", { name: "Delete tls.key" }).getByRole("button", { name: "Delete" }).click();
  await expect(row(user, stackName)).toHaveCount(0);
});
