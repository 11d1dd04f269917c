import { containersOf, expect, inspectOne, test } from "./fixtures";
import { stackAddress } from "./pages/new-stack";

const COMPOSE = `services:
  web:
    image: spindle/demo:v1
  sick:
    image: spindle/demo:v1
    healthcheck: { test: ["CMD-SHELL", "echo no answer from the portal; exit 7"], interval: 1s, timeout: 2s, retries: 1, start_period: 0s }
`;

test("what happens to a stack stands in its activity as it happens, and a failing check with what it said", async ({
  user,
  stackName,
  deployAsUser,
  docker,
}) => {
  await deployAsUser(stackName, COMPOSE);
  await user.goto(stackAddress(stackName, "?tab=activity"));
  const rows = user.getByRole("table", { name: "Activity" }).getByRole("row");
  await expect(rows.filter({ hasText: "sick-1 became unhealthy" })).toContainText("no answer from the portal", { timeout: 30_000 });

  const victim = (await containersOf(docker, stackName)).find(({ Labels }) => Labels["io.spindle.service-name"] === "web");
  await docker.getContainer(victim?.Id ?? "").kill();
  await expect(rows.filter({ hasText: "web-1 was killed by hand, past Spindle" })).toContainText("Warning", { timeout: 30_000 });
  // It is repaired, and says so: the final state is the engine's.
  await expect.poll(async () => (await inspectOne(docker, stackName, "web")).State.Running, { timeout: 60_000 }).toBe(true);

  const fold = user.getByRole("button", { name: new RegExp(`What came of it: Deploy\\w* (of )?${stackName}`) });
  await fold.click();
  await expect(fold).toHaveAttribute("aria-expanded", "true");
  await expect(rows.filter({ hasText: "Network default was made" })).toBeVisible();
  await expect(rows.filter({ hasText: "web-1 was started" }).first()).toBeVisible();
  await user.reload();
  await expect(rows.filter({ hasText: "Network default was made" })).toBeVisible();

  await user.getByRole("textbox", { name: "Filter activity" }).fill("killed by hand");
  await expect(rows).toHaveCount(2);
  await expect(user).toHaveURL(/text=killed\+by\+hand/);

  await user.goto(stackAddress(stackName, "/services/sick?tab=containers"));
  const health = user.getByRole("region", { name: "Health of sick-1" });
  await expect(
    health
      .getByRole("list", { name: /Last \d+\scheck/ })
      .getByRole("listitem")
      .first(),
  ).toContainText(/exit 7.*no answer from the portal/s);
  await expect(health.getByRole("list", { name: "Changes of health of sick-1" })).toContainText("became unhealthy");
});

test("what watches Spindle is answered without signing in, and metrics are not there without a token", async ({ request, serverHandle: { url } }) => {
  const answer = async (path: string) => {
    const response = await request.get(`${url}${path}`, { maxRedirects: 0 });
    return `${response.status()} ${await response.text()}`;
  };
  expect(await answer("/healthz")).toBe("200 ok\n");
  expect(await answer("/readyz")).toBe("200 ready\n");
  expect(await answer("/metrics")).toBe("404 There is nothing here.\n");
});
