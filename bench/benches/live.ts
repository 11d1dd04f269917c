import type { Page } from "@playwright/test";
import type { Lab } from "../lab";
import { probedPage } from "../page-probe";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";

const STACK = "bench-live";
const SERVICES = ["a", "b"];
const COPIES = 10;
const TRIES = SERVICES.length * COPIES;

const file = `services:\n${SERVICES.map((name) => `  ${name}:\n    image: ${IMAGE}\n    scale: ${COPIES}\n`).join("")}`;
const full = (count: number) => `${count} of ${count}`;

interface Shown {
  text: string;
  at: number;
}

/** P1: somebody stops a container at the shell of the host; from the engine's own time of its end to the changed text on two open pages. */
export async function liveBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  const { spindle } = signedIn;
  const watch = await lab.watch();
  await spindle.deploy(STACK, file);
  const containers = (await spindle.stack(STACK)).services.flatMap(({ name, containers: each }) => each.map(({ id }) => ({ id, service: name })));
  const context = await lab.context(signedIn);
  const list = await probedPage(context);
  const detail = await probedPage(context);
  await list.goto(`/${ENVIRONMENT}/stacks`);
  await detail.goto(`/${ENVIRONMENT}/stacks/${STACK}`);
  await reads(list, STACK, full(TRIES));
  await list.evaluate(`probe.follow("${STACK}")`);
  for (const service of SERVICES) {
    await reads(detail, service, full(COPIES));
    await detail.evaluate(`probe.follow("${service}")`);
  }

  const late: Record<"list" | "detail", number[]> = { list: [], detail: [] };
  const tries = Math.min(TRIES, lab.options.rounds === null ? TRIES : lab.options.rounds * 4);
  for (const { id, service } of containers.slice(0, tries)) {
    const ended = watch.event(id, "die");
    await lab.docker.getContainer(id).stop({ t: 5 });
    const at = await ended;
    late.list.push((await firstAfter(list, STACK, at)) - at);
    late.detail.push((await firstAfter(detail, service, at)) - at);
    // Spindle starts it again; the next try begins with everything up.
    await reads(list, STACK, full(TRIES));
    await reads(detail, service, full(COPIES));
  }
  await context.close();
  await spindle.remove(STACK);

  const goal = { gate: "value <= 100", stretch: "value <= 50" };
  for (const page of ["list", "detail"] as const) {
    const common = { bench: "live", unit: "ms", rounds: late[page].length };
    lab.report.add({ ...common, figure: `docker stop to text changed, ${page}, p50`, spindle: median(late[page]) });
    lab.report.add({ ...common, figure: `docker stop to text changed, ${page}, p95`, spindle: p95(late[page]), goal });
  }
}

const reads = (page: Page, name: string, text: string) =>
  page.waitForFunction(`probe.running(${JSON.stringify(name)}) === ${JSON.stringify(text)}`, null, { polling: 50 });

async function firstAfter(page: Page, name: string, at: number): Promise<number> {
  const handle = await page.waitForFunction(`probe.texts(${JSON.stringify(name)}).find((shown) => shown.at > ${at})`, null, { polling: 20, timeout: 30_000 });
  return ((await handle.jsonValue()) as Shown).at;
}
