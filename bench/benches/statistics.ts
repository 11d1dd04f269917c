import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { LABEL } from "@/lib/core/labels";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { engineDoor } from "@/lib/testing/engine-door";
import { testInstance } from "@/lib/testing/instance";
import { openPage } from "@/lib/testing/page-socket";
import { coresOf, enginePid } from "../cpu-time";
import type { Lab, SignedIn } from "../lab";
import { memoryOf } from "../memory";
import { ENVIRONMENT } from "../spindle";
import { rounded } from "../statistics";
import { fill } from "./crowd";

const CONTAINERS = 200;
const ROWS = 20;
const TABS = 10;
const WINDOW_MS = 15_000;
const SETTLE_MS = 8_000;
/** What a server does once after its start is over by then: each silent log is asked for its last line at 5, 15, 35 and 75 seconds, and then ever more rarely. */
const START_MS = 90_000;
/** What comes once a minute comes once: the list of all containers, and where the kernel is out of reach each container's figures. */
const MINUTE_MS = 60_000;

/** P21: what figures of 200 containers cost the engine and the server, with nobody, with lists, and with 20 rows in sight. */
export async function statisticsBench(lab: Lab): Promise<void> {
  const endpoint = process.env.DOCKER_HOST || DEFAULT_ENDPOINT;
  const instance = testInstance("bench");
  const dataFolder = mkdtempSync(join(tmpdir(), "spindle-bench-"));
  lab.own(instance);
  const count = Math.min(CONTAINERS, lab.options.containers);
  await fill(dataFolder, instance, count / 10, true);
  const copy = mkdtempSync(join(tmpdir(), "spindle-bench-"));
  cpSync(dataFolder, copy, { recursive: true });
  const engine = enginePid();
  const idle = async () => (await coresOf([engine], WINDOW_MS))[0] ?? 0;
  await pause(SETTLE_MS);
  const before = await idle();

  const server = await lab.serve({ instance, dataFolder, env: { DOCKER_HOST: endpoint } });
  const signedIn = await lab.signIn(server);
  const ids = (await lab.docker.listContainers({ filters: { label: [`${LABEL.instance}=${instance}`] } })).map(({ Id }) => Id).slice(0, ROWS);
  const measure = async (window = WINDOW_MS) => {
    await pause(SETTLE_MS);
    const [of = 0, own = 0] = await coresOf([engine, server.pid], window);
    return { engine: of, server: own };
  };
  await pause(START_MS);
  const alone = await measure(MINUTE_MS);
  const context = await lab.context(signedIn);
  for (let tab = 0; tab < TABS; tab += 1) {
    const page = await context.newPage();
    await page.goto(`/${ENVIRONMENT}/stacks`);
    await page.locator("main tr a").first().waitFor();
  }
  const lists = await measure();
  await context.close();
  const one = await watched(signedIn, ids, 1, () => measure());
  const ten = await watched(signedIn, ids, TABS, () => measure());
  const { rss, pss } = memoryOf(server.pid);
  await lab.end(server);
  await pause(SETTLE_MS);
  const raw = (before + (await idle())) / 2;

  const streams = await streamed(lab, ids, async () => {
    await pause(SETTLE_MS);
    return idle();
  });
  const asked = await fromAfar(lab, {
    instance,
    ids,
    dataFolder: copy,
    measure: async (window) => {
      await pause(SETTLE_MS);
      return (await coresOf([engine], window))[0] ?? 0;
    },
  });

  const common = { bench: "statistics", unit: "cores", rounds: 1, raw };
  const note = `${count} running containers, ${WINDOW_MS / 1000} s each, a minute without a tab; raw is the engine without Spindle in the same run, and counts what others ask of it`;
  const goal = (most: number) => ({ gate: `added <= ${rounded(most + 0.01)}`, stretch: `added <= ${most}` });
  lab.report.add({ ...common, figure: "engine CPU, no tab", spindle: alone.engine, goal: goal(0.005), note });
  lab.report.add({ ...common, figure: `engine CPU, ${TABS} list tabs`, spindle: lists.engine, goal: goal(0.02), note });
  lab.report.add({
    ...common,
    figure: `engine CPU, figures of ${ROWS} rows`,
    spindle: one.engine,
    goal: goal(0.06),
    peer: { name: "one stats stream a row", value: streams },
    note,
  });
  lab.report.add({ ...common, figure: `engine CPU, figures of ${ROWS} rows in ${TABS} tabs`, spindle: ten.engine, goal: goal(0.06), note });
  lab.report.add({ ...common, figure: `engine CPU, no tab, kernel out of reach`, spindle: asked.alone, note: "asked once a minute for each container" });
  lab.report.add({
    ...common,
    figure: `engine CPU, figures of ${ROWS} rows, kernel out of reach`,
    spindle: asked.rows,
    goal: goal(0.06),
    note: "streams of the engine, shared",
  });
  const own = { bench: "statistics", unit: "cores", rounds: 1 };
  lab.report.add({ ...own, figure: "server CPU, no tab", spindle: alone.server, note: "every container each second, rings on the disk" });
  lab.report.add({ ...own, figure: `server CPU, figures of ${ROWS} rows in ${TABS} tabs`, spindle: ten.server });
  lab.report.add({ ...own, unit: "MiB", figure: "memory (RSS) after it", spindle: rss, note: `PSS ${pss} MiB` });
}

async function watched<T>({ server, spindle }: SignedIn, containers: string[], tabs: number, measure: () => Promise<T>): Promise<T> {
  const port = Number(new URL(server.url).port);
  const pages = await Promise.all(Array.from({ length: tabs }, () => openPage(port, spindle.cookie)));
  for (const page of pages) page.open(1, { kind: "engine-statistics", environment: ENVIRONMENT, containers });
  await Promise.all(pages.map((page) => page.message("samples", ({ ticks }) => ticks.some(([, rows]) => rows.length === containers.length))));
  try {
    return await measure();
  } finally {
    for (const page of pages) page.leave();
  }
}

/** What whoever shows figures does without thinking of the engine: a stream for each row. */
async function streamed<T>(lab: Lab, ids: readonly string[], measure: () => Promise<T>): Promise<T> {
  const streams = await Promise.all(ids.map(async (id) => (await lab.docker.getContainer(id).stats({ stream: true })) as unknown as Readable));
  for (const stream of streams) stream.on("error", () => undefined).resume();
  try {
    return await measure();
  } finally {
    for (const stream of streams) stream.destroy();
  }
}

interface Afar {
  instance: string;
  ids: string[];
  /** With the same stacks as the one before. */
  dataFolder: string;
  measure: (window: number) => Promise<number>;
}

/** The same engine by an address, as if it were on another machine. */
async function fromAfar(lab: Lab, { instance, dataFolder, ids, measure }: Afar): Promise<{ alone: number; rows: number }> {
  const door = engineDoor();
  await door.open();
  try {
    const server = await lab.serve({ instance, dataFolder, env: { DOCKER_HOST: door.endpoint } });
    const signedIn = await lab.signIn(server);
    await pause(START_MS);
    const alone = await measure(MINUTE_MS);
    const rows = await watched(signedIn, ids, 1, () => measure(MINUTE_MS));
    await lab.end(server);
    return { alone, rows };
  } finally {
    await door.close();
  }
}
