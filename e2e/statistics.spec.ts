import { expect, inspectOne, test } from "./fixtures";
import { runIn } from "./pages/containers";
import { stackAddress } from "./pages/new-stack";
import { containerRow, openService } from "./pages/service";

/** Burns what it may: a fifth of a core. */
const BURNS = `services:
  web:
    image: spindle/shell:1
    command: ["sh", "-c", "while :; do :; done"]
    cpus: 0.2
    mem_limit: 64m
`;

test("figures are in the row at once, and as charts with what happened; a part of the time can be looked at alone", async ({
  user,
  stackName,
  docker,
  deployAsUser,
}) => {
  await deployAsUser(stackName, BURNS);
  const { Id } = await inspectOne(docker, stackName, "web");
  await openService(user, stackName, "web");
  await expect(containerRow(user, "web-1")).toContainText(/[\d.]+\sof\s20\s%\sCPU/);
  await expect(containerRow(user, "web-1")).toContainText(/\d\s?(?:[KM]iB)?\sof\s64\sMiB/);

  await user.getByRole("tab", { name: "Stats" }).click();
  const row = user.getByRole("table", { name: "Figures" }).getByRole("row", { name: /web-1/ });
  await expect(row).toContainText(/[\d.]+\sof\s20\s%/);
  await expect(row).toContainText(/\d\s?(?:[KM]iB)?\sof\s64\sMiB/);
  const happened = user.getByRole("list", { name: "What happened" });
  await expect(happened).toContainText(/Deployed as revision\s1 by/);

  // A process in it takes more memory than there is.
  await runIn(docker, Id, ["sh", "-c", "tail /dev/zero; true"]);
  await expect(happened).toContainText("out of memory");
  await docker.getContainer(Id).restart({ t: 0 });
  await expect(happened).toContainText("web-1 restarted");

  const chart = user.getByRole("img", { name: /^CPU over time. Now: web-1 [\d.]+\s%/ });
  const box = await chart.boundingBox();
  if (!box) throw new Error("the chart is not there");
  const at = (part: number) => [box.x + box.width * part, box.y + box.height / 2] as const;
  await user.mouse.move(...at(0.8), { steps: 3 });
  await expect(user.getByText(/^At \d\d:\d\d/)).toBeVisible();
  await user.mouse.down();
  await user.mouse.move(...at(0.9), { steps: 3 });
  await user.mouse.up();
  await user.getByRole("button", { name: "Whole range" }).click();
  await expect(user.getByRole("button", { name: "Whole range" })).toHaveCount(0);

  await user.getByRole("radio", { name: /^24/ }).check({ force: true });
  await expect(user.getByText(/^A point a minute\./)).toBeVisible();
  await expect(row).toContainText(/of\s64\sMiB/);
  await user.goto(stackAddress(stackName, "?tab=stats"));
  await expect(user.getByRole("table", { name: "Figures" }).getByRole("row", { name: /web/ })).toContainText(/of\s20\s%/);
});
