import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MountSpec } from "@/lib/core/spec";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";

let live: LiveEngine;
let home: string;
let root: string;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
  home = realpathSync(mkdtempSync(join(tmpdir(), "spindle-grant-")));
  root = join(home, "granted");
  for (const [folder, word] of [
    [join(root, "mine"), "inside"],
    [join(home, "outside"), "outside"],
    [join(home, "granted-too"), "outside"],
  ] as const) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "which"), word);
  }
});
afterAll(async () => {
  await live.clean();
  rmSync(home, { recursive: true, force: true });
});

const bind = (source: string, readOnly = true): MountSpec => ({ type: "bind", source, root, target: "/data", readOnly });
const sharing = (mount: MountSpec) => ({ image: "spindle/shell:1", user: "1000:1000", capabilities: ["NET_BIND_SERVICE"], mounts: [mount], networks: [] });
const refused = (reason: string) => ({ problem: { code: "HOST_DIRECTORY_REFUSED", data: expect.objectContaining({ reason }) } });

async function read(id: string): Promise<string> {
  const exec = await live.outside.getContainer(id).exec({ Cmd: ["cat", "/data/which"], AttachStdout: true, AttachStderr: true, Tty: true });
  let said = "";
  for await (const bytes of await exec.start({ Tty: true })) said += String(bytes);
  return said.trim();
}
async function create(mount: MountSpec): Promise<string> {
  const service = makeService(makeSpec(sharing(mount)));
  const stack = makeDesiredStack([service], { id: `${live.instanceId}-${Math.random().toString(36).slice(2, 8)}` });
  return (await live.engine.create(stack, service, service.target as NonNullable<typeof service.target>, 1)).id;
}

describe("a granted directory of the host", () => {
  test("is mounted as it is, for its owner, without the engine restarting it by itself", async () => {
    const { ids } = await live.run(sharing(bind(join(root, "mine"))));
    const info = await live.outside.getContainer(ids[0] ?? "").inspect();
    expect(await read(ids[0] ?? "")).toBe("inside");
    expect(info.Mounts).toMatchObject([{ Type: "bind", Source: join(root, "mine"), Destination: "/data", RW: false, Propagation: "rprivate" }]);
    expect([info.HostConfig.CapAdd, info.HostConfig.RestartPolicy?.Name, info.Config.User]).toEqual([["NET_BIND_SERVICE"], "no", "1000:1000"]);
  });

  test("that is a link, lies behind one, or is not there is not mounted, and nothing is left of the try", async () => {
    symlinkSync(join(home, "outside"), join(root, "link"));
    mkdirSync(join(home, "outside", "deep"));
    const before = (await live.outside.listContainers({ all: true, filters: { label: [`io.spindle.instance=${live.instanceId}`] } })).length;
    await expect(create(bind(join(root, "link")))).rejects.toMatchObject(refused("symlink"));
    await expect(create(bind(join(root, "link", "deep")))).rejects.toMatchObject(refused("symlink"));
    await expect(create(bind(join(root, "none")))).rejects.toMatchObject(refused("missing"));
    await expect(create(bind(join(home, "granted-too")))).rejects.toMatchObject(refused("symlink"));
    expect((await live.outside.listContainers({ all: true, filters: { label: [`io.spindle.instance=${live.instanceId}`] } })).length).toBe(before);
  });

  test("swapped for a link after the check is not started with", async () => {
    const id = await create(bind(join(root, "mine")));
    renameSync(join(root, "mine"), join(root, "kept"));
    symlinkSync(join(home, "outside"), join(root, "mine"));
    await expect(live.engine.start(id)).rejects.toMatchObject(refused("symlink"));
    expect((await live.outside.getContainer(id).inspect()).State.Status).toBe("created");
    rmSync(join(root, "mine"));
    renameSync(join(root, "kept"), join(root, "mine"));
    await live.engine.start(id);
    expect(await read(id)).toBe("inside");
  });

  test("swapped back and forth all the time: nothing goes on running that sees the outside", async () => {
    const [mine, kept, link] = [join(root, "mine"), join(root, "kept"), join(root, "flip")];
    symlinkSync(join(home, "outside"), link);
    let swapped = false;
    const flip = () => {
      if (swapped) {
        renameSync(mine, link);
        renameSync(kept, mine);
      } else {
        renameSync(mine, kept);
        renameSync(link, mine);
      }
      swapped = !swapped;
    };
    const timer = setInterval(flip, 3);
    const seen: string[] = [];
    try {
      for (let round = 0; round < 16; round += 1) {
        const id = await create(bind(mine)).catch(() => null);
        if (id === null) continue;
        const started = await live.engine.start(id).then(
          () => true,
          () => false,
        );
        const { State } = await live.outside.getContainer(id).inspect();
        if (State.Running) seen.push(await read(id));
        expect(State.Running).toBe(started);
      }
    } finally {
      clearInterval(timer);
      if (swapped) flip();
    }
    expect(seen.filter((word) => word !== "inside")).toEqual([]);
  });
});
