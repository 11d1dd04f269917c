import type { Page } from "@playwright/test";
import type Docker from "dockerode";
import { LABEL } from "@/lib/core/labels";
import { containersOf, expect, test } from "./fixtures";
import { freePoolPort } from "./pages/host-port";
import { expectState } from "./pages/new-stack";
import { pressUpgrade, reviewUpgrade } from "./pages/upgrade";

/** A database by its name, with data of its own where people do not look for it. */
async function withTinyDatabase(docker: Docker, tag: string, work: (image: string) => Promise<void>): Promise<void> {
  const image = `spindle-e2e/tiny-db:${tag}`;
  const container = await docker.createContainer({ Image: "spindle/demo:v1" });
  await container.commit({ repo: "spindle-e2e/tiny-db", tag, changes: "VOLUME /var/lib/tiny/data" });
  await container.remove();
  try {
    await work(image);
  } finally {
    await docker.getImage(image).remove({ force: true });
  }
}

const issue = (page: Page, words: string | RegExp) => page.getByRole("region", { name: "Issues" }).locator(".issue").filter({ hasText: words });

async function fix(page: Page, words: string | RegExp, button: string): Promise<void> {
  await issue(page, words).getByRole("button", { name: button, exact: true }).click();
  await expect(issue(page, words)).toHaveCount(0);
}

type Containers = Docker.ContainerInfo[];
const ids = (containers: Containers, state?: string) => containers.filter((one) => state === undefined || one.State === state).map(({ Id }) => Id);
const without = (all: string[], others: string[]) => all.filter((id) => !others.includes(id));

/** What each sentence of a plan about a service promises; the number is its number of containers. */
const PROMISES: [RegExp, (count: number, before: Containers, now: Containers) => void][] = [
  [
    /: unchanged$/,
    (_count, before, now) => {
      expect(ids(now, "running").sort()).toEqual(ids(before).sort());
    },
  ],
  [
    /: (\d+) containers? replaced.*stopped and kept/,
    (count, before, now) => {
      expect(ids(before)).toHaveLength(count);
      expect(ids(now, "exited").sort()).toEqual(ids(before).sort());
      expect(without(ids(now, "running"), ids(before))).toHaveLength(count);
      expect(now).toHaveLength(2 * count);
    },
  ],
  [
    /: new, (\d+) container/,
    (count, before, now) => {
      expect(before).toEqual([]);
      expect(ids(now, "running")).toHaveLength(count);
      expect(now).toHaveLength(count);
    },
  ],
  [
    /: no longer in the file; its (\d+) containers? (?:is|are) stopped and kept/,
    (count, before, now) => {
      expect(ids(before)).toHaveLength(count);
      expect(ids(now).sort()).toEqual(ids(before).sort());
      expect(ids(now, "running")).toEqual([]);
    },
  ],
];

test("what start first cannot do is said, each kind of fix is a click, and the engine then does what the plan says", async ({
  user,
  adminApi,
  stackName,
  docker,
  deployAsUser,
}) => {
  const port = await freePoolPort(adminApi);
  await withTinyDatabase(docker, stackName, async (image) => {
    const rest = (tag: string) => `  web:\n    image: spindle/demo:${tag}\n    scale: 2\n  quiet:\n    image: spindle/shell:1\n`;
    const store = (more: string, mount: string) =>
      `services:\n  store:\n    image: ${image}\n    container_name: ${stackName}-store\n${more}    ports:\n      - "${port}:8080"\n    volumes:\n      - dt:${mount}\n`;
    await deployAsUser(stackName, `${store("", "/var/lib/tiny/data")}${rest("v1")}  worker:\n    image: spindle/shell:1\nvolumes:\n  dt:\n`);
    await expect.poll(async () => ids(await containersOf(docker, stackName), "running"), { timeout: 30_000 }).toHaveLength(5);
    const before = await containersOf(docker, stackName);

    const changed = `${store("    environment:\n      DB_PASSWORD: hunter2\n", "/var/lib/tiny")}${rest("v2")}  cache:\n    image: spindle/shell:1\nvolumes:\n  dt:\n`;
    await reviewUpgrade(user, stackName, changed, { order: "start-first" });
    for (const [words, line] of [
      ["both be called", 4],
      ["DB_PASSWORD is written into the file", 6],
      ["both need host port", 8],
      ["only its parent is mounted", 10],
      ["write into the volume dt at the same time", 10],
    ] as const)
      await expect(issue(user, words).getByRole("button", { name: `line ${line}`, exact: true })).toBeVisible();
    await expect(user.getByRole("region", { name: "What will happen" })).toContainText("store cannot start new containers first");

    await fix(user, "both be called", "Fix line 4: Remove the line");
    await fix(user, "DB_PASSWORD is written", "Fix line 5: Move it to the variable DB_PASSWORD");
    await fix(user, "both need host port", "Fix line 7: Take any free port");
    await fix(user, "only its parent", "Fix line 9: Mount it at /var/lib/tiny/data");
    await user.getByRole("region", { name: "Strategy" }).getByRole("radio", { name: "Stop first" }).check({ force: true });
    await expect(issue(user, "at the same time")).toHaveCount(0);

    await user.getByRole("button", { name: "Review" }).click();
    await expect(user.getByRole("status", { name: "Review status" })).toContainText("Reviewed");
    const plan = await user.getByRole("region", { name: "What will happen" }).getByRole("listitem").allTextContents();
    await pressUpgrade(user, stackName);
    await expectState(user, "Upgraded");
    const after = await containersOf(docker, stackName);

    const of = (all: Containers, service: string) => all.filter(({ Labels }) => Labels[LABEL.serviceName] === service);
    for (const service of ["store", "web", "quiet", "worker", "cache"]) {
      const sentence = plan.find((words) => words.startsWith(`${service}: `)) ?? "";
      const kept = PROMISES.flatMap(([form, check]) => {
        const count = form.exec(sentence);
        return count ? [() => check(Number(count[1] ?? 0), of(before, service), of(after, service))] : [];
      });
      expect(kept, `the plan says one thing of ${service}: ${sentence}`).toHaveLength(1);
      await test.step(sentence, async () => kept[0]?.());
    }
    const [fresh = { Id: "" }] = of(after, "store").filter(({ State }) => State === "running");
    const { Config, Mounts } = await docker.getContainer(fresh.Id).inspect();
    expect(Config.Env).toContain("DB_PASSWORD=hunter2");
    expect(Mounts.map(({ Destination }) => Destination)).toEqual(["/var/lib/tiny/data"]);
  });
});
