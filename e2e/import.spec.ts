import { gzipSync } from "node:zlib";
import type { StackExport } from "@/lib/export/stack-export";
import { tarEnd, tarPiece } from "@/lib/export/write-export";
import { expect, inspectOne, test } from "./fixtures";
import { faultsOf } from "./pages/axe";

const v1 = "spindle/demo:v1";

const exported = (name: string, composeText: string, variables: { name: string; value: string | null }[] = []): StackExport => ({
  name,
  composeText,
  rancherText: "",
  manifest: {
    ...{ format: "spindle-stack", version: 1, stack: name, environment: "elsewhere", project: "ada", revision: 1, author: "ada", message: null },
    ...{ exportedAt: "2026-11-25T12:00:00.000Z", variables, secrets: [], volumes: [], services: [] },
  },
});

test("of an archive of several stacks the chosen ones come in, and the refused one is mended in the editor", async ({ user, docker, newStackName }) => {
  const [good, bad, taken] = [newStackName(), newStackName(), newStackName()];
  const web = `services:\n  web:\n    image: ${v1}\n    environment: {API_TOKEN: "\${API_TOKEN}"}\n`;
  const stacks = [
    exported(good, web, [{ name: "API_TOKEN", value: null }]),
    exported(bad, `services:\n  web:\n    image: ${v1}\n    privileged: true\n`),
    exported(taken, `services:\n  web:\n    image: ${v1}\n`),
  ];
  const buffer = gzipSync(Buffer.concat([...stacks.map((stack) => tarPiece(stack, 0)), tarEnd()]));
  await user.goto("/sandbox/stacks/new");
  await user.getByLabel("File", { exact: true }).setInputFiles([{ name: "all.tar.gz", mimeType: "application/gzip", buffer }]);
  await expect(user.getByRole("heading", { name: "Import stacks" })).toBeVisible();
  await user.getByRole("checkbox", { name: `Import ${taken}` }).uncheck({ force: true });
  await expect(user.getByRole("status", { name: `State of ${bad}` })).toContainText("Refused. Line 4:");
  await expect(user.getByRole("status", { name: `State of ${good}` })).toContainText("Values are missing");
  await user.getByLabel(`API_TOKEN of ${good}`).fill("of-the-import");
  await expect(user.getByRole("status", { name: `State of ${good}` })).toContainText("Ready.");
  expect(await faultsOf(user)).toEqual([]);
  await user.getByRole("button", { name: "Deploy", exact: true }).click();
  await expect(user.getByRole("status", { name: `State of ${good}` })).toContainText("Deployed.");
  expect((await inspectOne(docker, good, "web")).Config.Env).toContain("API_TOKEN=of-the-import");

  await user.getByRole("button", { name: "Open in the editor" }).click();
  await expect(user.getByRole("textbox", { name: "Compose file" })).toContainText("privileged: true");
  await expect(user.getByLabel("Stack name")).toHaveValue(bad);
  await user.getByRole("button", { name: "Back to the list of all.tar.gz" }).click();
  await expect(user.getByRole("status", { name: `State of ${taken}` })).toContainText("Left out.");
  for (const name of [bad, taken]) expect((await user.request.get(`/api/environments/sandbox/stacks/${name}`)).status()).toBe(404);
});
