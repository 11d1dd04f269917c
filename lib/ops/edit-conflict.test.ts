import { describe, expect, it } from "vitest";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import type { OpContext } from "./context";
import { listOperations } from "./list-operations";
import { listHistory } from "./list-revisions";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { upgradeStack } from "./upgrade-stack";

const web = (image: string, more = "") => `services:\n  web:\n    image: ${image}\n${more}`;

async function upgradeOn(house: House, ctx: OpContext, baseRevision: number, composeText: string, replaceCandidate = false) {
  const target = { environment: house.environment, stack: "demo", composeText, variables: {} };
  const { hash } = await reviewStack({ ctx, input: { ...target, isNew: false, strategy: null } });
  const input = { ...target, reviewedHash: hash ?? "", message: null, strategy: DEFAULT_STRATEGY, baseRevision, replaceCandidate };
  return upgradeStack({ ctx, input });
}
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => "done" as const,
    (error: unknown) => problemOf(error),
  );

async function begin() {
  const house = await openHouse();
  const ada = house.as(await makeUser(house.db, "admin", "ada"));
  await house.ended(await house.deploy("demo", web("web:v1")));
  return { house, ada };
}

describe("two people edit the same stack", () => {
  it("the later one is refused with who deployed and when, and nothing is written", async () => {
    const { house, ada } = await begin();
    await house.ended(await upgradeOn(house, ada, 1, web("web:v2")));
    const before = await listOperations({ ctx: house.tin, input: { environment: house.environment, stack: "demo" } });
    const late = await outcome(upgradeOn(house, house.tin, 1, web("web:v3"), true));
    expect(late).toEqual({ code: "EDIT_CONFLICT", data: { base: 1, current: 2, by: "ada", at: expect.any(Number) } });
    const target = { environment: house.environment, stack: "demo" };
    expect((await listHistory({ ctx: house.tin, input: target })).map(({ number }) => number)).toEqual([2, 1]);
    expect(await listOperations({ ctx: house.tin, input: target })).toHaveLength(before.length);
  });

  it("of two at the same moment exactly one is deployed", async () => {
    const { house, ada } = await begin();
    const outcomes = await Promise.all([outcome(upgradeOn(house, ada, 1, web("web:v2"))), outcome(upgradeOn(house, house.tin, 1, web("web:v3")))]);
    expect(outcomes.filter((one) => one === "done")).toHaveLength(1);
    expect(outcomes.filter((one) => one !== "done").map((problem) => problem.code)).toEqual(["EDIT_CONFLICT"]);
    expect((await house.view("demo")).revision).toBe(2);
  });

  it("after a merge on the new base the upgrade goes on", async () => {
    const { house, ada } = await begin();
    await house.ended(await upgradeOn(house, ada, 1, web("web:v2")));
    expect(await outcome(upgradeOn(house, house.tin, 2, web("web:v3")))).toMatchObject({ code: "UPGRADE_WAITS" });
    expect(await outcome(upgradeOn(house, house.tin, 2, web("web:v3"), true))).toBe("done");
  });

  it("a text begun on a candidate that was rolled back names the one who went back", async () => {
    const { house, ada } = await begin();
    await house.ended(await upgradeOn(house, house.tin, 1, web("web:v2")));
    await house.ended(await rollBack({ ctx: ada, input: { environment: house.environment, stack: "demo", service: null } }));
    expect(await outcome(upgradeOn(house, house.tin, 2, web("web:v3")))).toMatchObject({ code: "EDIT_CONFLICT", data: { base: 2, current: 1, by: "ada" } });
    expect(await outcome(upgradeOn(house, house.tin, 1, web("web:v3")))).toBe("done");
  });

  it("a base that never was is refused as well", async () => {
    const { house } = await begin();
    expect(await outcome(upgradeOn(house, house.tin, 7, web("web:v2")))).toMatchObject({ code: "EDIT_CONFLICT", data: { current: 1, by: "tin" } });
  });
});
