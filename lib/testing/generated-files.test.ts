// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseCompose } from "@/lib/compose/parse-compose";
import { readWorld, type World } from "@/lib/compose/world";
import { SPIN_CAPABILITIES } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import { toContainerOptions } from "@/lib/engine/container-spec";
import { brokenInvariants } from "@/lib/engine/invariants";
import { makeDesiredStack, makeGeneration, makeService } from "@/lib/testing/desired";
import { WORLD } from "./attack-files";

const world = readWorld(WORLD) as World;

/** By attribute, what people write and what would be a way out, so that files are accepted and refused for every mixture of reasons. */
const LINES: Record<string, string[]> = {
  privileged: ["privileged: false", "privileged: false", "privileged: true", "privileged: ${YES}"],
  cap_add: ["cap_add: [CHOWN]", "cap_add: [NET_BIND_SERVICE]", "cap_add: [cap_kill]", "cap_add: [SYS_ADMIN]"],
  cap_drop: ["cap_drop: [ALL]", "cap_drop: [CHOWN, NET_RAW]"],
  security_opt: ["security_opt: ['no-new-privileges:true']", "security_opt: [seccomp:unconfined]"],
  namespaces: ["init: true", "pid: host", "ipc: host", "uts: host", "cgroup_parent: /x", "userns_mode: host"],
  network: ["networks: [back]", "networks: { back: { aliases: [b] }, default: }", "network_mode: none", "network_mode: host", "network_mode: bridge"],
  volumes: [
    ...["volumes: ['data:/data']", "volumes: [/cache]", "volumes: [{ type: tmpfs, target: /t, tmpfs: { size: 1m } }]", "volumes: ['/:/x']"],
    ...["user: '80115:80115'\nvolumes: ['/global/team:/x:ro']", "user: '80115:80115'\nvolumes: ['/global/team/scratch:/x']", "volumes: ['/global/team:/x']"],
  ],
  tmpfs: ["tmpfs: [/run]", "tmpfs: ['/run:size=1m,uid=7,mode=700']", "tmpfs: ['/run:size=900g']", "tmpfs: ['/proc/x']"],
  memory: ["mem_limit: 64m", "mem_limit: 1g\nmemswap_limit: 2g", "mem_limit: 2g", "mem_limit: -1", "deploy: { resources: { limits: { memory: 128m } } }"],
  processors: ["cpus: 0.5", "cpus: 2", "cpu_quota: 50000\ncpu_period: 25000", "cpus: 64", "cpu_shares: 512", "cpuset: 0-1"],
  processes: ["pids_limit: 1", "pids_limit: 512", "pids_limit: -1", "ulimits: { nofile: 1024 }", "ulimits: { memlock: -1 }"],
  logging: ["logging: { options: { max-size: 1m, max-file: 2 } }", "logging: { driver: local }", "logging: { driver: syslog }"],
  ports: ["ports: [80]", "ports: ['60012:80']", "expose: ['80']", "ports: ['22:22']", "ports: ['60010:80']"],
  labels: ["labels: { a: b }", "labels: ['team=x']", "labels: { io.spindle.stack: x }", "labels: { traefik.enable: 'true' }"],
  healthcheck: ["healthcheck: { test: a, interval: 5s }", "healthcheck: { disable: true }", "healthcheck: { test: a, interval: 1ms }"],
  hosts: ["extra_hosts: ['db:10.0.0.7']", "dns: [10.0.0.53]", "extra_hosts: ['h:host-gateway']"],
  kernel: ["sysctls: { net.ipv4.tcp_syncookies: 1 }", "sysctls: { kernel.core_pattern: x }", "devices: [/dev/mem]", "shm_size: 64m", "shm_size: 900g"],
  start: ["working_dir: /srv", "entrypoint: [sh]", "working_dir: /proc/self/fd/8", "restart: always", "read_only: true"],
};

const service = fc
  .subarray(Object.keys(LINES), { minLength: 0, maxLength: 6 })
  .chain((keys) => fc.tuple(...keys.map((key) => fc.constantFrom(...(LINES[key] ?? [])))))
  .map((lines) => ["image: nginx:1.27", ...lines].join("\n").replaceAll(/^/gm, "    "));
const file = fc
  .array(service, { minLength: 1, maxLength: 2 })
  .map((services) => `services:\n${services.map((lines, at) => `  s${at}:\n${lines}`).join("\n")}\nvolumes:\n  data:\nnetworks:\n  back:\n`);

/** Host ports as the registry would lease them. */
const leasesOf = (spec: ServiceSpec) =>
  spec.ports.map((port, at) => ({ port: port.published ?? 60_020 + at, protocol: port.protocol, target: port.target, index: 1, portSet: 0 as const }));

function hostOf(spec: ServiceSpec) {
  const target = makeGeneration(spec);
  const made = makeService(spec, { target, leases: leasesOf(spec) });
  const options = toContainerOptions(makeDesiredStack([made]), made, target, 1, "inst");
  const sources = spec.mounts.flatMap((mount) => (mount.type === "bind" ? [mount.source] : []));
  const allowed = { capabilities: spec.capabilities ?? SPIN_CAPABILITIES, hostDirectories: sources };
  return { options, sources, shape: { labels: options.Labels ?? {}, host: options.HostConfig, config: options as never, allowed } };
}

/** Said here once more and in other words than in invariants.ts: what is asked of the engine for any file that was accepted. */
function requireHarmless(spec: ServiceSpec): void {
  const { options, sources, shape } = hostOf(spec);
  const { HostConfig: host } = options;
  expect(brokenInvariants(shape, shape)).toEqual([]);
  expect([host.Privileged, host.CapDrop, host.SecurityOpt, host.IpcMode]).toEqual([false, ["ALL"], ["no-new-privileges"], "private"]);
  for (const key of ["PidMode", "UTSMode", "UsernsMode", "CgroupParent", "Devices", "Binds", "VolumesFrom", "Runtime", "OomScoreAdj"] as const)
    expect(host[key]).toBeUndefined();
  for (const name of host.CapAdd ?? []) expect(sources.length > 0 ? ["NET_BIND_SERVICE"] : SPIN_CAPABILITIES).toContain(name);
  expect(host.NetworkMode).toMatch(/^(none|spindle-s1-(default|back))$/);
  expect([host.Memory, host.PidsLimit, host.NanoCpus ?? host.CpuQuota].every((limit) => Number(limit) > 0)).toBe(true);
  expect(Number(host.Memory)).toBeLessThanOrEqual(2 * 1024 ** 3);
  for (const mount of host.Mounts ?? []) if (mount.Type === "bind") expect(mount.Source).toMatch(/^\/global\/team(\/|$)/);
  if (sources.length > 0) expect(options.User).toBe("80115:80115");
  for (const binding of Object.values(host.PortBindings ?? {}).flat())
    expect(Number((binding as { HostPort: string }).HostPort)).toBeGreaterThanOrEqual(60_000);
  expect([options.Labels?.["io.spindle.owner"], host.LogConfig?.Type]).toEqual(["ada", "json-file"]);
}

test("of 2,000 generated files none that is accepted asks the engine for anything that was not promised", () => {
  let accepted = 0;
  fc.assert(
    fc.property(file, (text) => {
      const { spec } = parseCompose(text, { ...world, stackName: "portal" });
      if (!spec) return;
      accepted += 1;
      for (const one of spec.services) requireHarmless(one);
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});
