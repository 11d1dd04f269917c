import type { ContainerInspectInfo } from "dockerode";
import fc from "fast-check";
import { expect, test } from "vitest";
import { GRANTABLE_CAPABILITIES } from "@/lib/core/policy";
import { debugOptions } from "./debug-spec";
import { brokenInvariants } from "./invariants";

const ID = "a".repeat(64);
const MiB = 1024 * 1024;

/** Containers as the engine may describe them, also such as no Spindle made. */
const target = fc
  .record({
    memory: fc.integer({ min: 0, max: 64 * 1024 * MiB }),
    cpus: fc.oneof(
      fc.record({ NanoCpus: fc.integer({ min: 1, max: 64e9 }) }),
      fc.record({ CpuQuota: fc.integer({ min: 1000, max: 6_400_000 }), CpuPeriod: fc.constant(100_000) }),
    ),
    pids: fc.integer({ min: 0, max: 4096 }),
    caps: fc.subarray([...GRANTABLE_CAPABILITIES, "CAP_CHOWN", "SYS_ADMIN", "CAP_SYS_PTRACE", "ALL"]),
    groups: fc.array(fc.constantFrom("100", "docker", "0", "71999")),
    host: fc.constantFrom(
      {},
      { Binds: ["/:/host"] },
      { Privileged: true },
      { Devices: [{ PathOnHost: "/dev/sda" }] },
      { VolumesFrom: ["x"] },
      { IpcMode: "host" },
    ),
  })
  .map(({ memory, cpus, pids, caps, groups, host }) => ({
    Id: ID,
    Config: { Labels: { "io.spindle.instance": "i", "io.spindle.stack": "s1", "io.spindle.service": "web", "io.spindle.owner": "ada" } },
    HostConfig: { Memory: memory, ...cpus, PidsLimit: pids, CapAdd: caps, GroupAdd: groups, ...host },
  }));

test("a helper has never more than the container it stands beside, nothing of the host, and keeps every promise", () => {
  fc.assert(
    fc.property(target, (seen) => {
      const { options, shape } = debugOptions(seen as unknown as ContainerInspectInfo, "sha256:x", { uid: 1000, gid: 1001 });
      const { HostConfig: host, Labels: labels = {} } = options;
      expect(brokenInvariants(shape, shape)).toEqual([]);
      const bare = seen.HostConfig.CapAdd.map((name) => name.replace("CAP_", ""));
      expect((host.CapAdd as string[]).every((name) => bare.includes(name) && GRANTABLE_CAPABILITIES.includes(name))).toBe(true);
      if (seen.HostConfig.Memory > 0) expect(host.Memory).toBeLessThanOrEqual(seen.HostConfig.Memory);
      if (seen.HostConfig.PidsLimit > 0) expect(host.PidsLimit).toBeLessThanOrEqual(seen.HostConfig.PidsLimit);
      expect(options.User).toBe("1000:1001");
      expect([host.ReadonlyRootfs, host.AutoRemove, host.PidMode, host.NetworkMode]).toEqual([true, true, `container:${ID}`, `container:${ID}`]);
      expect(host.Mounts?.map(({ Type }) => Type)).toEqual(["tmpfs"]);
      // Without a service nothing takes it for one of a service's containers.
      expect(Object.keys(labels).filter((label) => /service|generation|number/.test(label))).toEqual([]);
      expect(labels["io.spindle.debug"]).toBe(ID);
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["another container's processes", { PidMode: `container:${"b".repeat(64)}` }, ["own process namespace"]],
  ["the host's processes", { PidMode: "host" }, ["own process namespace"]],
  ["another network", { NetworkMode: `container:${"b".repeat(64)}` }, ["own process namespace", "network of its own stack"]],
  ["a volume", { Mounts: [{ Type: "volume", Source: "v", Target: "/v" }] }, ["no host directories but granted ones"]],
  ["a directory of the host", { Binds: ["/:/host"] }, ["no host directories but granted ones"]],
])("a helper with %s is seen", (_what, change, broken) => {
  const seen = { Id: ID, Config: { Labels: {} }, HostConfig: {} };
  const { shape } = debugOptions(seen as unknown as ContainerInspectInfo, "sha256:x", { uid: 0, gid: 0 });
  expect(brokenInvariants({ labels: shape.labels, host: { ...shape.host, ...change } as typeof shape.host }, shape)).toEqual(broken);
});
