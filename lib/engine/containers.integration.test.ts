import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Lease } from "@/lib/core/desired";
import { engineName, LABEL } from "@/lib/core/labels";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { eventually, freePort, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import { createDockerEngine } from "./docker";
import { brokenInvariants, type ContainerShape } from "./invariants";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

const sleeper = { image: "spindle/shell:1" };
const problem = (code: string, data: object = {}) => ({ problem: { code, data: expect.objectContaining(data) } });
const lease = (port: number, index = 1): Lease => ({ port, protocol: "tcp", target: 8080, index, portSet: 0 });
const web = { ports: [{ target: 8080, protocol: "tcp" as const, published: null }] };

/** The first target generation, which every service of these tests has. */
function targetOf(service: ReturnType<typeof makeService>) {
  if (service.target === null) throw new Error("the service has no target");
  return service.target;
}

describe("the life of a container", () => {
  test("it is made, answers on its leased port, stops, starts again and goes", async () => {
    const port = await freePort();
    const { ids } = await live.run(web, 1, { leases: [lease(port)] });
    const [id = ""] = ids;
    const answer = await eventually(
      () =>
        fetch(`http://127.0.0.1:${port}/version`).then(
          (response) => response.text(),
          () => "",
        ),
      (text) => text !== "",
    );
    expect(answer).toBe("v1\n");
    expect(await live.engine.isPortFree(port, "tcp")).toBe(false);
    await eventually(
      () => live.engine.inspect(id),
      (seen) => seen?.health === "healthy",
    );
    expect(await live.engine.inspect(id)).toMatchObject({
      state: "running",
      exitCode: null,
      error: null,
      index: 1,
      generation: 1,
      revision: 1,
      serviceId: "id-of-web",
      ports: [{ target: 8080, protocol: "tcp", published: port }],
    });
    await live.engine.start(id);
    await live.engine.stop(id, 2);
    await live.engine.stop(id, 2);
    const stopped = await live.engine.inspect(id);
    expect(stopped).toMatchObject({ state: "exited", health: "none", healthySince: null, exitCode: 0 });
    expect(await live.engine.isPortFree(port, "tcp")).toBe(true);
    await live.engine.start(id);
    await live.engine.restart(id, 2);
    expect(await live.engine.inspect(id)).toMatchObject({ state: "running", restartCount: 0 });
    await live.engine.remove(id);
    await live.engine.remove(id);
    expect(await live.engine.inspect(id)).toBeNull();
  });

  test("the engine made what was promised", async () => {
    const { ids, stack } = await live.run({
      ...sleeper,
      environment: { PASSWORD: "hunter2" },
      mounts: [
        { type: "anonymous", target: "/cache", readOnly: false },
        { type: "tmpfs", target: "/scratch", sizeBytes: 1024 * 1024 },
      ],
      networks: [
        { name: "default", aliases: [] },
        { name: "back", aliases: ["other"] },
      ],
    });
    const [id = ""] = ids;
    const info = await live.outside.getContainer(id).inspect();
    const labels = { ...info.Config.Labels, [LABEL.stack]: stack.id };
    const wanted: ContainerShape = { labels, host: { NetworkMode: engineName.network(stack.id, "default"), PortBindings: {} } };
    expect(brokenInvariants({ labels: info.Config.Labels, host: info.HostConfig, config: info.Config }, wanted)).toEqual([]);
    expect(Object.keys(info.NetworkSettings.Networks).sort()).toEqual(["back", "default"].map((name) => engineName.network(stack.id, name)));
    const seen = await live.engine.inspect(id);
    expect(seen?.anonymousVolumes).toEqual([{ name: expect.stringMatching(/^[0-9a-f]{64}$/), target: "/cache" }]);
    const described = JSON.stringify(await live.engine.describe(id));
    expect(described).toContain("PASSWORD=…");
    expect(described).not.toContain("hunter2");
    await live.engine.remove(id);
    const volume = seen?.anonymousVolumes[0]?.name ?? "";
    await expect(live.outside.getVolume(volume).inspect()).rejects.toMatchObject({ statusCode: 404 });
  });

  test("the service name answers for every copy, web-2 for one, and only inside the stack", async () => {
    const { ids } = await live.run({}, 3);
    const ask = (name: string) => output(ids[0] ?? "", ["nslookup", name]);
    const addresses = await Promise.all(
      ids.map(async (id) => Object.values((await live.outside.getContainer(id).inspect()).NetworkSettings.Networks)[0]?.IPAddress),
    );
    const all = await ask("web");
    for (const address of addresses) expect(all).toContain(address);
    expect(await ask("web-2")).toContain(addresses[1]);
    const { ids: others } = await live.run(sleeper);
    expect(await output(others[0] ?? "", ["nslookup", "web-2"])).not.toContain(addresses[1]);
  });
});

/** Output of a command in a container, as somebody at the host's shell would get it. */
async function output(id: string, Cmd: string[]): Promise<string> {
  const exec = await live.outside.getContainer(id).exec({ Cmd, AttachStdout: true, AttachStderr: true, Tty: true });
  let said = "";
  for await (const chunk of await exec.start({ Tty: true })) said += String(chunk);
  return said;
}

describe("failures have names", () => {
  test.each([
    ["a command that is not there", { ...sleeper, init: false, command: ["nope"] }, problem("COMMAND_NOT_FOUND", { command: "nope" })],
    ["a command that cannot be run", { ...sleeper, init: false, command: ["/tmp"] }, problem("COMMAND_NOT_EXECUTABLE", { command: "/tmp" })],
    ["a user that is not there", { ...sleeper, user: "nobodyx" }, problem("NO_SUCH_USER", { user: "nobodyx" })],
    ["a working directory that is a file", { ...sleeper, workingDir: "/bin/busybox" }, problem("WORKING_DIR_INVALID", { path: "/bin/busybox" })],
    ["an image that is not here", { image: "spindle/no-such-image:1" }, problem("IMAGE_NOT_FOUND", { image: "spindle/no-such-image:1" })],
  ])("%s", async (_title, changes, expected) => {
    await expect(live.run(changes)).rejects.toMatchObject(expected);
  });

  test("a port that another process holds", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(live.run(web, 1, { leases: [lease(port)] })).rejects.toMatchObject(problem("PORT_IN_USE", { port }));
    await new Promise((resolve) => server.close(resolve));
  });

  test("a port that another container holds", async () => {
    const port = await freePort();
    await live.run(web, 1, { leases: [lease(port)] });
    await expect(live.run(web, 1, { leases: [lease(port)] })).rejects.toMatchObject(problem("PORT_IN_USE", { port }));
  });

  test("an image that no registry gives", async () => {
    const options = { always: false, onProgress: () => undefined, signal: new AbortController().signal };
    const code = expect.stringMatching(/^(?:IMAGE_NOT_FOUND|IMAGE_DENIED|REGISTRY_UNREACHABLE)$/);
    await expect(live.engine.pull("127.0.0.1:9/spindle/none:1", options)).rejects.toMatchObject({ problem: { code } });
    expect(await live.engine.pull("spindle/demo:v1", options)).toEqual({ imageId: expect.stringMatching(/^sha256:/), digest: null });
  });

  test("memory that runs out", async () => {
    const { ids } = await live.run({ image: "spindle/oom:1", memoryBytes: 16 * 1024 * 1024 });
    const seen = await eventually(
      () => live.engine.inspect(ids[0] ?? ""),
      (container) => container?.state === "exited",
    );
    expect(seen).toMatchObject({ oomKilled: true, exitCode: 137 });
  });

  test("an engine that is not there", async () => {
    const away = createDockerEngine({ endpoint: "unix:///tmp/no-such-engine.sock", instanceId: "x" });
    await expect(away.ping()).rejects.toMatchObject(problem("ENGINE_UNREACHABLE", { endpoint: "unix:///tmp/no-such-engine.sock" }));
    await expect(away.events(new AbortController().signal)[Symbol.asyncIterator]().next()).rejects.toMatchObject(problem("ENGINE_UNREACHABLE"));
  });
});

describe("what is not ours", () => {
  test("a container of our name is neither used nor changed", async () => {
    const service = makeService(makeSpec(sleeper));
    const stack = makeDesiredStack([service], { id: `${live.instanceId}-decoy` });
    const name = engineName.container(stack.id, "web", 1, 1);
    const decoy = await live.outside.createContainer({ name, Image: "spindle/shell:1", HostConfig: { NetworkMode: "none" } });
    try {
      await live.engine.createNetwork(stack, "default", false);
      await expect(live.engine.create(stack, service, targetOf(service), 1)).rejects.toMatchObject(problem("FOREIGN_OBJECT", { kind: "container", name }));
      await expect(live.engine.remove(decoy.id)).rejects.toMatchObject(problem("FOREIGN_OBJECT"));
      await expect(live.engine.describe(decoy.id)).rejects.toMatchObject(problem("NOT_FOUND"));
      expect(await live.engine.inspect(decoy.id)).toBeNull();
      expect((await decoy.inspect()).State.Status).toBe("created");
    } finally {
      await decoy.remove({ force: true });
    }
  });

  test("nor are volumes and networks", async () => {
    const mounts = [{ type: "volume" as const, source: "data", target: "/data", readOnly: false }];
    const service = makeService(makeSpec({ ...sleeper, mounts }));
    const stack = makeDesiredStack([service], { id: `${live.instanceId}-decoys` });
    await live.outside.createVolume({ Name: engineName.volume(stack.id, "data") });
    const network = await live.outside.createNetwork({ Name: engineName.network(stack.id, "default") });
    try {
      await expect(live.engine.createVolume(stack, "data")).rejects.toMatchObject(problem("FOREIGN_OBJECT", { kind: "volume" }));
      await expect(live.engine.removeVolume(stack.id, "data")).rejects.toMatchObject(problem("FOREIGN_OBJECT", { kind: "volume" }));
      await expect(live.engine.createNetwork(stack, "default", false)).rejects.toMatchObject(problem("FOREIGN_OBJECT", { kind: "network" }));
      await expect(live.engine.create(stack, service, targetOf(service), 1)).rejects.toMatchObject(problem("FOREIGN_OBJECT"));
    } finally {
      await network.remove();
      await live.outside.getVolume(engineName.volume(stack.id, "data")).remove();
    }
  });

  test("our own leftover is made anew, and one that runs is kept", async () => {
    const service = makeService(makeSpec(sleeper));
    const stack = makeDesiredStack([service], { id: `${live.instanceId}-leftover` });
    await live.engine.createNetwork(stack, "default", true);
    await live.engine.createNetwork(stack, "default", true);
    expect((await live.outside.getNetwork(engineName.network(stack.id, "default")).inspect()).Internal).toBe(true);
    const first = (await live.engine.create(stack, service, targetOf(service), 1)).id;
    const second = (await live.engine.create(stack, service, targetOf(service), 1)).id;
    expect(second).not.toBe(first);
    await live.engine.start(second);
    expect(await live.engine.create(stack, service, targetOf(service), 1)).toMatchObject({ id: second, state: "running" });
    await live.engine.remove(second);
    await live.engine.removeNetwork(stack.id, "default");
    await live.engine.removeNetwork(stack.id, "default");
  });
});
