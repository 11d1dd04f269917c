import { describe, expect, test } from "vitest";
import { recent } from "@/lib/core/recent";
import { factsOf } from "./images";

const inspected = (Config: Record<string, unknown> | null, RepoDigests: string[] | null = null) =>
  factsOf("registry.example/als/web:1", { Id: "sha256:aa", RepoDigests, Config } as unknown as Parameters<typeof factsOf>[1]);

describe("what an image says of itself", () => {
  test("is read from its config", () => {
    const config = {
      Volumes: { "/data": {}, "/cache": {} },
      ExposedPorts: { "8080/tcp": {} },
      User: "1000:1000",
      Healthcheck: { Test: ["CMD", "curl", "-f", "http://localhost"] },
      Entrypoint: ["/entry"],
      Cmd: ["serve"],
    };
    expect(inspected(config, ["registry.example/als/web@sha256:bb", "other/web@sha256:cc"])).toEqual({
      id: "sha256:aa",
      digest: "sha256:bb",
      volumes: ["/cache", "/data"],
      exposed: ["8080/tcp"],
      user: "1000:1000",
      healthcheck: ["CMD", "curl", "-f", "http://localhost"],
      entrypoint: ["/entry"],
      command: ["serve"],
    });
  });

  test.each([[null], [{ Volumes: null, ExposedPorts: null, Healthcheck: null }], [{ Healthcheck: { Test: ["NONE"] } }], [{ Healthcheck: { Interval: 1 } }]])(
    "is nothing where it says nothing: %j",
    (config) => {
      expect(inspected(config)).toMatchObject({ digest: null, volumes: [], exposed: [], healthcheck: null, entrypoint: [], command: [] });
    },
  );
});

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
