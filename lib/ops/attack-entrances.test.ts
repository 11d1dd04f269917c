import { expect, test } from "vitest";
import { readWorld, type World } from "@/lib/compose/world";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { ATTACK_FILES, WORLD } from "@/lib/testing/attack-files";
import { makeUser } from "@/lib/testing/factories";
import { openHouse } from "@/lib/testing/house";
import { deployStack } from "./deploy-stack";
import { reviewStack } from "./review-stack";
import { upgradeStack } from "./upgrade-stack";
import { getStack } from "./view-stack";

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: unknown) => problemOf(error).code,
  );

/** In the same world as the command line's, with the person's numbers in her grants, as the app knows no others. */
async function attackedHouse() {
  const house = await openHouse();
  const ada = house.as(await makeUser(house.db, "user", "ada"));
  const { policy, variables } = readWorld(WORLD) as World;
  const bindRoots = policy.bindRoots.map((grant) => (grant.users.includes("ada") ? { ...grant, uid: 80115, gid: 80115 } : grant));
  await house.db.database.prisma.environment.updateMany({ data: { policy: JSON.stringify({ ...policy, bindRoots }) } });
  const target = { environment: house.environment, stack: "portal" };
  const hashOf = async (composeText: string, isNew: boolean) =>
    (await reviewStack({ ctx: ada, input: { ...target, isNew, composeText, variables, strategy: null } })).hash;
  const revision = async () => (await getStack({ ctx: ada, input: target })).revision;
  /** What each entrance makes of a text: a review with a hash, or a write, is one accepted too many. */
  const enter = async (composeText: string, isNew: boolean): Promise<string[]> => {
    const hash = await hashOf(composeText, isNew);
    const input = { ...target, composeText, variables, reviewedHash: hash ?? "none", message: null };
    const written = isNew
      ? deployStack({ ctx: ada, input })
      : upgradeStack({ ctx: ada, input: { ...input, strategy: DEFAULT_STRATEGY, baseRevision: await revision(), replaceCandidate: true } });
    return [hash === null ? "no hash" : "accepted", await outcome(written)];
  };
  return { house, enter };
}

// Another stack's port is known only where ports are leased, so it is refused there and not in the text.
const TAKEN = /60010:80/;

test("no attack file is accepted by any entrance: review, new stack, upgrade", async () => {
  const { house, enter } = await attackedHouse();
  const texts = Object.values(ATTACK_FILES)
    .flat()
    .filter((text) => !TAKEN.test(text));
  expect(texts.length).toBeGreaterThan(150);
  const accepted: string[] = [];
  for (const text of texts) if ((await enter(text, true)).includes("accepted")) accepted.push(text);
  expect(accepted).toEqual([]);
  expect(house.engine.containers()).toEqual([]);
  expect(await enter("services:\n  web:\n    image: web:v1\n", true)).toEqual(["accepted", "accepted"]);
  await house.until(
    () => house.engine.containers().length,
    (count) => count === 1,
  );
  for (const text of texts) if ((await enter(text, false)).includes("accepted")) accepted.push(text);
  expect(accepted).toEqual([]);
  expect(house.engine.containers()).toHaveLength(1);
}, 60_000);
