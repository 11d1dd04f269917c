import { expect, onTestFinished, test } from "vitest";
import { openHouse } from "@/lib/testing/house";
import { makeTeam } from "@/lib/testing/team";
import { ChangeFeed } from "./changes";
import type { Change } from "./protocol";

test("only whose bell it is hears of a notice", async () => {
  const house = await openHouse();
  const team = await makeTeam(house);
  const { registry, places, reconciler, log } = team.as("owner");
  const feed = new ChangeFeed({ registry, places, reconciler, log });
  onTestFinished(() => feed.close());
  const heard: Record<string, Change[]> = { owner: [], maintainer: [], admin: [] };
  for (const name of ["owner", "maintainer", "admin"] as const) feed.listen(team.as(name).actor, (change) => heard[name]?.push(change));
  const note = { environmentId: null, stackId: null, key: "a", kind: "address-off", phase: "note", about: {}, at: 1, bell: true } as const;
  await registry.transaction((tx) => tx.addNotices([{ ...note, services: [], userId: team.people.owner.id }]));
  await house.until(
    () => heard.owner ?? [],
    (changes) => changes.length > 0,
  );
  expect(heard).toEqual({ owner: [{ scope: "notices" }], maintainer: [], admin: [] });
});
