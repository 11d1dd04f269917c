import { expect, test } from "vitest";
import { adminTabsFor } from "./tabs";

const ids = (role: Parameters<typeof adminTabsFor>[0]["role"]) => adminTabsFor({ role }).map(({ id }) => id);

test("administrators have every part, operators and auditors what they may read, users none", () => {
  expect(ids("admin")).toEqual(expect.arrayContaining(["users", "policy", "engine"]));
  expect(ids("operator")).toEqual(expect.arrayContaining(["policy", "engine"]));
  expect(ids("operator")).not.toContain("users");
  expect(ids("auditor")).toEqual(expect.arrayContaining(["users", "policy", "engine"]));
  expect(ids("user")).toEqual([]);
});
