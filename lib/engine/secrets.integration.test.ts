import { chmod, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import { secretFiles } from "./secret-files";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

const CANARY = "kestrel-9f3c\n";
const secret = (name: string, uid = 0, mode = 0o444) => ({ source: name, target: `/run/secrets/${name}`, uid, gid: uid, mode, version: 1 });
const content = (name: string, uid = 0, mode = 0o444) => ({ name, bytes: Buffer.from(CANARY), uid, gid: uid, mode });

test("C2: a container reads its secrets as files in memory, and neither the engine nor its disk knows them", async () => {
  const secrets = [secret("password"), secret("key.pem", 1000, 0o400)];
  const service = makeService(makeSpec({ image: "spindle/shell:1", user: "1000:1000", readOnly: true, secrets }));
  const stack = makeDesiredStack([service], { id: `${live.instanceId}-secrets` });
  const { target: generation } = service;
  if (!generation) throw new Error("the service has no target");
  const home = { stackId: stack.id, serviceId: service.id, generation: generation.number };
  expect(await live.engine.secretsPlaced(home, ["password", "key.pem"])).toBe(false);
  await live.engine.placeSecrets(home, [content("password"), content("key.pem", 1000, 0o400)]);
  expect(await live.engine.secretsPlaced(home, ["password", "key.pem"])).toBe(true);
  await live.engine.createNetwork(stack, "default", false);
  const { id } = await live.engine.create(stack, service, generation, 1);
  await live.engine.start(id);

  const said = await live.ask(
    id,
    "cat /run/secrets/password /run/secrets/key.pem; stat -c '%a %u' /run/secrets/key.pem; echo x > /run/secrets/password; echo x > /run/secrets/new; mount | grep /run/secrets",
  );
  expect(said.slice(0, 3)).toEqual([CANARY.trim(), CANARY.trim(), "400 1000"]);
  expect(said.slice(3, 5).every((line) => /read-only|Permission denied/i.test(line))).toBe(true);
  expect(said.at(-1)).toMatch(/tmpfs.*\bro\b/);
  const told = JSON.stringify(await live.outside.getContainer(id).inspect());
  expect(told).not.toContain("kestrel");
  expect(JSON.stringify(await live.outside.getContainer(id).changes())).not.toContain("password");

  await live.engine.restart(id, 1);
  expect((await live.ask(id, "cat /run/secrets/password"))[0]).toBe(CANARY.trim());

  // The machine was restarted: the memory is empty, and the container cannot start until the files are there again.
  await live.engine.stop(id, 1);
  await live.engine.dropOtherSecrets(stack.id, []);
  expect(await live.engine.secretsPlaced(home, ["password"])).toBe(false);
  await expect(live.engine.start(id)).rejects.toThrow();
  await live.engine.placeSecrets(home, [content("password"), content("key.pem", 1000, 0o400)]);
  await live.engine.start(id);
  expect((await live.ask(id, "cat /run/secrets/password"))[0]).toBe(CANARY.trim());
  await live.engine.remove(id);
  await live.engine.dropOtherSecrets(stack.id, []);
  expect(await live.engine.secretsPlaced(home, ["password"])).toBe(false);
});

describe("the place of the files", () => {
  const local = { endpoint: "unix:///var/run/docker.sock", instanceId: "test" };
  const home = { stackId: "s", serviceId: "v", generation: 1 };

  test("is entered by nobody else", async () => {
    const root = await mkdtemp("/dev/shm/spindle-test-");
    const files = secretFiles({ ...local, root });
    await files.place(home, [content("password", 0, 0o400)]);
    const directory = await files.directoryOf(home);
    const modes = await Promise.all(
      [root, join(root, "test"), join(root, "test", "s"), directory].map(async (path) => ((await stat(path)).mode & 0o777).toString(8)),
    );
    expect(modes).toEqual(["700", "700", "700", "755"]);
    expect(await readdir(directory)).toEqual(["password"]);
    await files.dropOthers("s", [{ serviceId: "v", generation: 2 }]);
    expect(await readdir(join(root, "test", "s"))).toEqual([]);
    await rm(root, { recursive: true });
  });

  test("is never a disk, another's directory, or another machine", async () => {
    const disk = await mkdtemp(join(tmpdir(), "spindle-disk-"));
    await expect(secretFiles({ ...local, root: disk }).place(home, [])).rejects.toMatchObject({ problem: { data: { reason: "not-memory" } } });
    const open = await mkdtemp("/dev/shm/spindle-test-");
    await chmod(open, 0o777);
    await expect(secretFiles({ ...local, root: open }).place(home, [])).rejects.toMatchObject({ problem: { data: { reason: "not-own" } } });
    await expect(secretFiles({ ...local, endpoint: "tcp://10.0.0.9:2376" }).place(home, [])).rejects.toMatchObject({ problem: { data: { reason: "remote" } } });
    await Promise.all([disk, open].map((path) => rm(path, { recursive: true })));
  });
});
