import { afterAll, beforeAll, expect, test } from "vitest";
import { LABEL } from "@/lib/core/labels";
import { createDockerEngine } from "@/lib/engine/docker";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";
import type { DebugShell } from "./port";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
}, 60_000);
afterAll(() => live.clean());

const IMAGE = "spindle/shell:1";
const open = (id: string, userId = "u", image = IMAGE) => live.engine.debugShell(id, { image, userId, shell: "sh", cols: 200, rows: 50 });

const helpersOf = async (id: string) => (await live.outside.listContainers({ all: true, filters: { label: [`${LABEL.debug}=${id}`] } })).map(({ Id }) => Id);
const gone = (id: string) =>
  eventually(
    () => helpersOf(id),
    (found) => found.length === 0,
  );

/** Reads along for as long as the shell is open; the answer types a line and says what came back. */
function talk({ session }: DebugShell): (line: string) => Promise<string> {
  let said = "";
  void (async () => {
    for await (const bytes of session.output) said += bytes.toString();
  })();
  return async (line) => {
    const from = said.length;
    session.write(Buffer.from(`${line}; echo; echo "en""d"\n`));
    await eventually(
      () => said.slice(from),
      (text) => /\nend\r?\n/.test(text),
    );
    return said.slice(from).replaceAll("\r", "");
  };
}

test("a container without a shell is looked at from beside it, with its processes and network, and no right that it lacks", async () => {
  const { ids } = await live.run({
    image: "spindle/noshell:1",
    user: "1000:1001",
    capabilities: ["NET_BIND_SERVICE"],
    memoryBytes: 64 * 1024 * 1024,
    pids: 64,
  });
  const [id = ""] = ids;
  const opened = await open(id);
  const [helper = ""] = await helpersOf(id);
  const target = await live.outside.getContainer(id).inspect();
  const made = await live.outside.getContainer(helper).inspect();
  expect(made.HostConfig).toMatchObject({
    ...{ Privileged: false, PidMode: `container:${id}`, NetworkMode: `container:${id}`, IpcMode: "private", UsernsMode: "", UTSMode: "", Binds: null },
    ...{ ReadonlyRootfs: true, CapDrop: ["ALL"], SecurityOpt: ["no-new-privileges"], AutoRemove: true, Memory: 64 * 1024 * 1024, PidsLimit: 64 },
  });
  expect(made.HostConfig.CapAdd ?? []).toEqual(target.HostConfig.CapAdd ?? []);
  expect(made.Config.User).toBe("1000:1001");
  expect(made.Mounts.map(({ Type, Destination }) => `${Type} ${Destination}`)).toEqual(["tmpfs /tmp"]);
  const ask = talk(opened);
  const processes = await ask(
    "grep -E 'Uid|Gid|CapPrm|CapEff|CapBnd|NoNewPrivs|Seccomp:' /proc/1/status | tr '\\n' ' '; echo; grep -E 'Uid|Gid|CapPrm|CapEff|CapBnd|NoNewPrivs|Seccomp:' /proc/$$/status | tr '\\n' ' '",
  );
  const [one, other] = [...processes.matchAll(/Uid:.*/g)].map(([line]) => line.trim()).slice(-2);
  expect(one).toMatch(/Uid:\s+1000\s+1000.*CapEff:\s+0+\s.*NoNewPrivs:\s+1/);
  expect(other).toBe(one);
  // What the service itself could reach, under its own user; nothing is mounted from elsewhere, and nothing can be.
  expect(await ask("ls /proc/1/root/bin")).toMatch(/^demo$/m);
  expect(await ask("cat /proc/1/root/proc/1/environ | tr '\\0' '\\n' | grep VERSION")).toContain("VERSION=noshell");
  const tries = [
    "mount -t tmpfs x /tmp",
    "touch /x",
    "touch /proc/1/root/bin/x",
    "sh -c 'echo 1 > /proc/sys/kernel/hostname'",
    "mknod /tmp/d b 8 0",
    "unshare -r true",
    "chroot / true",
  ];
  for (const attempt of tries) expect(await ask(`${attempt} 2>/dev/null && echo "do""ne"`)).not.toMatch(/^done$/m);
  expect(await ask("wget -qO- http://127.0.0.1:8080/ >/dev/null 2>&1; cat /proc/net/tcp | grep -c :1F90; hostname")).toMatch(/^[1-9]/m);
  // To everything that counts or repairs services it is not there.
  expect(await live.engine.inspect(helper)).toBeNull();
  const seen = await live.engine.snapshot();
  expect([seen.containers.some((one) => one.id === helper), seen.foreign.some(({ name }) => name.includes("debug"))]).toEqual([false, false]);
  expect(await helpersOf(id)).toEqual([helper]);
  // Not Spindle's own loops either: the snapshot just taken would have swept a stranger's.
  await opened.session.close();
  await gone(id);
  expect((await live.outside.getContainer(id).top()).Processes.length).toBeLessThanOrEqual(2);
}, 60_000);

test("a person has one helper a container, however many shells; it goes with the last, or with another image", async () => {
  const [id = ""] = (await live.run({ image: "spindle/noshell:1" })).ids;
  const [first, second] = await Promise.all([open(id), open(id)]);
  const other = await open(id, "somebody else");
  expect((await helpersOf(id)).length).toBe(2);
  await first.session.close();
  expect((await helpersOf(id)).length).toBe(2);
  await second.session.close();
  await eventually(
    () => helpersOf(id),
    (found) => found.length === 1,
  );
  await other.session.close();
  await gone(id);
}, 60_000);

test("it goes when its container stops, and its shell ends", async () => {
  const [id = ""] = (await live.run({ image: "spindle/noshell:1" })).ids;
  const opened = await open(id);
  const { session } = opened;
  talk(opened);
  await live.engine.stop(id, 1);
  await session.exitCode;
  await gone(id);
  await session.close();
}, 60_000);

test("one that a killed Spindle left is swept at the first look, and another's is not", async () => {
  const [id = ""] = (await live.run({ image: "spindle/noshell:1" })).ids;
  const { session } = await open(id);
  const [helper = ""] = await helpersOf(id);
  const left = await live.outside.createContainer({
    name: `spindle-debug-left-${live.instanceId}`,
    Image: IMAGE,
    Labels: { [LABEL.instance]: live.instanceId, [LABEL.debug]: id },
  });
  await left.start();
  // Another Spindle on the same engine has no business with either.
  await createDockerEngine({ endpoint: process.env.DOCKER_HOST || DEFAULT_ENDPOINT, instanceId: `${live.instanceId}-other` }).snapshot();
  expect((await helpersOf(id)).length).toBe(2);
  await live.engine.snapshot();
  await eventually(
    () => helpersOf(id),
    (found) => found.length === 1,
  );
  expect(await helpersOf(id)).toEqual([helper]);
  await session.close();
  await gone(id);
}, 60_000);

test("an image without a shell, one with volumes and one that is nowhere say so, and leave nothing", async () => {
  const [id = ""] = (await live.run({ image: "spindle/noshell:1" })).ids;
  await expect(open(id, "u", "spindle/noshell:1")).rejects.toMatchObject({ problem: { code: "DEBUG_IMAGE_REFUSED", data: { reason: "no-shell" } } });
  await expect(open(id, "u", "spindle/keeper:1")).rejects.toMatchObject({ problem: { code: "DEBUG_IMAGE_REFUSED", data: { reason: "volumes" } } });
  await expect(open(id, "u", "127.0.0.1:1/nothing/here:1")).rejects.toMatchObject({ problem: { code: "REGISTRY_UNREACHABLE" } });
  await gone(id);
}, 60_000);
