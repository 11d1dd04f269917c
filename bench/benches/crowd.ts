import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { passwords } from "@/lib/auth/password";
import { createDockerEngine } from "@/lib/engine/docker";
import { limiter } from "@/lib/engine/limit";
import { createAccountStore } from "@/lib/registry/accounts";
import { openDatabase } from "@/lib/registry/database";
import { seedEnvironment } from "@/lib/registry/environments";
import { createRegistry } from "@/lib/registry/registry";
import { makeStack, serviceSpec, stackSpec } from "@/lib/testing/factories";
import { testInstance } from "@/lib/testing/instance";
import { countingProxy } from "../counting-proxy";
import { type Lab, PERSON } from "../lab";
import { memoryOf } from "../memory";
import { interleave, Samples } from "../race";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";

const SERVICES = 10;
const REQUESTS = 100;
const TABS = 5;
const ENGINE = process.env.DOCKER_HOST || "unix:///var/run/docker.sock";

/** P2, P3, P19: what a list costs when there are many containers, and what five people who look at it cost. */
export async function crowdBench(lab: Lab): Promise<void> {
  const { containers, big } = lab.options;
  const instance = testInstance("bench");
  const dataFolder = mkdtempSync(join(tmpdir(), "spindle-bench-"));
  const proxy = await countingProxy();
  // First of all, so that whatever is made is also removed when this goes wrong.
  lab.own(instance);
  try {
    await fill(dataFolder, instance, containers / SERVICES, big);
    const server = await lab.serve({ instance, dataFolder, env: { DOCKER_HOST: proxy.endpoint } });
    const signedIn = await lab.signIn(server);
    const path = `/api/environments/${ENVIRONMENT}/stacks`;
    const note = `${containers} containers in ${containers / SERVICES} stacks, ${big ? "running" : "made and not started; --big starts them"}`;
    const samples = new Samples();
    const askers: Record<string, () => Promise<unknown>> = {
      spindle: () => signedIn.spindle.read(path),
      raw: () => lab.docker.listContainers({ all: true }),
    };
    const listed = await signedIn.spindle.read<{ stacks: unknown[] }>(path);
    if (listed.stacks.length !== containers / SERVICES) throw new Error(`${listed.stacks.length} stacks are listed`);
    const ask = async (who: string, note: boolean) => {
      // The engine, and we, clear up after a round of long lists; that is not the next one's to wait for.
      await pause(300);
      for (let at = 0; at < REQUESTS / 10; at += 1) {
        const begun = performance.now();
        await askers[who]?.();
        if (note) samples.add(who, "list", performance.now() - begun);
      }
    };
    // A server that has just begun is slower for a while: nobody's first times count.
    await interleave(2, Object.keys(askers), (who) => ask(who, false));
    await interleave(10, Object.keys(askers), (who) => ask(who, true));
    const ours = samples.of("spindle", "list");
    const raw = samples.of("raw", "list");
    const common = { bench: "crowd", unit: "ms", rounds: REQUESTS, note };
    lab.report.add({ ...common, figure: "list API p50", spindle: median(ours), raw: median(raw) });
    lab.report.add({ ...common, figure: "list API p95", spindle: p95(ours), raw: p95(raw), goal: { gate: "ratio <= 0.3", stretch: "ratio <= 0.1" } });

    const calls = await fewest(3, async () => {
      const before = proxy.calls();
      for (let at = 0; at < REQUESTS; at += 1) await askers.spindle?.();
      return proxy.calls() - before;
    });
    const none = { gate: "value <= 0", stretch: "value <= 0" };
    const why = "pings aside; the fewest of three runs, because the mirror lists everything once a minute on its own";
    lab.report.add({ bench: "crowd", figure: "engine calls of 100 list requests", unit: "calls", spindle: calls, rounds: 3, goal: none, note: why });

    const context = await lab.context(signedIn);
    for (let tab = 0; tab < TABS; tab += 1) {
      const page = await context.newPage();
      await page.goto(`/${ENVIRONMENT}/stacks`);
      await page.locator("main tr a").first().waitFor();
    }
    await settle();
    const { rss, pss } = memoryOf(server.pid);
    await context.close();
    const goal = { gate: "value <= 198", stretch: "value <= 136" };
    lab.report.add({ bench: "crowd", figure: `memory (RSS) with ${TABS} tabs`, unit: "MiB", spindle: rss, rounds: 1, goal, note: `${note}; PSS ${pss} MiB` });
    await lab.end(server);
  } finally {
    await proxy.close();
  }
}

const settle = () => pause(5_000);

async function fewest(runs: number, count: () => Promise<number>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs && least > 0; run += 1) least = Math.min(least, await count());
  return least;
}

/** Registry and engine as many deploys would leave them, without waiting for those: rows of the registry's own making, containers of the engine room's. */
export async function fill(dataFolder: string, instanceId: string, stacks: number, running: boolean): Promise<void> {
  const database = await openDatabase(join(dataFolder, "spindle.db"));
  await seedEnvironment(database);
  const registry = createRegistry(database);
  const accounts = createAccountStore(database);
  const id = await accounts.createUser({ username: PERSON.username, passwordHash: await passwords.hash(PERSON.password), role: "admin", at: Date.now() });
  const environment = await registry.environment(ENVIRONMENT);
  const project = await registry.personalProject(id);
  if (!environment || !project) throw new Error("a fresh database has no environment or project");
  const owner = { id, username: PERSON.username, role: "admin" as const, projectId: project.id, scope: { kind: "all" as const } };
  const spec = stackSpec(Array.from({ length: SERVICES }, (_, at) => serviceSpec({ name: `s${at + 1}`, image: IMAGE, networks: [] })));
  const engine = createDockerEngine({ endpoint: ENGINE, instanceId });
  const wide = limiter(10);
  for (let at = 0; at < stacks; at += 1) {
    const stack = await makeStack({ file: "", database, registry, accounts }, owner, environment, { name: `crowd-${at}`, spec: { ...spec, networks: [] } });
    await registry.transaction(async (tx) => {
      for (const serviceId of stack.serviceIds.values()) await tx.updateService(serviceId, { running });
    });
    const desired = await registry.desired(stack.id);
    if (!desired) throw new Error("a stack vanished");
    const make = async (service: (typeof desired.services)[number]) => {
      if (!service.target) throw new Error("a service has no target");
      const { id } = await engine.create(desired, service, service.target, 1);
      if (running) await engine.start(id);
    };
    await Promise.all(desired.services.map((service) => wide(() => make(service))));
  }
  await registry.close();
}
