import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import { makeDesiredStack, makeGeneration, makeService, makeSpec } from "@/lib/testing/desired";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

const MiB = 1024 * 1024;
const sleeper = { image: "spindle/shell:1" };
const hook = (...command: string[]) => ({ command, environment: { WORD: "beam" }, workingDir: "/tmp" });

const ask = (id: string, script: string) => live.ask(id, script);

async function runOne(changes: Partial<ServiceSpec>): Promise<string> {
  const { ids } = await live.run({ ...sleeper, ...changes });
  return ids[0] ?? "";
}

test("names, groups, limits and kernel settings hold inside the container", async () => {
  const id = await runOne({
    hostname: "web.beam",
    domainname: "lbl.gov",
    extraHosts: [
      { name: "db.site", address: "10.0.0.7" },
      { name: "six.site", address: "fd00::7" },
    ],
    dns: ["10.9.9.9"],
    dnsSearch: ["lbl.gov"],
    dnsOptions: ["ndots:3"],
    groupAdd: ["1234", "8"],
    ulimits: [{ name: "nofile", soft: 1000, hard: 2000 }],
    sysctls: { "net.ipv4.tcp_syncookies": "0", "net.ipv4.ip_unprivileged_port_start": "1000" },
    expose: ["3000/tcp"],
    platform: "linux/amd64",
  });
  const said = await ask(id, "ulimit -Sn; ulimit -Hn; id -G; cat /proc/sys/net/ipv4/tcp_syncookies /proc/sys/net/ipv4/ip_unprivileged_port_start; hostname");
  expect(said.slice(0, 2)).toEqual(["1000", "2000"]);
  expect(said[2]?.split(" ")).toEqual(expect.arrayContaining(["1234", "8"]));
  expect(said.slice(3)).toEqual(["0", "1000", "web.beam"]);
  const files = (await ask(id, "cat /etc/hosts /etc/resolv.conf")).map((line) => line.replace(/\s+/g, " "));
  expect(files).toEqual(expect.arrayContaining(["10.0.0.7 db.site", "fd00::7 six.site", "search lbl.gov", expect.stringContaining("ndots:3")]));
  const { Config, HostConfig } = await live.outside.getContainer(id).inspect();
  expect(HostConfig.Dns).toEqual(["10.9.9.9"]);
  expect([Object.keys(Config.ExposedPorts ?? {}), Config.Domainname]).toEqual([expect.arrayContaining(["3000/tcp"]), "lbl.gov"]);
});

test("memory, swap and processor time are set as asked", async () => {
  const id = await runOne({ memoryBytes: 64 * MiB, memorySwapBytes: 96 * MiB, memorySwappiness: 10, cpuShares: 512, cpuPeriod: 50_000, cpus: 0.25 });
  const { HostConfig } = await live.outside.getContainer(id).inspect();
  expect(HostConfig).toMatchObject({ Memory: 64 * MiB, MemorySwap: 96 * MiB, CpuShares: 512, CpuPeriod: 50_000, CpuQuota: 12_500, NanoCpus: 0 });
});

test("a memory file system has the owner, mode and size of the file", async () => {
  const id = await runOne({
    mounts: [
      { type: "tmpfs", target: "/own", sizeBytes: MiB, mode: 0o700, uid: 1000, gid: 7 },
      { type: "tmpfs", target: "/plain", sizeBytes: MiB, mode: 0o750 },
    ],
  });
  expect(await ask(id, "stat -c '%a %u %g' /own /plain; grep -c 'size=1024k' /proc/mounts; grep /own /proc/mounts | grep -c nosuid")).toEqual([
    "700 1000 7",
    "750 0 0",
    "2",
    "1",
  ]);
});

test("configs are there at the first start, with owner and mode, and stay through a restart", async () => {
  const content = "a = $1\nbeam: ÄÖ\n";
  const long = `/etc/${"deep/".repeat(30)}file.conf`;
  const id = await runOne({
    entrypoint: ["sh", "-c"],
    command: ["cp /etc/app/settings.conf /tmp/seen; exec sleep 1000"],
    configs: [
      { source: "settings", target: "/etc/app/settings.conf", content, uid: 1000, gid: 3_000_000, mode: 0o440 },
      { source: "long", target: long, content: "x".repeat(5000), uid: 0, gid: 0, mode: 0o444 },
      { source: "empty", target: "/empty", content: "", uid: 0, gid: 0, mode: 0o444 },
    ],
  });
  expect(await ask(id, `cat /tmp/seen; stat -c '%a %u %g %s' /etc/app/settings.conf ${long} /empty`)).toEqual([
    "a = $1",
    "beam: ÄÖ",
    "440 1000 3000000 18",
    "444 0 0 5000",
    "444 0 0 0",
  ]);
  await live.engine.restart(id, 1);
  expect(await ask(id, "cat /etc/app/settings.conf | head -1")).toEqual(["a = $1"]);
});

test("no network is no network, and a shared one is the very same", async () => {
  const alone = await runOne({ networkMode: "none", networks: [] });
  expect(await ask(alone, "ls /sys/class/net")).toEqual(["lo"]);

  const web = makeService(makeSpec(sleeper));
  const spec = makeSpec({ ...sleeper, name: "side", networkMode: { service: "web" }, networks: [] });
  const side = makeService(spec);
  const stack = makeDesiredStack([web, side], { id: `${live.instanceId}-shared` });
  await expect(live.engine.create(stack, side, makeGeneration(spec), 1)).rejects.toMatchObject({ problem: { code: expect.any(String) } });
  await live.engine.createNetwork(stack, "default", false);
  const host = (await live.engine.create(stack, web, makeGeneration(web.target?.spec ?? spec), 1)).id;
  await live.engine.start(host);
  const guest = (await live.engine.create(stack, side, makeGeneration(spec), 1)).id;
  await live.engine.start(guest);
  const address = (id: string) => ask(id, "ip -4 addr show eth0 | grep inet");
  expect(await address(guest)).toEqual(await address(host));
  expect((await live.outside.getContainer(guest).inspect()).HostConfig.NetworkMode).toBe(`container:${host}`);
});

test("the network of a container that is another stack's is never shared", async () => {
  const spec = makeSpec({ ...sleeper, name: "side", networkMode: { service: "web" }, networks: [] });
  const [web, side] = [makeService(makeSpec(sleeper)), makeService(spec)];
  const stack = makeDesiredStack([web, side], { id: `${live.instanceId}-foreign` });
  const foreign = await live.outside.createContainer({ name: `spindle-${stack.id}-web-g1-1`, Image: sleeper.image });
  try {
    await expect(live.engine.create(stack, side, makeGeneration(spec), 1)).rejects.toMatchObject({ problem: { code: "FOREIGN_OBJECT" } });
  } finally {
    await foreign.remove({ force: true });
  }
});

test("hooks run as the service's own user, where and with what the file says", async () => {
  const id = await runOne({ user: "1000:1000", environment: { OWN: "yes" } });
  await live.engine.runHook(id, hook("sh", "-c", 'echo "$(id -u) $PWD $WORD $OWN" > /tmp/hook'));
  expect(await ask(id, "cat /tmp/hook")).toEqual(["1000 /tmp beam yes"]);
  await expect(live.engine.runHook(id, hook("sh", "-c", "echo no database; exit 3"))).rejects.toMatchObject({
    problem: { code: "HOOK_FAILED", data: { container: "web-1", exitCode: 3, output: "no database" } },
  });
  await live.engine.stop(id, 1);
  await expect(live.engine.runHook(id, hook("true"))).rejects.toMatchObject({ problem: { code: "CONTAINER_NOT_RUNNING" } });
});
