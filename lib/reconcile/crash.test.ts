import { describe, expect, it } from "vitest";
import { confirmUpgrade } from "@/lib/ops/confirm-upgrade";
import { removeStack } from "@/lib/ops/remove-stack";
import { rollBack } from "@/lib/ops/roll-back";
import { type House, openHouse } from "@/lib/testing/house";

const file = (image: string) =>
  `services:\n  web:\n    image: ${image}\n    scale: 2\n    volumes: [data:/data]\n  db:\n    image: web:v1\nvolumes:\n  data:\n`;
const on = (house: House) => ({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service: null } });
const strategy = { batchSize: 2 };

interface Scenario {
  before(house: House): Promise<unknown>;
  act(house: House): Promise<unknown>;
  /** Engine changes the act makes when nothing goes wrong: a process can die before or after each. */
  changes: number;
  /** What stands in the end, by label and generation. */
  end: string[];
  state: string | null;
}

const deployed = async (house: House) => house.ended(await house.deploy("demo", file("web:v1")));
const upgraded = async (house: House) => {
  await deployed(house);
  await house.ended(await house.upgrade("demo", file("web:v2"), { strategy }));
};

const SCENARIOS: Record<string, Scenario> = {
  deploy: {
    before: async () => undefined,
    act: (house) => house.deploy("demo", file("web:v1")),
    changes: 10,
    end: ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"],
    state: "active",
  },
  upgrade: {
    before: deployed,
    act: (house) => house.upgrade("demo", file("web:v2"), { strategy }),
    changes: 7,
    end: ["db-1 g1 running", "web-1 g1 exited", "web-1 g2 running", "web-2 g1 exited", "web-2 g2 running"],
    state: "upgraded",
  },
  confirm: {
    before: upgraded,
    act: (house) => confirmUpgrade(on(house)),
    changes: 2,
    end: ["db-1 g1 running", "web-1 g2 running", "web-2 g2 running"],
    state: "active",
  },
  "roll back": {
    before: upgraded,
    act: (house) => rollBack(on(house)),
    changes: 6,
    end: ["db-1 g1 running", "web-1 g1 running", "web-2 g1 running"],
    state: "active",
  },
  remove: {
    before: deployed,
    act: (house) =>
      removeStack({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service: null, typedName: "demo", volumes: ["data"] } }),
    changes: 8,
    end: [],
    state: null,
  },
};

const standing = (house: House) =>
  house.engine
    .containers()
    .map((container) => `${/-(web|db)-g/.exec(container.name)?.[1]}-${container.index} g${container.generation} ${container.state}`)
    .sort();

async function stateOf(house: House): Promise<string | null> {
  return house.view("demo").then(
    (view) => view.state,
    () => null,
  );
}

describe.each(Object.entries(SCENARIOS))("kill -9 during %s", (_name, scenario) => {
  const deaths = Array.from({ length: scenario.changes }, (_, index) => [index + 1, false] as const).flatMap(([nth]) => [
    [nth, "before"],
    [nth, "after"],
  ]) as [number, "before" | "after"][];

  it.each(deaths)("at change %i, %s it reached the engine: a new server brings it to the same end", { timeout: 30_000 }, async (nth, when) => {
    const house = await openHouse();
    await scenario.before(house);
    const confirmed = new Set(
      house.engine
        .containers()
        .filter((container) => container.generation === 1)
        .map((container) => container.id),
    );
    house.life().endAt(nth, when === "after");
    const started = await scenario.act(house);
    await house.life().death;
    await house.restart();
    await house.until(
      async () => [standing(house), await stateOf(house)],
      (now) => JSON.stringify(now) === JSON.stringify([scenario.end, scenario.state]),
    );
    if (scenario.state !== null) expect(await house.ended(started as { operationId: string })).toBe("succeeded");
    const old = house.engine.containers().filter((container) => container.generation === 1);
    if (_name === "upgrade" || _name === "roll back") expect(old.every((container) => confirmed.has(container.id))).toBe(true);
    expect(house.errors).toEqual([]);
  });
});
