import { describe, expect, test } from "vitest";
import { createRefresher, keysOf } from "./live-refresh";

describe("a change", () => {
  test("of a stack makes the stack, the list and their operations old", () => {
    expect(keysOf({ scope: "stack", environment: "dev", stack: "shop" })).toEqual([
      ["environment", "dev", "stack", "shop"],
      ["environment", "dev", "stacks"],
      ["environment", "dev", "operations", "shop"],
      ["environment", "dev", "operations", null],
      ["operation"],
    ]);
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
});
