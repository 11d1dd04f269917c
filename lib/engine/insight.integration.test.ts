import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageToPull } from "@/lib/core/desired";
import { engineName } from "@/lib/core/labels";
import { makeSpec } from "@/lib/testing/desired";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { tinyRegistry } from "../../e2e/pages/tiny-registry";
import { makeImages } from "../../scripts/images/make";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

const problem = (code: string) => expect.objectContaining({ problem: expect.objectContaining({ code }) });

describe("images", () => {
  test("say what they are, by name and by id", async () => {
    const facts = await live.engine.image("spindle/keeper:1");
    expect(facts).toMatchObject({
      volumes: ["/data"],
      exposed: ["8080/tcp"],
      digest: null,
      healthcheck: ["CMD", "/bin/demo", "health"],
      command: ["/bin/demo", "serve"],
    });
    expect(await live.engine.image(facts?.id ?? "")).toBe(facts);
    expect(await live.engine.image("spindle/shell:1")).toMatchObject({ volumes: [], exposed: [], healthcheck: null });
  });

  test("that are not here are unknown, and so is a registry that does not answer", async () => {
    expect(await live.engine.image("spindle/nothing:1")).toBeNull();
    await expect(live.engine.registryDigest("127.0.0.1:1/lab/web:1")).rejects.toEqual(problem("REGISTRY_UNREACHABLE"));
  });
});

test("a registry says which digest a name has now, and exactly that can be pulled", async () => {
  const registry = await tinyRegistry(live.outside, "spindle/demo:v1");
  try {
    registry.release();
    const digest = await live.engine.registryDigest(registry.image);
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(await live.engine.image(registry.image)).toBeNull();
    const pinned = imageToPull({ spec: makeSpec({ image: registry.image }), wantedDigest: digest });
    const pulled = await live.engine.pull(pinned, { always: false, onProgress: () => {}, signal: AbortSignal.timeout(20_000) });
    expect(pulled.digest).toBe(digest);
    expect(await live.engine.image(pinned)).toMatchObject({ id: pulled.imageId, digest, exposed: ["8080/tcp"] });
    await live.outside.getImage(pinned).remove();
    await expect(live.engine.registryDigest(`${registry.host}/lab/nothing:1`)).rejects.toEqual(problem("IMAGE_NOT_FOUND"));
  } finally {
    await registry.close();
  }
});

describe("storage", () => {
  test("is what the engine mounted, and its size is what was written", async () => {
    const { stack, service, ids } = await live.run({
      name: "db",
      image: "spindle/keeper:1",
      mounts: [
        { type: "volume", source: "named", target: "/named", readOnly: false },
        { type: "tmpfs", target: "/fast", sizeBytes: 1024 * 1024 },
      ],
    });
    const [id = ""] = ids;
    expect(service.name).toBe("db");
    const named = engineName.volume(stack.id, "named");
    const { mounts, readOnlyRoot } = await live.engine.storage(id);
    const anonymous = mounts.find(({ kind }) => kind === "anonymous");
    expect(readOnlyRoot).toBe(false);
    expect(mounts).toEqual([
      { kind: "anonymous", path: "/data", engineName: expect.stringMatching(/^[0-9a-f]{64}$/), readOnly: false, limitBytes: null },
      { kind: "tmpfs", path: "/dev/shm", engineName: null, readOnly: false, limitBytes: 64 * 1024 * 1024 },
      { kind: "tmpfs", path: "/fast", engineName: null, readOnly: false, limitBytes: 1024 * 1024 },
      { kind: "volume", path: "/named", engineName: named, readOnly: false, limitBytes: null },
    ]);
    const exec = await live.outside.getContainer(id).exec({
      Cmd: ["sh", "-c", "dd if=/dev/zero of=/data/a bs=1k count=100; dd if=/dev/zero of=/named/b bs=1k count=200; dd if=/dev/zero of=/c bs=1k count=300"],
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({});
    stream.resume();
    await new Promise((ended) => stream.on("end", ended));
    const volumes = [anonymous?.engineName ?? "", named, "not-there"];
    const sizes = await live.engine.measure([id, "0".repeat(64)], volumes);
    expect(sizes.volumes).toEqual({ [volumes[0] ?? ""]: 100 * 1024, [named]: 200 * 1024, "not-there": null });
    expect(sizes.layers[id]).toBeGreaterThanOrEqual(300 * 1024);
    expect(sizes.layers["0".repeat(64)]).toBeNull();
  });

  test("of a container that is not ours is not told", async () => {
    const foreign = await live.outside.createContainer({ Image: "spindle/shell:1" });
    await expect(live.engine.storage(foreign.id)).rejects.toEqual(problem("NOT_FOUND"));
    await foreign.remove();
  });
});
