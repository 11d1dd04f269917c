import { containersOf, expect, test } from "./fixtures";
import { expectStanding } from "./pages/containers";
import { freePoolPort } from "./pages/host-port";
import { ENVIRONMENT, expectState } from "./pages/new-stack";
import { callAction } from "./pages/server-actions";
import { containerRow, openService } from "./pages/service";

const web = "services:\n  web:\n    image: spindle/demo:v1\n";

test("1 to 5 to 0 to 2, seen at once and real", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, web);
  await openService(user, stackName, "web");
  await expectState(user, "Active");
  const wanted = user.getByRole("status", { name: "Wanted containers" });
  const number = user.getByRole("textbox", { name: "Scale, as a number" });
  const slider = user.getByRole("slider", { name: "Scale" });

  await number.fill("5");
  await number.press("Enter");
  await expect(slider).toHaveValue("5");
  await expect(wanted).toContainText(/from 1 to 5|5\scontainers wanted/);
  for (const label of ["web-1", "web-2", "web-3", "web-4", "web-5"]) await expect(containerRow(user, label)).toHaveCount(1);
  await expectStanding(
    docker,
    stackName,
    [1, 2, 3, 4, 5].map((index) => `web-${index} g1 running`),
  );
  await expect(user.getByRole("main")).toContainText("5 running of 5 wanted");
  await expectState(user, "Active");

  await slider.press("Home");
  await expect(number).toHaveValue("0");
  await expect(wanted).toContainText(/from 5 to 0|0\scontainers wanted/);
  await expectStanding(docker, stackName, []);
  await expect(user.getByRole("heading", { name: "No containers" })).toBeVisible();

  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  await expect(number).toHaveValue("2");
  await expectStanding(docker, stackName, ["web-1 g1 running", "web-2 g1 running"]);
  await expect(user.getByRole("main")).toContainText("2 running of 2 wanted");
});

test("a fixed host port or container name says before why it cannot grow", async ({
  user,
  stackName,
  docker,
  deployAsUser,
  sessions,
  serverHandle,
  playwright,
  adminApi,
}) => {
  const port = await freePoolPort(adminApi);
  await deployAsUser(
    stackName,
    `services:\n  fixed:\n    image: spindle/demo:v1\n    ports: ["${port}:8080"]\n  named:\n    image: spindle/demo:v1\n    container_name: ${stackName}-only\n`,
  );
  await openService(user, stackName, "fixed");
  await expect(user.getByText("It asks for a fixed host port, and two containers cannot share one.")).toBeVisible();
  await expect(user.getByRole("slider", { name: "Scale" })).toHaveAttribute("max", "1");
  await openService(user, stackName, "named");
  await expect(user.getByText("It has a fixed container name, and two containers cannot share one.")).toBeVisible();

  // The page cannot ask for more; whoever asks all the same is refused by the server with the same reason.
  const api = await playwright.request.newContext({ baseURL: serverHandle.url, storageState: sessions.user });
  for (const [service, reason] of [
    ["fixed", "fixed-port"],
    ["named", "container-name"],
  ]) {
    const { result } = await callAction(api, serverHandle.url, "scaleAction", { environment: ENVIRONMENT, stack: stackName, service, scale: 2 });
    expect(result).toMatchObject({ ok: false, problem: { code: "SCALE_IMPOSSIBLE", data: { service, reason, limit: 1 } } });
  }
  await api.dispose();
  await expectStanding(docker, stackName, ["fixed-1 g1 running", "named-1 g1 running"]);
});

test("a database with a volume warns, and still may", async ({ user, stackName, docker, deployAsUser }) => {
  const repo = `spindle-${stackName}/redis`;
  await docker.getImage("spindle/demo:v1").tag({ repo, tag: "1" });
  try {
    await deployAsUser(stackName, `services:\n  db:\n    image: ${repo}:1\n    volumes: [data:/data]\n  web:\n    image: spindle/demo:v1\nvolumes:\n  data:\n`);
    await openService(user, stackName, "db");
    await expect(user.getByText("This looks like a database with a volume.")).toBeVisible();
    await expectState(user, "Active");
    await user.getByRole("slider", { name: "Scale" }).press("ArrowRight");
    await expectStanding(docker, stackName, ["db-1 g1 running", "db-2 g1 running", "web-1 g1 running"]);
    await openService(user, stackName, "web");
    await expect(user.getByRole("slider", { name: "Scale" })).toBeVisible();
    await expect(user.getByText("This looks like a database")).toHaveCount(0);
  } finally {
    for (const { Id } of await containersOf(docker, stackName, "db")) await docker.getContainer(Id).remove({ force: true });
    await docker.getImage(`${repo}:1`).remove();
  }
});
