import fc from "fast-check";
import { expect, it } from "vitest";
import type { DroppedChoices } from "@/lib/core/dropped";
import { problemOf } from "@/lib/core/errors";
import { type House, openHouse } from "@/lib/testing/house";
import type { Started } from "./change-stack";
import { confirmUpgrade } from "./confirm-upgrade";
import { getRevision } from "./list-revisions";
import { removeStack } from "./remove-stack";
import { rollBack } from "./roll-back";

/** What a person may do next to a stack of web, db and worker, of which worker needs db. */
type Deed =
  | { kind: "upgrade"; tag: string; db: boolean; worker: boolean; choices: DroppedChoices; back: boolean }
  | { kind: "confirm" }
  | { kind: "roll-back" | "remove"; service: string | null };

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("upgrade" as const),
      tag: fc.constantFrom("v1", "v2", "v3"),
      db: fc.boolean(),
      worker: fc.boolean(),
      choices: fc.dictionary(fc.constantFrom("db", "worker"), fc.constantFrom("keep", "remove"), { noNullPrototype: true }),
      back: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("confirm" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("roll-back" as const), service: fc.constantFrom(null, "db", "worker", "web") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove" as const), service: fc.constantFrom("db", "worker") }) },
);

const fileOf = ({ tag, db, worker }: Pick<Extract<Deed, { kind: "upgrade" }>, "tag" | "db" | "worker">) =>
  [
    `services:\n  web:\n    image: web:${tag}\n`,
    db || worker ? "  db:\n    image: db:v1\n    networks: [inside]\n" : "",
    worker ? "  worker:\n    image: db:v1\n    networks: [inside]\n    depends_on: [db]\n" : "",
    db || worker ? "networks: {inside: }\n" : "",
  ].join("");

/** Whatever is refused is refused for a reason of its own; nothing fails otherwise. */
async function attempt(house: House, started: Promise<Started>): Promise<boolean> {
  try {
    const { operationId } = await started;
    if (operationId !== null) expect(await house.ended({ operationId })).toBe("succeeded");
    await house.until(
      () => house.view("demo"),
      ({ services, activeOperation }) => activeOperation === null && services.every(({ state }) => ["active", "upgraded"].includes(state)),
    );
    return true;
  } catch (error) {
    expect(["BLOCKED", "COMPOSE_REFUSED", "INVALID_INPUT", "SERVICE_NEEDED", "STALE_REVIEW", "NOT_FOUND"]).toContain(problemOf(error).code);
    return false;
  }
}

const containersOf = (house: House, serviceId: string) =>
  house.engine
    .containers()
    .filter((one) => one.serviceId === serviceId)
    .map(({ id, state }) => `${id} ${state}`)
    .sort();

async function snapshot(house: House) {
  const { revision, confirmedRevision, services, networks } = await house.view("demo");
  return {
    ...{ revision, confirmedRevision },
    networks: networks.map(({ name }) => name).sort(),
    services: services.map(({ id, name, phase, outside, target }) => ({ name, phase, outside, target: target?.number, containers: containersOf(house, id) })),
  };
}

async function expectSound(house: House): Promise<void> {
  const { revision, services, networks } = await house.view("demo");
  const input = { environment: house.environment, stack: "demo", revision };
  const inFile = (await getRevision({ ctx: house.tin, input })).services.map(({ name }) => name);
  for (const service of services) {
    const { name, target, outside, kept } = service;
    expect(outside !== undefined, `${name} is outside`).toBe(target !== null && !inFile.includes(name));
    const containers = house.engine.containers().filter(({ serviceId }) => serviceId === service.id);
    const places = containers.map(({ generation, index }) => `${generation} ${index}`);
    expect(new Set(places).size, `${name} is doubled`).toBe(places.length);
    expect(places.filter((place) => place === `${kept?.number} 1`)).toHaveLength(kept ? 1 : 0);
    expect(containers.filter(({ state }) => state === "running").map(({ generation }) => generation)).toEqual(target ? [target.number] : []);
    for (const { name: network } of service.spec?.networks ?? []) expect(networks.map((one) => one.name)).toContain(network);
  }
}

async function take(house: House, one: Deed): Promise<void> {
  const at = (service: string | null) => ({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service } });
  if (one.kind === "confirm") await attempt(house, confirmUpgrade(at(null)));
  if (one.kind === "roll-back") await attempt(house, rollBack(at(one.service)));
  if (one.kind === "remove")
    await attempt(house, removeStack({ ctx: house.tin, input: { ...at(one.service).input, typedName: one.service ?? "", volumes: [] } }));
  if (one.kind !== "upgrade") return;
  const before = await snapshot(house);
  const done = await attempt(house, house.upgrade("demo", fileOf(one), { dropped: one.choices, replaceCandidate: true }));
  if (!done) return expect(await snapshot(house)).toEqual(before);
  const after = await snapshot(house);
  for (const { name, outside, containers } of after.services)
    if (outside !== undefined) expect(containers, `${name} was touched`).toEqual(before.services.find((was) => was.name === name)?.containers);
  const settled = before.services.every(({ phase }) => phase === "steady");
  const waits = after.services.some(({ phase }) => phase === "upgraded");
  if (!one.back || !settled || !waits) return;
  await expectSound(house);
  expect(await attempt(house, rollBack(at(null)))).toBe(true);
  expect(await snapshot(house)).toEqual(before);
}

it("whatever is dropped, kept, removed and taken back: nothing is doubled, lost or left unsaid, and a roll back restores everything", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 2, maxLength: 6 }), async (deeds) => {
      const house = await openHouse();
      await house.ended(await house.deploy("demo", fileOf({ tag: "v1", db: true, worker: true })));
      for (const one of deeds) {
        await take(house, one);
        await expectSound(house);
      }
      expect(house.errors).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
