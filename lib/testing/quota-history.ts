import fc from "fast-check";
import { expect } from "vitest";
import { problemOf } from "@/lib/core/errors";
import type { RoomView } from "@/lib/core/quota";
import { excessOf, NOTHING_USED, type Quota, type Usage } from "@/lib/core/quota";
import type { StackView } from "@/lib/core/views";
import type { Started } from "@/lib/ops/change-stack";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";
import { removeStack } from "@/lib/ops/remove-stack";
import { requireEnvironment } from "@/lib/ops/require-stack";
import { reviewStack } from "@/lib/ops/review-stack";
import { rollBack } from "@/lib/ops/roll-back";
import { startService, stopService } from "@/lib/ops/run-service";
import { scaleService } from "@/lib/ops/scale-service";
import { type House, openHouse } from "./house";

interface File {
  tag: string;
  cpus: number;
  scale: number;
  ports: number;
  db: boolean;
}
type Deed = { stack: string; wait: boolean } & (
  | { kind: "put"; file: File; order: "stop-first" | "start-first"; onFailure: "pause" | "roll-back" }
  | { kind: "scale"; to: number }
  | { kind: "confirm" | "roll-back" | "stop" | "start" | "remove" | "shrink" | "restore" }
);

const STACKS = ["alpha", "beta"];
const QUOTA: Quota = { stacks: 2, services: 3, containers: 7, cpus: 6, memoryBytes: 8 * 512 * 1024 ** 2, ports: 6 };

const file: fc.Arbitrary<File> = fc.record({
  // One of them never gets well, so that upgrades pause and go back by themselves.
  tag: fc.constantFrom("v1", "v2", "v3", "cannot"),
  cpus: fc.constantFrom(0.5, 1, 2),
  scale: fc.integer({ min: 1, max: 4 }),
  ports: fc.integer({ min: 0, max: 2 }),
  db: fc.boolean(),
});
const common = { stack: fc.constantFrom(...STACKS), wait: fc.boolean() };
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      ...common,
      ...{ kind: fc.constant("put" as const), file },
      order: fc.constantFrom("stop-first" as const, "start-first" as const),
      onFailure: fc.constantFrom("pause" as const, "roll-back" as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ ...common, kind: fc.constant("scale" as const), to: fc.integer({ min: 0, max: 6 }) }) },
  { weight: 5, arbitrary: fc.record({ ...common, kind: fc.constantFrom("confirm", "roll-back", "stop", "start", "remove", "shrink", "restore") }) },
);

const textOf = ({ tag, cpus, scale, ports, db }: File) =>
  [
    `services:\n  web:\n    image: web:${tag}\n    deploy: {replicas: ${scale}, resources: {limits: {cpus: "${cpus}"}}}\n`,
    ports > 0 ? `    ports: [${["80", "81"].slice(0, ports).join(", ")}]\n` : "",
    db ? "  db:\n    image: db:v1\n" : "",
  ].join("");

async function allow(house: House, quota: Quota): Promise<void> {
  const environment = await requireEnvironment(house.db.registry, house.environment);
  await house.db.registry.transaction((tx) => tx.setPolicy(environment.id, { ...environment.policy, quota }));
}

async function held(house: House): Promise<Usage> {
  const environment = await requireEnvironment(house.db.registry, house.environment);
  const project = await house.db.registry.personalProject(house.tin.actor.userId);
  return house.db.registry.projectUsage(project?.id ?? "", environment.id);
}

const isSettled = ({ activeOperation, services }: StackView): boolean =>
  activeOperation === null &&
  services.every(({ state, why }) => ["active", "upgraded", "paused", "inactive", "error"].includes(state) || why.kind === "problem");

const settled = (house: House, stack: string) =>
  house.until(
    () => house.view(stack).catch(() => null),
    (view) => view === null || isSettled(view),
  );

const REASONS = ["BLOCKED", "QUOTA_EXCEEDED", "NOT_FOUND", "NAME_TAKEN", "UPGRADE_WAITS", "NO_FREE_PORT", "WRONG_CONFIRMATION"];

/** The problem, if it was refused; everything else that goes wrong fails the test. */
async function attempt(work: Promise<Started>) {
  try {
    await work;
    return null;
  } catch (error) {
    const problem = problemOf(error);
    expect(REASONS).toContain(problem.code);
    return problem;
  }
}

/** Review must have said what the deploy then finds. What is under way frees things meanwhile, ports also right after: then it has said no less. */
async function put(house: House, { stack, file, order, onFailure }: Extract<Deed, { kind: "put" }>): Promise<void> {
  const view = await house.view(stack).catch(() => null);
  const composeText = textOf(file);
  const strategy = { batchSize: 1, intervalSeconds: 0, order, healthDeadlineSeconds: 30, onFailure };
  const asked = { environment: house.environment, stack, isNew: view === null, composeText, variables: {}, strategy };
  const room = (await reviewStack({ ctx: house.tin, input: asked })).room as RoomView;
  const problem = await attempt(
    view === null ? house.deploy(stack, composeText) : house.upgrade(stack, composeText, { strategy: { order, onFailure }, replaceCandidate: true }),
  );
  const quiet = view === null || isSettled(view);
  if (problem?.code === "QUOTA_EXCEEDED" && quiet) expect(problem.data.over).toEqual(room.over);
  if (problem !== null) return;
  const now = await held(house);
  expect(excessOf(NOTHING_USED, now, room.after)).toEqual([]);
  if (quiet) expect({ ...room.after, ports: now.ports, over: room.over }).toEqual({ ...now, over: [] });
}

async function take(house: House, one: Deed): Promise<void> {
  const at = { ctx: house.tin, input: { environment: house.environment, stack: one.stack, service: null } };
  const deeds: Record<Exclude<Deed["kind"], "put">, () => Promise<unknown>> = {
    scale: () => attempt(scaleService({ ...at, input: { ...at.input, service: "web", scale: one.kind === "scale" ? one.to : 0 } })),
    confirm: () => attempt(confirmUpgrade(at)),
    "roll-back": () => attempt(rollBack(at)),
    stop: () => attempt(stopService(at)),
    start: () => attempt(startService(at)),
    remove: () => attempt(removeStack({ ...at, input: { ...at.input, typedName: one.stack, volumes: [] } })),
    shrink: () => allow(house, { stacks: 0, services: 0, containers: 0, cpus: 0, memoryBytes: 0, ports: 0 }),
    restore: () => allow(house, QUOTA),
  };
  const before = await held(house);
  if (one.kind === "put") await put(house, one);
  else {
    const refused = await deeds[one.kind]();
    if (one.kind !== "scale") expect((refused as { code: string } | null | undefined)?.code).not.toBe("QUOTA_EXCEEDED");
    if (!["scale", "shrink", "restore"].includes(one.kind)) expect(excessOf(before, await held(house), before)).toEqual([]);
  }
}

async function history(house: House, deeds: readonly Deed[]): Promise<void> {
  await allow(house, QUOTA);
  for (const one of deeds) {
    await take(house, one);
    expect(excessOf(NOTHING_USED, await held(house), QUOTA)).toEqual([]);
    if (one.wait) await settled(house, one.stack);
  }
  await allow(house, { stacks: 0, services: 0, containers: 0, cpus: 0, memoryBytes: 0, ports: 0 });
  for (const stack of STACKS) {
    const view = await settled(house, stack);
    if (!view) continue;
    const at = { environment: house.environment, stack, service: null };
    if (view.services.some(({ actions }) => actions["roll-back"].allowed)) {
      await rollBack({ ctx: house.tin, input: at });
      await settled(house, stack);
    }
    await removeStack({ ctx: house.tin, input: { ...at, typedName: stack, volumes: [] } }).catch((error: unknown) =>
      expect(problemOf(error).code).toBe("NOT_FOUND"),
    );
    await house.until(
      () => house.view(stack).catch(() => null),
      (gone) => gone === null,
    );
  }
  expect(await held(house)).toEqual(NOTHING_USED);
  expect(house.errors).toEqual([]);
}

/** Random histories of two stacks in a small quota, on the real registry and the fake engine: never more than is allowed, and always a way back and out. */
export async function quotaHistories(runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 10 }), async (deeds) => {
      const ends: (() => void | Promise<void>)[] = [];
      // Each has a house of its own, that is closed behind it: hundreds at once would only slow each other down.
      try {
        await history(await openHouse((work) => ends.push(work)), deeds);
      } finally {
        for (const end of ends.reverse()) await end();
      }
    }),
    { numRuns: runs },
  );
}
