import { randomBytes } from "node:crypto";
import { containersOf, expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";
import { expectState, pasteCompose, stackAddress } from "./pages/new-stack";

const COMPOSE = "services:\n  box:\n    image: spindle/shell:1\n    stop_grace_period: 1s\n";
const teamName = (): string => `team-${randomBytes(3).toString("hex")}`;

test("a team shares a stack: invited by a link, seen with a viewer's rights, and handed over while it runs", async ({
  user,
  other,
  docker,
  stackName,
  serverHandle: { people },
}) => {
  const team = teamName();
  await user.goto("/sandbox/projects");
  await user.getByRole("button", { name: "New project" }).first().click();
  await user.getByLabel("Project name").fill(team);
  await user.getByRole("button", { name: "Create project" }).click();
  await expect(user.getByRole("heading", { name: team, level: 1 })).toBeVisible();

  // By link, which is in the page this once; its token never goes to a server in an address.
  const invite = user.getByRole("form", { name: "Invite" });
  await invite.getByLabel("Role").selectOption("viewer");
  await invite.getByRole("button", { name: "Make a link" }).click();
  const link = /http\S+\/invitation#[\w-]{43}/.exec((await invite.getByRole("alert").textContent()) ?? "")?.[0] ?? "";
  const asked: string[] = [];
  other.on("request", (request) => asked.push(request.url()));
  // Mistyped first; the right one in the same tab loads no page.
  await other.goto(`${link.slice(0, -3)}abc`);
  await expect(other.getByRole("link", { name: "To your stacks" }).or(other.getByRole("button", { name: "To your stacks" }))).toBeVisible();
  await other.goto(link);
  await expect(other.getByText(`${people.user.username} invites you into the project ${team} as viewer.`)).toBeVisible();
  expect(await faultsOf(other)).toEqual([]);
  await other.getByRole("button", { name: "Accept" }).click();
  await other.waitForURL("**/sandbox/stacks");
  expect(asked.filter((url) => url.includes(link.split("#")[1] ?? "nothing"))).toEqual([]);
  await expect(user.getByRole("table", { name: "Members" }).getByText(people.other.username)).toBeVisible();

  // A stack of the team.
  await user.getByRole("link", { name: "New stack" }).click();
  await expect(user.getByRole("combobox", { name: "Project" })).toHaveValue(team);
  await pasteCompose(user, COMPOSE);
  await user.getByLabel("Stack name").fill(stackName);
  await user.getByRole("button", { name: "Review" }).click();
  await user.getByRole("button", { name: "Deploy" }).click();
  await user.waitForURL(`**${stackAddress(stackName)}`);
  await expectState(user, "Active");

  // The viewer looks, and each button says who could.
  await other.getByRole("table", { name: "Stacks" }).getByRole("link", { name: stackName }).click();
  const stop = other.getByRole("button", { name: "Stop", exact: true });
  await expect(stop).toHaveAttribute("aria-disabled", "true");
  await expect(stop).toHaveAccessibleDescription(
    /Only an owner or a maintainer of the project, or an administrator or an operator, may start, stop and restart\./,
  );
  await other.goto(stackAddress(stackName, "?tab=logs"));
  await expect(other.getByRole("log", { name: "Logs" })).toBeVisible();

  // The owner turns logs off for viewers: what is open ends.
  await user.goto(`/sandbox/projects/${team}`);
  await user.getByText("Viewers may read logs").click();
  await expect(other.getByRole("heading", { name: "You may not read logs" })).toBeVisible({ timeout: 5_000 });
  await other.getByRole("tab", { name: "Access" }).click();
  await expect(other.getByRole("row", { name: /Read logs Turned off for every viewer/ })).toBeVisible();
  expect(await faultsOf(other)).toEqual([]);

  // Handed to the other person's own project; the container is the same one.
  const before = await inspectOne(docker, stackName, "box");
  await user.goto(stackAddress(stackName, "?tab=access"));
  const offer = user.getByRole("button", { name: "Offer" });
  // What is typed before the page is alive is not heard.
  await expect(async () => {
    await user.getByRole("textbox", { name: "Project" }).fill("");
    await user.getByRole("textbox", { name: "Project" }).fill(people.other.username);
    await expect(offer).toBeEnabled({ timeout: 500 });
  }).toPass();
  await offer.click();
  await expect(user.getByRole("heading", { name: `Offered to ${people.other.username}` })).toBeVisible();
  await other.goto("/sandbox/stacks");
  await other.getByRole("button", { name: `Accept the stack ${stackName}` }).click();
  await expect(user.getByRole("heading", { name: `${stackName} is gone` }).or(user.getByRole("heading", { name: "Stacks", level: 1 }))).toBeVisible();
  await other.goto(stackAddress(stackName));
  await expect(other.getByRole("button", { name: "Stop", exact: true })).not.toHaveAttribute("aria-disabled", "true");
  const [after] = await containersOf(docker, stackName, "box");
  expect([after?.Id, after?.State]).toEqual([before.Id, "running"]);
});

test("an administrator's shell in a stack of others takes a reason, which its owner reads", async ({ admin, user, stackName, deployAsUser }) => {
  await deployAsUser(stackName, COMPOSE);
  await user.goto(stackAddress(stackName));
  await expectState(user, "Active");
  await admin.goto(stackAddress(stackName, "/services/box?tab=shell"));
  await expect(admin.getByRole("button", { name: "Open a shell" })).toHaveAttribute("aria-disabled", "true");
  await admin.getByRole("textbox", { name: "Reason" }).fill("ticket 1234: disk full");
  await admin.getByRole("button", { name: "Open a shell" }).click();
  await expect(admin.getByRole("region", { name: "Terminal" })).toBeVisible();
  await user.goto(stackAddress(stackName, "?tab=activity"));
  await expect(user.getByRole("row", { name: new RegExp(`Opened a shell in ${stackName}/box.*ticket 1234: disk full.*as administrator`) })).toBeVisible();
});
