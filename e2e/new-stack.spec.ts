import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { expectState } from "./pages/new-stack";

test("a deploy ends with running containers", async ({ user, stackName, docker }) => {
  await deploy(user, stackName, "services:\n  web:\n    image: spindle/demo:v1\n    ports: ['8080']\n");
  await expectState(user, "Active");
  const web = await inspectOne(docker, stackName, "web");
  expect(web.State.Running).toBe(true);
  expect(await containersOf(docker, stackName)).toHaveLength(1);
});

test("again by action", async ({ user, stackName, docker, deployAsUser }) => {
  await deployAsUser(stackName, "services:\n  web:\n    image: spindle/demo:v1\n");
  await user.goto(`/sandbox/stacks/${stackName}`);
  await expectState(user, "Active");
  await inspectOne(docker, stackName, "web");
});
