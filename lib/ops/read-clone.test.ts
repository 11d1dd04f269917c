import { expect, it } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { makeUser } from "@/lib/testing/factories";
import { openHouse } from "@/lib/testing/house";
import { deployStack } from "./deploy-stack";
import { readClone } from "./read-clone";
import { reviewStack } from "./review-stack";

it("a clone brings text and variables, secret values stay, and to others the stack is missing", async () => {
  const house = await openHouse();
  const composeText = "services:\n  web:\n    image: web:v1\n    environment: [WHO, API_TOKEN]\n";
  const target = { environment: house.environment, stack: "demo", composeText, variables: { WHO: "all", API_TOKEN: "s3cret" } };
  const { hash } = await reviewStack({ ctx: house.tin, input: { ...target, isNew: true, strategy: null } });
  await deployStack({ ctx: house.tin, input: { ...target, reviewedHash: hash ?? "", message: null } });
  const input = { environment: house.environment, stack: "demo" };
  const clone = await readClone({ ctx: house.tin, input });
  expect(clone).toEqual({
    stack: "demo",
    revision: 1,
    rancherText: null,
    text: composeText,
    variables: { WHO: "all" },
    withheld: ["API_TOKEN"],
    secrets: [],
    outside: [],
  });
  expect(JSON.stringify(clone)).not.toContain("s3cret");
  const stranger = house.as(await makeUser(house.db, "user", "stranger"));
  await expect(readClone({ ctx: stranger, input }).catch(problemOf)).resolves.toMatchObject({ code: "NOT_FOUND", data: { what: "stack" } });
});
