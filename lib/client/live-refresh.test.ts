import { hydrate, QueryClient, QueryObserver } from "@tanstack/react-query";
import { describe, expect, test, vi } from "vitest";
import { dehydrated } from "./dehydrated";
import { createRefresher, keysOf } from "./live-refresh";

describe("a change", () => {
  const runs = [
    [["environment", "dev", "stack", "shop"], ["environment", "dev", "operations", "shop"], ["environment", "dev", "operations", null], ["operation"]],
    [
      ["environment", "dev", "stacks"],
      ["environment", "dev", "secrets"],
    ],
    [
      ["environment", "dev", "ports"],
      ["environment", "dev", "containers"],
      ["environment", "dev", "overview"],
    ],
  ];

  test("of how a stack runs makes the stack, the list and their operations old, and leaves the room it takes", () => {
    expect(keysOf({ scope: "stack", environment: "dev", stack: "shop", wanted: false })).toEqual([...runs, []]);
  });

  test("of what is asked of a stack makes the room it takes old too", () => {
    const room = [
      ["environment", "dev", "quota"],
      ["environment", "dev", "quotas"],
    ];
    expect(keysOf({ scope: "stack", environment: "dev", stack: "shop", wanted: true })).toEqual([...runs, room]);
  });

  test("of what happened to a stack makes its timeline old, and nothing else", () => {
    expect(keysOf({ scope: "events", environment: "dev", stack: "shop" })).toEqual([[["environment", "dev", "stack", "shop", "events"]]]);
  });

  test("of a stack fetches what the page is about before the list of its menu", async () => {
    const client = new QueryClient();
    const asked: string[] = [];
    let answer: () => void = () => undefined;
    const stops = [
      ["environment", "dev", "stacks"],
      ["environment", "dev", "stack", "shop"],
    ].map((queryKey) => {
      client.setQueryData(queryKey, "before");
      const queryFn = () =>
        new Promise<string>((resolve) => {
          asked.push(queryKey.join("/"));
          answer = () => resolve("after");
        });
      return new QueryObserver(client, { queryKey, queryFn, staleTime: 60_000 }).subscribe(() => {});
    });
    createRefresher(client).change({ scope: "stack", environment: "dev", stack: "shop", wanted: false });
    await vi.waitFor(() => expect(asked).toEqual(["environment/dev/stack/shop"]));
    answer();
    await vi.waitFor(() => expect(asked).toEqual(["environment/dev/stack/shop", "environment/dev/stacks"]));
    answer();
    for (const stop of stops) stop();
    client.clear();
  });

  test("that comes while a key is fetched fetches it once more, never side by side", async () => {
    const fetches: { key: string; finish: () => void }[] = [];
    const refresher = createRefresher({
      invalidateQueries: (filters) => new Promise<void>((resolve) => fetches.push({ key: JSON.stringify(filters?.queryKey), finish: () => resolve() })),
    });
    const change = () => refresher.change({ scope: "users" });
    change();
    expect(fetches.map(({ key }) => key)).toEqual(['["users"]', '["sessions"]']);
    for (let at = 0; at < 20; at += 1) change();
    expect(fetches).toHaveLength(2);
    fetches[0]?.finish();
    await Promise.resolve();
    await Promise.resolve();
    expect(fetches.map(({ key }) => key)).toEqual(['["users"]', '["sessions"]', '["users"]']);
    fetches[2]?.finish();
    fetches[1]?.finish();
    await new Promise((resolve) => setTimeout(resolve, 1));
    fetches[3]?.finish();
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(fetches).toHaveLength(4);
    change();
    expect(fetches).toHaveLength(6);
  });

  test.each([
    ["a page that is new here", false],
    ["a page that was here before", true],
  ])("that comes while %s is on its way is not lost with it", async (_case, known) => {
    const client = new QueryClient();
    const key = ["environment", "dev", "stack", "shop"];
    const answers = ["as it is now"];
    if (known) client.setQueryData(key, "long ago", { updatedAt: Date.now() - 60_000 });
    const refresher = createRefresher(client);
    client.getQueryCache().subscribe(refresher.arrived);

    const onItsWay = dehydrated([[key, "as the server read it"]]);
    refresher.change({ scope: "stack", environment: "dev", stack: "shop", wanted: false });
    await new Promise((resolve) => setTimeout(resolve, 5));
    hydrate(client, onItsWay);
    expect(client.getQueryData(key)).toBe("as the server read it");
    const stop = new QueryObserver(client, { queryKey: key, queryFn: async () => answers[0], staleTime: 60_000 }).subscribe(() => {});
    await vi.waitFor(() => expect(client.getQueryData(key)).toBe("as it is now"));
    stop();
    client.clear();
  });

  test("of long ago does not fetch a page again", async () => {
    let clock = 0;
    const invalidated: unknown[] = [];
    const refresher = createRefresher({ invalidateQueries: async (filters) => void invalidated.push(filters?.queryKey) }, () => clock);
    refresher.change({ scope: "users" });
    await Promise.resolve();
    const before = invalidated.length;
    clock = 11_000;
    const client = new QueryClient();
    client.getQueryCache().subscribe(refresher.arrived);
    client.setQueryData(["users"], []);
    hydrate(client, dehydrated([[["sessions"], []]]));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(invalidated).toHaveLength(before);
  });
});
