import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DesiredService, Lease } from "@/lib/core/desired";
import { SpindleError } from "@/lib/core/errors";
import { SPIN_CAPABILITIES } from "@/lib/core/policy";
import type { MountSpec, RestartSpec, ServiceSpec } from "@/lib/core/spec";
import { makeDesiredStack, makeGeneration, makeService, makeSpec } from "@/lib/testing/desired";
import { anyExtras } from "@/lib/testing/extras";
import { furtherNetworks, toContainerOptions } from "./container-spec";
import { brokenInvariants, type ContainerShape, invariantNames } from "./invariants";

function optionsFor(changes: Partial<ServiceSpec>, more: { leases?: Lease[]; portSet?: 0 | 1; imageId?: string; index?: number } = {}) {
  const generation = makeGeneration(makeSpec(changes), { number: 3, revision: 7, portSet: more.portSet ?? 0, imageId: more.imageId ?? null });
  const service = makeService(generation.spec, { target: generation, leases: more.leases ?? [] });
  return toContainerOptions(makeDesiredStack([service]), service, generation, more.index ?? 1, "inst");
}

describe("names and labels", () => {
  test("carry the generation and the number, and win over labels of the file", () => {
    const options = optionsFor({ labels: { "io.spindle.stack": "another", team: "x" } }, { index: 2 });
    expect(options.name).toBe("spindle-s1-web-g3-2");
    expect(options.Labels).toEqual({
      team: "x",
      "io.spindle.instance": "inst",
      "io.spindle.stack": "s1",
      "io.spindle.stack-name": "demo",
      "io.spindle.service": "id-of-web",
      "io.spindle.service-name": "web",
      "io.spindle.generation": "3",
      "io.spindle.revision": "7",
      "io.spindle.number": "2",
      "io.spindle.owner": "ada",
    });
  });

  test("the exact image of the generation is run, not whatever the tag means today", () => {
    expect(optionsFor({}, { imageId: "sha256:abc" }).Image).toBe("sha256:abc");
    expect(optionsFor({}).Image).toBe("spindle/demo:v1");
  });
});

describe("capabilities", () => {
  test.each<[string, Partial<ServiceSpec>, string[]]>([
    ["Spin's seven by default", {}, SPIN_CAPABILITIES],
    ["without those the file drops", { capDrop: ["CHOWN", "cap_kill"] }, SPIN_CAPABILITIES.filter((name) => name !== "CHOWN" && name !== "KILL")],
    ["only what is added after dropping all", { capDrop: ["ALL"], capAdd: ["NET_BIND_SERVICE"] }, ["NET_BIND_SERVICE"]],
    ["none after dropping all", { capDrop: ["all"] }, []],
    ["what another policy allows", { capabilities: ["CHOWN", "NET_BIND_SERVICE"], capDrop: ["CHOWN"] }, ["NET_BIND_SERVICE"]],
  ])("%s", (_title, changes, expected) => {
    const { HostConfig } = optionsFor(changes);
    expect(HostConfig.CapDrop).toEqual(["ALL"]);
    expect(HostConfig.CapAdd).toEqual([...expected].sort());
  });
});

describe("host ports", () => {
  const ports: ServiceSpec["ports"] = [{ target: 80, protocol: "tcp", published: null }];
  const leases: Lease[] = [
    { port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 },
    { port: 60002, protocol: "tcp", target: 80, index: 2, portSet: 0 },
    { port: 60003, protocol: "tcp", target: 80, index: 1, portSet: 1 },
  ];

  test("come from the lease of that copy and that set", () => {
    expect(optionsFor({ ports }, { leases }).HostConfig.PortBindings).toEqual({ "80/tcp": [{ HostPort: "60001" }] });
    expect(optionsFor({ ports }, { leases, index: 2 }).HostConfig.PortBindings).toEqual({ "80/tcp": [{ HostPort: "60002" }] });
    expect(optionsFor({ ports }, { leases, portSet: 1 }).HostConfig.PortBindings).toEqual({ "80/tcp": [{ HostPort: "60003" }] });
  });

  test("two ports for one target take a lease each", () => {
    const twice: ServiceSpec["ports"] = [{ target: 80, protocol: "tcp", published: 60010 }, ...ports];
    const both: Lease[] = [
      { port: 60001, protocol: "tcp", target: 80, index: 1, portSet: 0 },
      ...[{ port: 60010, protocol: "tcp" as const, target: 80, index: 1, portSet: 0 as const }],
    ];
    expect(optionsFor({ ports: twice }, { leases: both }).HostConfig.PortBindings).toEqual({ "80/tcp": [{ HostPort: "60010" }, { HostPort: "60001" }] });
  });

  test("are never published without a lease", () => {
    expect(() => optionsFor({ ports }, { leases, index: 3 })).toThrow(SpindleError);
  });
});

test("the first network is joined at creation, the others after it, under the same names", () => {
  const spec = makeSpec({
    networks: [
      { name: "front", aliases: ["www"] },
      { name: "back", aliases: [] },
    ],
    containerName: "demo-web",
  });
  const service = makeService(spec);
  const stack = makeDesiredStack([service]);
  const options = toContainerOptions(stack, service, makeGeneration(spec), 2, "inst");
  expect(options.HostConfig.NetworkMode).toBe("spindle-s1-front");
  expect(options.NetworkingConfig?.EndpointsConfig?.["spindle-s1-front"]?.Aliases).toEqual(["web", "web-2", "www", "demo-web"]);
  expect(furtherNetworks(stack, service, makeGeneration(spec), 2)).toEqual([{ name: "spindle-s1-back", aliases: ["web", "web-2", "demo-web"] }]);
});

test("times reach the engine in its units", () => {
  const healthcheck = { test: ["CMD", "true"], intervalMs: 1500, timeoutMs: null, startPeriodMs: 0, retries: 4 };
  expect(optionsFor({ healthcheck }).Healthcheck).toEqual({ Test: ["CMD", "true"], Interval: 1_500_000_000, StartPeriod: 0, Retries: 4 });
  expect(optionsFor({ cpus: 0.25 }).HostConfig.NanoCpus).toBe(250_000_000);
});

describe("what few services ask for", () => {
  test("reaches the engine under its own names, and only where it is asked for", () => {
    const plain = optionsFor({});
    expect(Object.keys(plain.HostConfig).filter((key) => /Host|Dns|Group|Ulimit|Sysctl|Shares|Period|Quota|Swappiness|Tmpfs/.test(key))).toEqual([]);
    expect(plain).not.toHaveProperty("platform");
    const { HostConfig, ...options } = optionsFor({
      expose: ["3000/tcp"],
      ports: [],
      domainname: "lbl.gov",
      platform: "linux/amd64",
      extraHosts: [{ name: "db.site", address: "fd00::7" }],
      dns: ["10.0.0.53"],
      dnsSearch: ["lbl.gov"],
      dnsOptions: ["ndots:2"],
      groupAdd: ["1001"],
      ulimits: [{ name: "nofile", soft: 1, hard: 2 }],
      sysctls: { "net.ipv4.tcp_syncookies": "0" },
      cpuShares: 512,
      cpuPeriod: 50_000,
      cpus: 0.25,
      memorySwappiness: 0,
      memorySwapBytes: 128 * 1024 ** 2,
    });
    expect(options).toMatchObject({ ExposedPorts: { "3000/tcp": {} }, Domainname: "lbl.gov", platform: "linux/amd64" });
    expect(HostConfig).toMatchObject({
      ExtraHosts: ["db.site:fd00::7"],
      Dns: ["10.0.0.53"],
      DnsSearch: ["lbl.gov"],
      DnsOptions: ["ndots:2"],
      GroupAdd: ["1001"],
      Ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }],
      Sysctls: { "net.ipv4.tcp_syncookies": "0" },
      CpuShares: 512,
      CpuPeriod: 50_000,
      CpuQuota: 12_500,
      MemorySwappiness: 0,
      MemorySwap: 128 * 1024 ** 2,
    });
    expect(HostConfig).not.toHaveProperty("NanoCpus");
  });

  test("a memory file system with an owner is mounted in the one way that knows owners", () => {
    const { HostConfig } = optionsFor({
      mounts: [
        { type: "tmpfs", target: "/a", sizeBytes: 1024, mode: 0o700, uid: 1000, gid: 7 },
        { type: "tmpfs", target: "/b", sizeBytes: null, mode: 0o750 },
        { type: "anonymous", target: "/c", readOnly: false, noCopy: true },
      ],
    });
    expect(HostConfig.Tmpfs).toEqual({ "/a": "size=1024,mode=700,uid=1000,gid=7" });
    expect(HostConfig.Mounts).toMatchObject([
      { Target: "/b", TmpfsOptions: { Mode: 0o750 } },
      { Target: "/c", VolumeOptions: { NoCopy: true } },
    ]);
  });

  test("no network, or that of the first container of another service, and never one that is not there", () => {
    const none = optionsFor({ networkMode: "none", networks: [], expose: ["80/tcp"] });
    expect(none.HostConfig.NetworkMode).toBe("none");
    expect(none).not.toHaveProperty("NetworkingConfig");
    expect(none).not.toHaveProperty("ExposedPorts");
    const spec = makeSpec({ name: "side", networkMode: { service: "web" }, networks: [] });
    const [web, side] = [makeService(makeSpec({}), { target: makeGeneration(makeSpec({}), { number: 4 }) }), makeService(spec)];
    const options = (services: DesiredService[]) => toContainerOptions(makeDesiredStack(services), side, makeGeneration(spec), 2, "inst");
    expect(options([side, web]).HostConfig.NetworkMode).toBe("container:spindle-s1-web-g4-1");
    expect(() => options([side])).toThrow(SpindleError);
  });

  test("a secret that is stored nowhere is never left out in silence", () => {
    expect(() => optionsFor({ secrets: [{ source: "token", target: "/run/secrets/token", uid: 0, gid: 0, mode: 0o400 }] })).toThrow(SpindleError);
  });
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const bytes = fc.integer({ min: 6 * 1024 * 1024, max: 8 * 1024 ** 3 });
const mount: fc.Arbitrary<MountSpec> = fc.oneof(
  fc.record({ type: fc.constant("volume" as const), source: name, target: fc.constant("/data"), readOnly: fc.boolean() }),
  fc.record({ type: fc.constant("anonymous" as const), target: fc.constant("/cache"), readOnly: fc.boolean() }),
  fc.record({ type: fc.constant("tmpfs" as const), target: fc.constant("/tmp"), sizeBytes: fc.option(bytes) }),
);
const restart: fc.Arbitrary<RestartSpec> = fc.oneof(
  fc.constant({ policy: "no" as const }),
  fc.constant({ policy: "unless-stopped" as const }),
  fc.record({ policy: fc.constant("on-failure" as const), maxRetries: fc.nat(9) }),
);
const anySpec: fc.Arbitrary<ServiceSpec> = fc
  .record(
    {
      image: fc.string(),
      command: fc.option(fc.array(fc.string(), { maxLength: 3 })),
      entrypoint: fc.option(fc.array(fc.string(), { maxLength: 2 })),
      environment: fc.dictionary(name, fc.string()),
      mounts: fc.array(mount, { maxLength: 3 }),
      networks: fc.array(fc.record({ name, aliases: fc.array(name, { maxLength: 2 }) }), { maxLength: 3 }),
      labels: fc.dictionary(fc.oneof(name, fc.constantFrom("io.spindle.instance", "io.spindle.owner", "com.docker.compose.project")), fc.string()),
      restart,
      user: fc.option(fc.string()),
      capAdd: fc.subarray(SPIN_CAPABILITIES),
      capDrop: fc.subarray(["ALL", "NET_RAW", ...SPIN_CAPABILITIES]),
      readOnly: fc.boolean(),
      init: fc.option(fc.boolean()),
      hostname: fc.option(name),
      containerName: fc.option(name),
      memoryBytes: bytes,
      memoryReservationBytes: fc.option(bytes),
      cpus: fc.double({ min: 0.01, max: 64, noNaN: true }),
      pids: fc.integer({ min: 1, max: 4096 }),
      shmBytes: fc.option(bytes),
      log: fc.record({ maxSizeBytes: bytes, maxFiles: fc.integer({ min: 1, max: 10 }) }),
    },
    { requiredKeys: [] },
  )
  .chain((changes) => anyExtras("web").map((extras) => makeSpec({ ...changes, ...extras })));

describe("invariants", () => {
  test("hold for every spec that the policy can let through", () => {
    fc.assert(
      fc.property(anySpec, fc.integer({ min: 1, max: 10 }), (spec, index) => {
        const service = makeService(spec);
        const options = toContainerOptions(makeDesiredStack([service]), service, makeGeneration(spec), index, "inst");
        const shape = { labels: options.Labels ?? {}, host: options.HostConfig };
        expect(brokenInvariants(shape, shape)).toEqual([]);
        expect(shape.labels["io.spindle.owner"]).toBe("ada");
        expect(shape.host.MemorySwap).toBe(spec.memoryBytes);
        expect(shape.host.NetworkMode).toMatch(/^(?:none|spindle-s1-.*)$/);
      }),
      { numRuns: 500 },
    );
  });

  const options = optionsFor({});
  const wanted = { labels: options.Labels ?? {}, host: options.HostConfig };
  const breaking: [string, object][] = [
    ["not privileged", { Privileged: true }],
    ["all capabilities dropped", { CapDrop: [] }],
    ["only allowed capabilities added", { CapAdd: ["CAP_SYS_ADMIN"] }],
    ["no new privileges, and no other security option", { SecurityOpt: ["no-new-privileges", "seccomp=unconfined"] }],
    ["no new privileges, and no other security option", { SecurityOpt: null }],
    ["own process namespace", { PidMode: "host" }],
    ["private shared memory", { IpcMode: "shareable" }],
    ["own host name namespace", { UTSMode: "host" }],
    ["default user namespace", { UsernsMode: "host" }],
    ["default control group", { CgroupParent: "/system.slice" }],
    ["network of its own stack", { NetworkMode: "host" }],
    ["network of its own stack", { NetworkMode: "spindle-s2-default" }],
    ["no devices", { Devices: [{ PathOnHost: "/dev/sda" }] }],
    ["no host directories but granted ones", { Binds: ["/:/host"] }],
    ["no host directories but granted ones", { Mounts: [{ Type: "bind", Source: "/", Target: "/host" }] }],
    ["plain local volumes", { Mounts: [{ Type: "volume", VolumeOptions: { DriverConfig: { Options: { device: "/" } } } }] }],
    ["memory limited", { Memory: 0 }],
    ["processor limited", { NanoCpus: 0 }],
    ["processes limited", { PidsLimit: null }],
    ["killable when out of memory", { OomKillDisable: true }],
    ["only safe kernel settings", { Sysctls: { "net.ipv4.ip_forward": "1" } }],
    ["only limits that a file may set", { Ulimits: [{ Name: "memlock", Soft: -1, Hard: -1 }] }],
    ["no links, and names only for literal addresses", { ExtraHosts: ["host:host-gateway"] }],
    ["no links, and names only for literal addresses", { Links: ["/other:/web/other"] }],
    ["usual share of processors", { CpuShares: 262_144 }],
    ["memory limited", { MemorySwap: 64 * 1024 ** 3 }],
    ["network of its own stack", { NetworkMode: "container:other" }],
    ["readable, bounded log", { LogConfig: { Type: "syslog", Config: {} } }],
    ["only leased host ports", { PortBindings: { "80/tcp": [{ HostPort: "80" }] } }],
    ["only leased host ports", { PublishAllPorts: true }],
    ["kernel paths masked", { MaskedPaths: [] }],
  ];

  test.each(breaking)("%s: %j is seen", (promise, change) => {
    expect(brokenInvariants({ labels: wanted.labels, host: { ...wanted.host, ...change } }, wanted)).toEqual([promise]);
  });

  const shared = optionsFor({
    capabilities: ["NET_BIND_SERVICE"],
    user: "80115:80115",
    mounts: [{ type: "bind", source: "/data/team", root: "/data", target: "/team", readOnly: true }],
  }).HostConfig;
  const granted = { labels: {}, host: shared, allowed: { capabilities: ["NET_BIND_SERVICE"], hostDirectories: ["/data/team"] } };

  test("a granted directory is mounted as asked for, privately, and never restarted by the engine itself", () => {
    expect(brokenInvariants({ labels: {}, host: shared }, granted)).toEqual([]);
    expect(shared.CapAdd).toEqual(["NET_BIND_SERVICE"]);
    expect(shared.RestartPolicy).toEqual({ Name: "no" });
    expect(shared.Mounts).toEqual([{ Type: "bind", Source: "/data/team", Target: "/team", ReadOnly: true, BindOptions: { Propagation: "rprivate" } }]);
  });

  test.each<[string, object]>([
    ["another source", { Mounts: [{ ...shared.Mounts?.[0], Source: "/data/team-two" }] }],
    ["writable", { Mounts: [{ ...shared.Mounts?.[0], ReadOnly: false }] }],
    ["shared propagation", { Mounts: [{ ...shared.Mounts?.[0], BindOptions: { Propagation: "rshared" } }] }],
    ["a second one", { Mounts: [...(shared.Mounts ?? []), { Type: "bind", Source: "/etc", Target: "/x" }] }],
  ])("a granted directory: %s is seen", (_what, change) => {
    expect(brokenInvariants({ labels: {}, host: { ...shared, ...change } }, granted)).toEqual(["no host directories but granted ones"]);
  });

  test("capabilities follow the policy the stack was checked under, and no policy goes past what can be granted", () => {
    const wide = { ...wanted, allowed: { capabilities: [...SPIN_CAPABILITIES, "NET_RAW", "SYS_ADMIN"], hostDirectories: [] } };
    const broken = (CapAdd: string[], by = wide) => brokenInvariants({ ...wanted, host: { ...wanted.host, CapAdd } }, by);
    expect(broken(["NET_RAW"])).toEqual([]);
    expect(broken(["NET_RAW"], { ...wide, allowed: { capabilities: SPIN_CAPABILITIES, hostDirectories: [] } })).toEqual(["only allowed capabilities added"]);
    expect(broken(["SYS_ADMIN"])).toEqual(["only allowed capabilities added"]);
  });

  test("a runtime is never asked for and labels are never another's", () => {
    expect(brokenInvariants(wanted, { ...wanted, host: { ...wanted.host, Runtime: "other" } })).toEqual(["default runtime"]);
    expect(brokenInvariants({ ...wanted, labels: { ...wanted.labels, "io.spindle.stack": "s2" } }, wanted)).toContain("own labels");
  });

  const config = { WorkingDir: "", Entrypoint: null as unknown as string[], Cmd: [] };
  const byImage: [string, Partial<ContainerShape>][] = [
    ["no labels of the image's that other programs on the host act on", { labels: { ...wanted.labels, "traefik.enable": "true" } }],
    ["no labels of the image's that other programs on the host act on", { labels: { ...wanted.labels, "io.spindle.debug": "x" } }],
    ["no start in a directory of the kernel, also not by the image", { config: { ...config, WorkingDir: "/proc/self/fd/8" } }],
    ["no start in a directory of the kernel, also not by the image", { config: { ...config, Entrypoint: ["/proc/self/exe"] } }],
    ["no start in a directory of the kernel, also not by the image", { config: { ...config, Cmd: ["/dev/fd/8"] } }],
    ["no health check more often than twice a second, also not by the image", { config: { ...config, Healthcheck: { Interval: 1_000_000 } } }],
  ];

  test.each(byImage)("%s: %j is seen", (promise, brought) => {
    expect(brokenInvariants({ ...wanted, ...brought }, wanted)).toEqual([promise]);
  });

  test("what an image may bring is no reason to refuse it", () => {
    const labels = { ...wanted.labels, "com.docker.compose.project": "where-it-was-built", "org.opencontainers.image.title": "x" };
    const checked = { ...config, WorkingDir: "/srv", Cmd: ["nginx"], Healthcheck: { Interval: 30e9 } };
    expect(brokenInvariants({ ...wanted, labels, config: checked }, wanted)).toEqual([]);
  });

  test("every promise has a case that breaks it", () => {
    const promises = [...breaking, ...byImage].map(([promise]) => promise);
    expect([...new Set([...promises, "default runtime", "own labels"])].sort()).toEqual([...invariantNames].sort());
  });
});
