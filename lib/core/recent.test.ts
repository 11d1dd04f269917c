import { describe, expect, test } from "vitest";
import { recent } from "./recent";

describe("recent answers", () => {
  const world = () => {
    let time = 0;
    const asked: string[] = [];
    const memory = recent<string>({ keepMs: 100, most: 2, now: () => time });
    const ask = (key: string, fails = false) =>
      memory.ask(key, async () => {
        asked.push(key);
        if (fails) throw new Error("away");
        return key;
      });
    const later = (ms: number) => {
      time += ms;
    };
    return { asked, ask, later };
  };

  test("are asked for once, also by all who ask at the same time", async () => {
    const { ask, asked } = world();
    expect(await Promise.all([ask("a"), ask("a")])).toEqual(["a", "a"]);
    await ask("a");
    expect(asked).toEqual(["a"]);
  });

  test("are asked for again after a while", async () => {
    const { ask, asked, later } = world();
    await ask("a");
    later(100);
    await ask("a");
    expect(asked).toEqual(["a", "a"]);
  });

  test("are not remembered when they failed, and the oldest goes first", async () => {
    const { ask, asked } = world();
    await expect(ask("a", true)).rejects.toThrow("away");
    for (const key of ["a", "b", "c", "b", "a"]) await ask(key);
    expect(asked).toEqual(["a", "a", "b", "c", "a"]);
  });
});
