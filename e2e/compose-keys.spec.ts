import { engineName } from "@/lib/core/labels";
import { containersOf, deploy, expect, inspectOne, test } from "./fixtures";
import { expectState } from "./pages/new-stack";

const MiB = 1024 * 1024;
const SEVEN = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL", "NET_BIND_SERVICE", "SETGID", "SETUID"];

const COMPOSE = `services:
  full:
    image: spindle/shell:1
    entrypoint: ["/bin/sh", "-c"]
    command: ["echo started; exec sleep 1000"]
    environment: { MODE: beam, EMPTY: "" }
    ports: ["8080", "9090/udp"]
    volumes: ["data:/data", "data:/again:ro"]
    networks:
      inner: { aliases: [the-full] }
      default:
    labels: { "org.example.team": optics }
    healthcheck: { test: ["CMD", "true"], interval: 2s, timeout: 3s, retries: 4, start_period: 1s }
    depends_on:
      once: { condition: service_completed_successfully }
      checked: { condition: service_healthy }
    restart: on-failure:3
    user: "1000:1000"
    cap_add: [NET_BIND_SERVICE]
    cap_drop: [ALL]
    read_only: true
    tmpfs: ["/tmp:size=16m"]
    stop_signal: SIGINT
    stop_grace_period: 3s
    mem_limit: 64m
    mem_reservation: 32m
    cpus: 0.5
    pids_limit: 50
    shm_size: 8m
    hostname: beam
    working_dir: /tmp
    init: true
    logging: { driver: json-file, options: { max-size: 1m, max-file: "2" } }
  checked:
    image: spindle/slow:1
  once:
    image: spindle/shell:1
    command: "true"
    restart: "no"
volumes:
  data:
networks:
  inner: { internal: true }
`;

test("every key of the allow-list reaches the real container", async ({ user, stackName, docker }) => {
  await deploy(user, stackName, COMPOSE);
  await expectState(user, "Active");
  await expect.poll(async () => (await inspectOne(docker, stackName, "full")).State.Health?.Status).toBe("healthy");
  const { Config, HostConfig, Mounts, NetworkSettings, State } = await inspectOne(docker, stackName, "full");
  const id = Config.Labels["io.spindle.stack"] ?? "";

  expect([Config.Entrypoint, Config.Cmd]).toEqual([["/bin/sh", "-c"], ["echo started; exec sleep 1000"]]);
  expect(Config.Env).toEqual(expect.arrayContaining(["MODE=beam", "EMPTY="]));
  expect(Config.Labels).toMatchObject({ "org.example.team": "optics", "io.spindle.stack-name": stackName, "io.spindle.service-name": "full" });
  expect(Config.Healthcheck).toMatchObject({ Test: ["CMD", "true"], Interval: 2e9, Timeout: 3e9, Retries: 4, StartPeriod: 1e9 });
  expect([Config.User, Config.Hostname, Config.WorkingDir]).toEqual(["1000:1000", "beam", "/tmp"]);
  expect(Config).toMatchObject({ StopSignal: "SIGINT", StopTimeout: 3 });
  expect(HostConfig).toMatchObject({
    CapDrop: ["ALL"],
    CapAdd: ["NET_BIND_SERVICE"],
    SecurityOpt: ["no-new-privileges"],
    Privileged: false,
    ReadonlyRootfs: true,
    RestartPolicy: { Name: "on-failure", MaximumRetryCount: 3 },
    Memory: 64 * MiB,
    MemorySwap: 64 * MiB,
    MemoryReservation: 32 * MiB,
    NanoCpus: 5e8,
    PidsLimit: 50,
    ShmSize: 8 * MiB,
    Init: true,
    LogConfig: { Type: "json-file", Config: { "max-size": String(MiB), "max-file": "2" } },
    NetworkMode: engineName.network(id, "default"),
  });
  expect(HostConfig.Binds ?? []).toEqual([]);
  const volume = engineName.volume(id, "data");
  expect(Mounts.map(({ Type, Name, Destination, RW }) => [Type, Name, Destination, RW]).sort()).toEqual(
    [
      ["volume", volume, "/again", false],
      ["volume", volume, "/data", true],
      ["tmpfs", undefined, "/tmp", true],
    ].sort(),
  );
  expect(HostConfig.Mounts?.find(({ Type }) => Type === "tmpfs")?.TmpfsOptions?.SizeBytes).toBe(16 * MiB);
  expect(Object.keys(NetworkSettings.Networks).sort()).toEqual([engineName.network(id, "default"), engineName.network(id, "inner")].sort());
  expect(NetworkSettings.Networks[engineName.network(id, "inner")]?.Aliases).toEqual(expect.arrayContaining(["full", "the-full"]));
  expect((await docker.getNetwork(engineName.network(id, "inner")).inspect()).Internal).toBe(true);
  for (const bindings of [NetworkSettings.Ports["8080/tcp"], NetworkSettings.Ports["9090/udp"]]) {
    expect(Number(bindings?.[0]?.HostPort)).toBeGreaterThanOrEqual(60000);
    expect(Number(bindings?.[0]?.HostPort)).toBeLessThanOrEqual(60050);
  }

  // Both conditions held before it started: one had ended well, the other was healthy by then.
  const [once] = await containersOf(docker, stackName, "once");
  const ended = (await docker.getContainer(once?.Id ?? "").inspect()).State;
  expect([ended.Status, ended.ExitCode]).toEqual(["exited", 0]);
  expect(Date.parse(ended.FinishedAt)).toBeLessThan(Date.parse(State.StartedAt));
  const checked = await inspectOne(docker, stackName, "checked");
  expect(Date.parse(State.StartedAt) - Date.parse(checked.State.StartedAt)).toBeGreaterThan(3_500);
});

const SELDOM = `services:
  odd:
    extends: { service: base }
    domainname: lbl.gov
    group_add: ["1234"]
    extra_hosts: ["db.site:10.0.0.7"]
    dns: [10.9.9.9]
    dns_search: lbl.gov
    dns_opt: ["ndots:3"]
    ulimits: { nofile: { soft: 1000, hard: 2000 } }
    sysctls: { net.ipv4.tcp_syncookies: 0 }
    cpu_shares: 512
    cpu_quota: 12500
    cpu_period: 50000
    mem_limit: 64m
    memswap_limit: 96m
    expose: ["3000"]
    platform: linux/amd64
    tmpfs: ["/own:size=1m,uid=1000,mode=0700"]
    configs: [{ source: settings, target: /etc/app/settings.conf, mode: "0440", uid: "1000" }]
    post_start: [{ command: [sh, -c, "cp /etc/app/settings.conf /tmp/hooked"] }]
    links: ["side:helper"]
  base:
    image: spindle/shell:1
    hostname: odd
    environment: { FROM: base }
  side:
    image: spindle/shell:1
  guest:
    image: spindle/shell:1
    network_mode: service:side
  later:
    image: spindle/shell:1
    profiles: [debug]
configs:
  settings: { content: "beam = 8.3.2\\n" }
`;

test("what few services ask for reaches the real container too", async ({ user, stackName, docker }) => {
  await deploy(user, stackName, SELDOM);
  await expectState(user, "Active");
  const { Id, Config, HostConfig } = await inspectOne(docker, stackName, "odd");
  expect(Config).toMatchObject({ Hostname: "odd", Domainname: "lbl.gov", ExposedPorts: { "3000/tcp": {} } });
  expect(Config.Env).toContain("FROM=base");
  expect(HostConfig).toMatchObject({
    GroupAdd: ["1234"],
    ExtraHosts: ["db.site:10.0.0.7"],
    Dns: ["10.9.9.9"],
    DnsSearch: ["lbl.gov"],
    DnsOptions: ["ndots:3"],
    Ulimits: [{ Name: "nofile", Soft: 1000, Hard: 2000 }],
    Sysctls: { "net.ipv4.tcp_syncookies": "0" },
    CpuShares: 512,
    CpuPeriod: 50_000,
    CpuQuota: 12_500,
    MemorySwap: 96 * MiB,
    Tmpfs: { "/own": `size=${MiB},mode=700,uid=1000` },
  });
  const exec = await docker
    .getContainer(Id)
    .exec({ Cmd: ["sh", "-c", "cat /tmp/hooked; stat -c '%a %u' /etc/app/settings.conf"], AttachStdout: true, Tty: true });
  let said = "";
  for await (const chunk of await exec.start({ Tty: true })) said += String(chunk);
  expect(said.split(/\r?\n/).filter(Boolean)).toEqual(["beam = 8.3.2", "440 1000"]);

  const side = await inspectOne(docker, stackName, "side");
  expect(Object.values(side.NetworkSettings.Networks)[0]?.Aliases).toContain("helper");
  expect((await inspectOne(docker, stackName, "guest")).HostConfig.NetworkMode).toBe(`container:${side.Id}`);
  expect(await containersOf(docker, stackName, "later")).toEqual([]);
});

test("a service that asks for nothing gets the platform's limits, its capabilities and its stack's own network", async ({ user, stackName, docker }) => {
  await deploy(
    user,
    stackName,
    "services:\n  plain:\n    image: spindle/shell:1\n    restart: always\n  many:\n    image: spindle/shell:1\n    deploy: { replicas: 2, resources: { limits: { cpus: '0.25', memory: 32M, pids: 20 } } }\n",
  );
  await expectState(user, "Active");
  const { Config, HostConfig } = await inspectOne(docker, stackName, "plain");
  expect(HostConfig).toMatchObject({
    CapDrop: ["ALL"],
    CapAdd: SEVEN,
    SecurityOpt: ["no-new-privileges"],
    Privileged: false,
    Memory: 512 * MiB,
    MemorySwap: 512 * MiB,
    NanoCpus: 1e9,
    PidsLimit: 512,
    LogConfig: { Type: "json-file", Config: { "max-size": String(10 * MiB), "max-file": "3" } },
    NetworkMode: engineName.network(Config.Labels["io.spindle.stack"] ?? "", "default"),
    RestartPolicy: { Name: "unless-stopped" },
    PidMode: "",
    IpcMode: "private",
    UTSMode: "",
  });
  const many = await containersOf(docker, stackName, "many");
  const limits = await Promise.all(many.map(async ({ Id }) => (await docker.getContainer(Id).inspect()).HostConfig));
  expect(limits.map(({ Memory, NanoCpus, PidsLimit }) => [Memory, NanoCpus, PidsLimit])).toEqual([
    [32 * MiB, 25e7, 20],
    [32 * MiB, 25e7, 20],
  ]);
});
