import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { oneTimeCodes } from "@/lib/auth/codes";
import { passwords } from "@/lib/auth/password";
import { IN_PROCESS } from "@/lib/compose/reader";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { createFakeEngine, type FakeEngine } from "@/lib/engine/fake";
import { createPlaces } from "@/lib/engine/places";
import { createReconciler } from "@/lib/reconcile/reconciler";
import { testDatabase } from "@/lib/testing/database";
import { makeUser } from "@/lib/testing/factories";
import { IMAGES } from "@/lib/testing/house";
import { testKeptLogs } from "@/lib/testing/kept-logs";
import { quickClock } from "@/lib/testing/quick-clock";
import { testDiary } from "@/lib/testing/recordings";
import { testSealing } from "@/lib/testing/sealing";
import type { OpContext } from "./context";
import { deployStack } from "./deploy-stack";
import { reviewStack } from "./review-stack";
import { scaleService } from "./scale-service";
import { getStack } from "./view-stack";

const FILE = 'services:\n  web:\n    image: web:v1\n    ports: ["8080"]\n';
/** Two environments on engine a, one on engine b. */
const HOMES = { sandbox: "a", dev: "a", prod: "b" } as const;
type Environment = keyof typeof HOMES;
const ENVIRONMENTS = Object.keys(HOMES) as Environment[];

async function openTown() {
  const db = await testDatabase();
  const { now, after } = quickClock(onTestFinished, () => Object.values(engines).forEach((engine) => void engine.tick()));
  const engines: Record<"a" | "b", FakeEngine> = { a: createFakeEngine({ now, id: "a" }), b: createFakeEngine({ now, id: "b" }) };
  for (const engine of Object.values(engines)) for (const [name, image] of IMAGES) engine.images.set(name, image);
  const ids = {} as Record<Environment, string>;
  await db.registry.transaction(async (tx) => {
    for (const name of ENVIRONMENTS) {
      const settings = { name, colour: "dev" as const, baseDomain: null, openTo: null, needsApproval: false };
      // Six ports for all that live on one engine.
      const policy = { ...DEFAULT_POLICY, hostPorts: { from: 60000, to: 60005 } };
      ids[name] = await tx.createEnvironment({ ...settings, policy, address: () => ({ endpoint: HOMES[name], pinned: null, tls: null }) }, now());
    }
  });
  const places = createPlaces({
    own: "a",
    ways: async () =>
      (await db.registry.engineAddresses()).map(({ environmentId, address }) => ({
        environmentId,
        way: { endpoint: address.endpoint ?? "a", pinned: null, tls: null, broken: null },
      })),
    open: ({ endpoint }) => engines[endpoint as "a" | "b"],
    probe: async () => ({ ok: false, fault: "no-answer", detail: "" }),
    pin: async (host) => host,
    now,
  });
  await places.follow();
  const sealing = testSealing();
  const errors: unknown[] = [];
  const log = (error: unknown) => void errors.push(error);
  const reconciler = createReconciler({ registry: db.registry, places, sealing, now, after, log });
  await reconciler.start();
  onTestFinished(async () => {
    await reconciler.stop();
    await places.stop();
  });
  const user = await makeUser(db);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const actor = { userId: user.id, username: user.username, role: user.role, sessionId: "s" };
  const ctx: OpContext = {
    ...db,
    ...testDiary(db.file, { sealing, now, log }),
    keptLogs: testKeptLogs({ world: db.registry, places, now, log }),
    reconciler,
    places,
    passwords,
    codes: oneTimeCodes,
    signIn: PLAIN_SIGN_IN,
    sealing,
    now,
    log,
    hash,
    ...IN_PROCESS,
    actor,
    address: "127.0.0.1",
  };
  return { ctx, db, places, engines, ids, errors };
}

type Town = Awaited<ReturnType<typeof openTown>>;

async function deploy({ ctx }: Town, environment: Environment, stack: string): Promise<void> {
  const input = { environment, stack, composeText: FILE, variables: {} };
  const review = await reviewStack({ ctx, input: { ...input, isNew: true, strategy: null } });
  await deployStack({ ctx, input: { ...input, reviewedHash: review.hash ?? "", message: null } });
}

const until = async <T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> => {
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const state = ({ places, ids }: Town, environment: Environment) => places.of(ids[environment]).mirror.status().state;
const step = fc.oneof(
  fc.record({ type: fc.constant("scale" as const), environment: fc.constantFrom(...ENVIRONMENTS), to: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ type: fc.constant("fall" as const), engine: fc.constantFrom("a" as const, "b" as const) }),
  fc.record({ type: fc.constant("rise" as const), engine: fc.constantFrom("a" as const, "b" as const) }),
  fc.record({ type: fc.constant("kill" as const), engine: fc.constantFrom("a" as const, "b" as const) }),
);

test("whatever falls, everything stays where it belongs, ports of one engine are nobody's twice, and who is up comes to rest", async () => {
  const town = await openTown();
  const { ctx, engines, db, ids, errors } = town;
  for (const environment of ENVIRONMENTS)
    await until(
      () => state(town, environment),
      (now) => now === "up",
    );
  for (const environment of ENVIRONMENTS) await deploy(town, environment, "portal");
  const stackOf = Object.fromEntries(
    await Promise.all(ENVIRONMENTS.map(async (name) => [name, (await getStack({ ctx, input: { environment: name, stack: "portal" } })).id] as const)),
  );
  const scales: Record<Environment, number> = { sandbox: 1, dev: 1, prod: 1 };
  const down = new Set<"a" | "b">();

  const look = async () => {
    for (const name of ["a", "b"] as const) {
      const here = ENVIRONMENTS.filter((one) => HOMES[one] === name).map((one) => stackOf[one]);
      expect(engines[name].containers().every(({ stackId }) => here.includes(stackId))).toBe(true);
      const ports = engines[name].containers().flatMap((container) => container.ports.map(({ published }) => published));
      expect(new Set(ports).size).toBe(ports.length);
    }
    const leases = await Promise.all((["sandbox", "dev"] as const).map(async (one) => [...(await db.registry.leasedPorts(ids[one])).keys()]));
    expect(new Set(leases.flat()).size).toBe(leases.flat().length);
  };
  const settle = async () => {
    for (const environment of ENVIRONMENTS) {
      if (down.has(HOMES[environment])) continue;
      await until(
        () => state(town, environment),
        (now) => now === "up",
      );
      await until(
        () => getStack({ ctx, input: { environment, stack: "portal" } }),
        ({ running }) => running === scales[environment],
      );
    }
  };

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
      for (const one of steps) {
        if (one.type === "scale" && !down.has(HOMES[one.environment])) {
          await until(
            () => state(town, one.environment),
            (now) => now === "up",
          );
          await scaleService({ ctx, input: { environment: one.environment, stack: "portal", service: "web", scale: one.to } });
          scales[one.environment] = one.to;
        }
        if (one.type === "fall" && !down.has(one.engine)) {
          down.add(one.engine);
          engines[one.engine].goDown();
          const environment = one.engine === "a" ? "sandbox" : "prod";
          await until(
            () => state(town, environment),
            (now) => now === "down",
          );
        }
        if (one.type === "rise" && down.delete(one.engine)) engines[one.engine].comeUp();
        const victim = one.type === "kill" ? engines[one.engine].containers().find(({ state: now }) => now === "running") : undefined;
        if (one.type === "kill" && victim && !down.has(one.engine)) engines[one.engine].kill(victim.id);
        await settle();
        await look();
      }
      for (const name of down) engines[name].comeUp();
      down.clear();
      await settle();
      await look();
    }),
    { numRuns: 5 },
  );
  expect(errors).toEqual([]);
});
