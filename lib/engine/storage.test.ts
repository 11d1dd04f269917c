import type Docker from "dockerode";
import { expect, test } from "vitest";
import type { EngineCall } from "./deadline";
import { measuring, storageOf } from "./storage";

type Inspected = Parameters<typeof storageOf>[0];

test("every way in which a container gets a writable path is told, also what the list of mounts leaves out", () => {
  const { mounts, readOnlyRoot } = storageOf({
    Mounts: [
      { Type: "bind", Source: "/global/als", Destination: "/results", RW: true },
      { Type: "bind", Source: "/run/spindle/secrets/1", Destination: "/run/secrets", RW: false },
      { Type: "volume", Name: "spindle-1-data", Source: "/var/lib/docker/volumes/x", Destination: "/data", RW: true },
      { Type: "volume", Name: "0".repeat(64), Source: "/var/lib/docker/volumes/y", Destination: "/cache", RW: true },
      { Type: "tmpfs", Source: "", Destination: "/fast", RW: true },
    ],
    HostConfig: {
      ReadonlyRootfs: true,
      Mounts: [{ Type: "tmpfs", Source: "", Target: "/fast", TmpfsOptions: { SizeBytes: 1024, Mode: 0o1777 } }],
      Tmpfs: { "/owned": "size=2048,mode=700,uid=1000", "/unlimited": "mode=1777,gid=5" },
    },
  } as unknown as Inspected);
  expect(readOnlyRoot).toBe(true);
  expect(mounts.map(({ kind, path, engineName, readOnly, limitBytes }) => [path, kind, engineName, readOnly, limitBytes])).toEqual([
    ["/cache", "anonymous", "0".repeat(64), false, null],
    ["/data", "volume", "spindle-1-data", false, null],
    ["/dev/shm", "tmpfs", null, false, 64 * 1024 * 1024],
    ["/fast", "tmpfs", null, false, 1024],
    ["/owned", "tmpfs", null, false, 2048],
    ["/results", "host", "/global/als", false, null],
    ["/run/secrets", "host", "/run/spindle/secrets/1", true, null],
    ["/unlimited", "tmpfs", null, false, null],
  ]);
});

test("sizes are remembered for those who look, and measured anew for one who asks again, at most every five seconds", async () => {
  let now = 0;
  let walks = 0;
  const docker = {
    getContainer: () => ({ inspect: async () => ({ SizeRw: ++walks }) }),
    df: async () => ({ Volumes: [{ Name: "data", UsageData: { Size: ++walks } }] }),
  } as unknown as Docker;
  const call: EngineCall = (_about, ask) => ask(new AbortController().signal);
  const measure = measuring(docker, call, () => now);
  const sizes = async (again?: boolean) => {
    const { layers, volumes, measuredAt } = await measure(["web"], ["data"], again);
    return [layers.web, volumes.data, measuredAt];
  };
  expect(await sizes()).toEqual([1, 2, 0]);
  now = 4_000;
  expect(await sizes(true)).toEqual([1, 2, 0]);
  now = 20_000;
  expect(await sizes()).toEqual([1, 2, 0]);
  expect(await sizes(true)).toEqual([3, 4, 20_000]);
  expect(await sizes()).toEqual([3, 4, 20_000]);
});
