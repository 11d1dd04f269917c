import { describe, expect, test } from "vitest";
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
