import { expect, onTestFinished, test } from "vitest";
import type { MirrorChange } from "@/lib/engine/port";
import type { RegistryChange } from "@/lib/registry/types";
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

test("how a stack runs is told apart from what is wanted of it", async () => {
  const engine = speaker<MirrorChange>();
  const registry = speaker<RegistryChange>();
  const feed = new ChangeFeed({
    registry: { environments: async () => [], watchers: async () => ({ environment: "dev", stack: "shop", userIds: ["ada"] }), subscribe: registry.subscribe },
    places: { subscribe: (listener) => engine.subscribe((change) => listener(change, ["1"])) },
    reconciler: { subscribe: () => () => undefined },
    log: () => undefined,
  });
  onTestFinished(() => feed.close());
  const heard: Change[] = [];
  feed.listen({ userId: "ada", username: "ada", role: "user", sessionId: "1" }, (change) => heard.push(change));
  const told = async (wanted: boolean, many: number) => {
    await expect.poll(() => heard.length).toBe(many);
    expect(heard.at(-1)).toEqual({ scope: "stack", environment: "dev", stack: "shop", wanted });
  };
  engine.say({ type: "stack", stackId: "s" });
  await told(false, 1);
  // Within one pace they are told together.
  registry.say({ type: "stack", stackId: "s" });
  engine.say({ type: "stack", stackId: "s" });
  await told(true, 2);
  engine.say({ type: "stack", stackId: "s" });
  await told(false, 3);
});

function speaker<News>() {
  let hear: (news: News) => void = () => undefined;
  return {
    say: (news: News) => hear(news),
    subscribe: (listener: (news: News) => void) => {
      hear = listener;
      return () => undefined;
    },
  };
}
