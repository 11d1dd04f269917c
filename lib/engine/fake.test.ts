import { beforeEach, describe, expect, test } from "vitest";
import type { DesiredService } from "@/lib/core/desired";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { createFakeEngine, type FakeEngine } from "./fake";

let clock: number;
let engine: FakeEngine;

const web = (changes: Parameters<typeof makeSpec>[0] = {}) =>
  makeService(makeSpec({ ports: [{ target: 80, protocol: "tcp", published: null }], ...changes }), {
    leases: [1, 2].map((index) => ({ port: 60001, protocol: "tcp", target: 80, index, portSet: 0 })),
  });

async function create(service: DesiredService, index = 1): Promise<string> {
  const stack = makeDesiredStack([service]);
  await engine.createNetwork(stack, "default", false);
  if (service.target === null) throw new Error("the service has no target");
  return (await engine.create(stack, service, service.target, index)).id;
}
const only = () => engine.containers()[0];

beforeEach(() => {
  clock = 0;
  engine = createFakeEngine({ now: () => clock });
  engine.images.set("spindle/demo:v1", { imageId: "sha256:one" });
});

test("a container lives as on an engine", async () => {
  const id = await create(web());
  expect(only()).toMatchObject({ state: "created", exitCode: null });
  await engine.start(id);
  await engine.start(id);
  expect(only()).toMatchObject({ state: "running", startedAt: 0 });
  await engine.stop(id, 1);
  expect(only()).toMatchObject({ state: "exited", exitCode: 0 });
  await engine.remove(id);
  await engine.remove(id);
  expect(engine.containers()).toEqual([]);
  expect(engine.calls).toEqual(["create-network default", "create web-1", "start web-1", "start web-1", "stop web-1", "remove web-1", `remove ${id}`]);
});

test("one host port serves one container", async () => {
  await engine.start(await create(web()));
  await expect(engine.start(await create(web(), 2))).rejects.toMatchObject({ problem: { code: "PORT_IN_USE", data: { port: 60001 } } });
  expect(engine.containers()[1]).toMatchObject({ state: "created", exitCode: 128 });
});

test("a leftover of the same name is made anew, a running one is adopted, a foreign one is left alone", async () => {
  const first = await create(web());
  const second = await create(web());
  expect(second).not.toBe(first);
  await engine.start(second);
  expect(await create(web())).toBe(second);
  await engine.remove(second);
  engine.addForeign("spindle-s1-web-g1-1");
  await expect(create(web())).rejects.toMatchObject({ problem: { code: "FOREIGN_OBJECT" } });
});

describe("restarts", () => {
  const looping = { imageId: "sha256:one", crashAfterMs: 1_000, exitCode: 3 };

  test("follow the policy, with longer and longer waits", async () => {
    engine.images.set("spindle/demo:v1", looping);
    await engine.start(await create(web({ restart: { policy: "unless-stopped" } })));
    clock = 1_000;
    engine.tick();
    expect(only()).toMatchObject({ state: "restarting", exitCode: 3 });
    clock = 1_100;
    engine.tick();
    expect(only()).toMatchObject({ state: "running", restartCount: 1 });
  });

  test("end after the last allowed one", async () => {
    engine.images.set("spindle/demo:v1", looping);
    await engine.start(await create(web({ restart: { policy: "on-failure", maxRetries: 1 } })));
    for (clock = 0; clock < 10_000; clock += 100) engine.tick();
    expect(only()).toMatchObject({ state: "exited", restartCount: 1, exitCode: 3 });
  });
});

test("failures come when they are asked for, and once", async () => {
  engine.failNext("pull", { code: "IMAGE_DENIED", data: { image: "x" } });
  const options = { always: false, onProgress: () => undefined, signal: new AbortController().signal };
  await expect(engine.pull("spindle/demo:v1", options)).rejects.toMatchObject({ problem: { code: "IMAGE_DENIED" } });
  expect(await engine.pull("spindle/demo:v1", options)).toEqual({ imageId: "sha256:one", digest: null });
  await expect(engine.pull("nope", options)).rejects.toMatchObject({ problem: { code: "IMAGE_NOT_FOUND" } });
  engine.goDown();
  await expect(engine.info()).rejects.toMatchObject({ problem: { code: "ENGINE_UNREACHABLE" } });
});

test("a start error of the image is the engine's own text, understood", async () => {
  engine.images.set("spindle/demo:v1", { imageId: "sha256:one", startError: 'exec: "nope": executable file not found in $PATH: unknown' });
  await expect(engine.start(await create(web()))).rejects.toMatchObject({ problem: { code: "COMMAND_NOT_FOUND", data: { command: "nope" } } });
  expect(only()?.error).toContain("executable file not found");
});

test("logs and shells speak", async () => {
  const id = await create(web());
  await engine.start(id);
  engine.log(id, "one", "two");
  const signal = new AbortController().signal;
  const chunks: string[] = [];
  for await (const chunk of await engine.logs(id, { tail: 1, since: null, follow: false, signal })) chunks.push(chunk.bytes.toString());
  expect(chunks).toEqual(["1970-01-01T00:00:00.000000000Z two\n"]);
  const shell = await engine.shell(id, { shell: "sh", cols: 80, rows: 24 });
  shell.write(Buffer.from("exit 7\r"));
  expect(await shell.exitCode).toBe(7);
});
