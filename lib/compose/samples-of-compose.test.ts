// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import { parseCompose } from "./parse-compose";
import { WIDE_POLICY } from "./service-under-test";

/**
 * One entry for each file of compose-go's `loader/tests` (commit e70e961c, Apache-2.0), by its name without `_test.go`. The texts are our own and
 * cover what each sample covers: read to the same meaning, refused with a rule, or left out with the reason.
 */
type Case = [lines: string, expected: Partial<Record<keyof ServiceSpec, unknown>> | string];

const MiB = 1024 * 1024;
const port = (target: number, published: number | null = null, protocol = "tcp") => ({ target, protocol, published });
const file = (source: string, target: string, more: object = {}) => ({ source, target, uid: 0, gid: 0, mode: 0o444, ...more });
const db = { service: "db", condition: "service_started" };
const redis = { service: "redis", condition: "service_started" };

const SAMPLES: Record<string, Case[] | string> = {
  annotations: [
    ["annotations: [com.example.x=1]", "policy.annotations"],
    ["annotations: {com.example.x: 1}", "policy.annotations"],
  ],
  attach: [
    ["attach: true", {}],
    ["attach: false", {}],
  ],
  blkio_config: [["blkio_config: {weight: 300, weight_device: [{path: /dev/sda, weight: 400}]}", "policy.blkio_config"]],
  build_extra: [
    ["build: {context: ., no_cache: true}", "policy.build"],
    ["build: {context: ., entitlements: [network.host]}", "policy.build"],
  ],
  build: [
    ["build: ./dir", "policy.build"],
    ["build: {dockerfile_inline: FROM alpine}", "policy.build"],
  ],
  cap_add_drop: [
    ["cap_add: [ALL]\ncap_drop: [NET_ADMIN]", "policy.cap_add"],
    ["cap_add: [KILL]\ncap_drop: [NET_ADMIN, SYS_ADMIN]", { capAdd: ["KILL"], capDrop: ["NET_ADMIN", "SYS_ADMIN"] }],
  ],
  cgroup_parent: [["cgroup_parent: m-executor", "policy.cgroup_parent"]],
  cgroup: [["cgroup: private", "policy.cgroup"]],
  command: [
    ["command: bundle exec thin -p 3000", { command: ["bundle", "exec", "thin", "-p", "3000"] }],
    ['command: ["bundle", "exec"]', { command: ["bundle", "exec"] }],
  ],
  configs: [
    ["configs: [inline]", { configs: [file("inline", "/inline", { content: "some text\n" })] }],
    [
      "configs: [{source: inline, target: /my_config, uid: '103', gid: '103', mode: 0440}]",
      { configs: [file("inline", "/my_config", { content: "some text\n", uid: 103, gid: 103, mode: 0o440 })] },
    ],
    ["configs: [elsewhere]", "compose.configs"],
  ],
  container_name: [
    ["container_name: demo-web-container", { containerName: "demo-web-container" }],
    ["container_name: my-web-container", "policy.container_name"],
  ],
  cpu: [
    ["cpu_count: 4", "policy.cpu_count"],
    ["cpu_percent: 50", "policy.cpu_percent"],
    ["cpu_rt_period: 1000000\ncpu_rt_runtime: 950000", "policy.cpu_rt_period"],
    ["cpuset: '0,1'", "policy.cpuset"],
    ["cpu_shares: 1024\ncpu_quota: 50000\ncpu_period: 100000\ncpus: 0.5", { cpuShares: 1024, cpus: 0.5 }],
    [
      "mem_limit: 512m\nmem_reservation: 256m\nmem_swappiness: 60\nmemswap_limit: 1g\nshm_size: 64m",
      { memoryBytes: 512 * MiB, memoryReservationBytes: 256 * MiB, memorySwappiness: 60, memorySwapBytes: 1024 * MiB, shmBytes: 64 * MiB },
    ],
  ],
  credential_spec: [["credential_spec: {config: x}", "policy.credential_spec"]],
  depends_on: [
    ["depends_on: [db, redis]", { dependsOn: [db, redis] }],
    [
      "depends_on: {db: {condition: service_healthy, restart: true}, redis: {condition: service_started}}",
      { dependsOn: [{ ...db, condition: "service_healthy" }, redis] },
    ],
  ],
  deploy_pids: [["deploy: {resources: {limits: {pids: 100}}}", { pids: 100 }]],
  deploy: [
    ["deploy: {mode: replicated, replicas: 6, labels: [FOO=BAR], endpoint_mode: dnsrr}", { scale: 6 }],
    ["deploy:\n  update_config: {parallelism: 3, delay: 10s, failure_action: continue, monitor: 60s, max_failure_ratio: 0.3, order: start-first}", {}],
    ["deploy:\n  rollback_config: {parallelism: 3, delay: 10s, failure_action: continue, monitor: 60s, max_failure_ratio: 0.3, order: start-first}", {}],
    ["deploy: {resources: {limits: {cpus: '0.01', memory: 50M}, reservations: {cpus: '0.0001', memory: 20M}}}", { cpus: 0.01, memoryBytes: 50 * MiB }],
    [
      "deploy: {resources: {reservations: {generic_resources: [{discrete_resource_spec: {kind: gpu, value: 2}}]}}}",
      "policy.deploy.resources.reservations.generic_resources",
    ],
    ["deploy: {restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 120s}}", { restart: { policy: "on-failure", maxRetries: 3 } }],
    ["deploy: {placement: {constraints: [node=foo]}}", "policy.deploy.placement"],
  ],
  develop: [["develop: {watch: [{path: ./src, action: sync, target: /app}]}", "policy.develop"]],
  device_cgroup_rules: [["device_cgroup_rules: ['c 1:3 mr']", "policy.device_cgroup_rules"]],
  devices: [
    ["devices: [/dev/source:/dev/target]", "policy.devices"],
    ["deploy: {resources: {reservations: {devices: [{driver: nvidia, capabilities: [gpu]}]}}}", "policy.deploy.resources.reservations.devices"],
  ],
  dns_opt: [["dns_opt: [use-vc, no-tld-query]", { dnsOptions: ["use-vc", "no-tld-query"] }]],
  dns: [
    ["dns: [8.8.8.8, 9.9.9.9]", { dns: ["8.8.8.8", "9.9.9.9"] }],
    ["dns: 8.8.8.8\ndns_search: example.com", { dns: ["8.8.8.8"], dnsSearch: ["example.com"] }],
    ["dns_search: [dc1.example.com, dc2.example.com]", { dnsSearch: ["dc1.example.com", "dc2.example.com"] }],
    ["dns: ${UNSET_VAR}", "variable.unset"],
  ],
  domainname: [["domainname: foo.com", { domainname: "foo.com" }]],
  entrypoint: [
    ['entrypoint: ["/code/entrypoint.sh", "-p", "3000"]', { entrypoint: ["/code/entrypoint.sh", "-p", "3000"] }],
    ["entrypoint: /code/entrypoint.sh -p 3000", { entrypoint: ["/code/entrypoint.sh", "-p", "3000"] }],
  ],
  env_file: [["env_file: [{path: .env, required: false}]", "policy.env_file"]],
  environment: [
    ['environment: {FOO: "1", BAR: 2, GA: 2.5, BU: "", YES: true}', { environment: { FOO: "1", BAR: "2", GA: "2.5", BU: "", YES: "true" } }],
    ["environment: [FOO=1, BU=, SET]", { environment: { FOO: "1", BU: "", SET: "from the stack" } }],
    ["environment: [UNSET]", "variable.unset"],
    ['environment: {FOO: ["1"]}', "compose.environment"],
    ['environment: "FOO=1"', "compose.environment"],
    ["environment: [DEBUG = true]", "compose.environment"],
  ],
  expose: [['expose: ["3000", 8000]', { expose: ["3000/tcp", "8000/tcp"] }]],
  extensions: [["x-bar: baz\nx-nested: {bar: baz}", {}]],
  external_links: [["external_links: [redis_1]", "policy.external_links"]],
  extra_hosts: [
    [
      'extra_hosts: ["alpha:50.31.209.229", "zulu:127.0.0.2", "zulu:ff02::1"]',
      {
        extraHosts: [
          { name: "alpha", address: "50.31.209.229" },
          { name: "zulu", address: "127.0.0.2" },
          { name: "zulu", address: "ff02::1" },
        ],
      },
    ],
    [
      "extra_hosts: {myhost: [0.0.0.1, 0.0.0.2]}",
      {
        extraHosts: [
          { name: "myhost", address: "0.0.0.1" },
          { name: "myhost", address: "0.0.0.2" },
        ],
      },
    ],
  ],
  gpus: [["gpus: all", "policy.gpus"]],
  group_add: [['group_add: [mail, "0"]', { groupAdd: ["mail", "0"] }]],
  gw_priority: [["networks: {front: {gw_priority: 42}}", "policy.networks.gw_priority"]],
  healthcheck: [
    [
      'healthcheck: {test: echo "hello world", interval: 10s, timeout: 1s, retries: 5, start_period: 15s, start_interval: 5s}',
      { healthcheck: { test: ["CMD-SHELL", 'echo "hello world"'], intervalMs: 10_000, timeoutMs: 1000, startPeriodMs: 15_000, retries: 5 } },
    ],
  ],
  hostname: [["hostname: foo", { hostname: "foo" }]],
  image: [["x-nothing:", { image: "app:v1" }]],
  init: [
    ["init: true", { init: true }],
    ["init: false", { init: false }],
  ],
  interface_name: [["networks: {front: {interface_name: eth0}}", "policy.networks.interface_name"]],
  ipc_uts_pid: [
    ["ipc: host", "policy.ipc"],
    ["uts: host", "policy.uts"],
    ["pid: host", "policy.pid"],
  ],
  isolation: [["isolation: process", "policy.isolation"]],
  labels: [
    [
      'labels: {com.example.a: "Accounting webapp", com.example.number: 42, com.example.empty: }',
      { labels: { "com.example.a": "Accounting webapp", "com.example.number": "42", "com.example.empty": "" } },
    ],
    ['labels: ["com.example.number=42", "com.example.empty"]', { labels: { "com.example.number": "42", "com.example.empty": "" } }],
  ],
  link_local_ips: [['networks: {front: {link_local_ips: ["fe80::1"]}}', "policy.networks.link_local_ips"]],
  links: [["links: [db, db:database, redis]", { dependsOn: [db, redis] }]],
  logging: [["logging: {driver: syslog, options: {syslog-address: 'tcp://192.168.0.42:123'}}", "policy.logging.driver"]],
  mac_address: [['mac_address: "02:42:ac:11:65:43"', "policy.mac_address"]],
  models: [["models: [foo]", "policy.models"]],
  network_driver_opts: [["networks: {front: {driver_opts: {a: b}}}", "policy.networks.driver_opts"]],
  network_internal: "top level: attacks.test.ts and language.test.ts",
  network_ipam: "top level: attacks.test.ts refuses ipam",
  network_mode: [['network_mode: "container:0cfeab0f748b"', "policy.network_mode"]],
  networks: [
    [
      "networks: {front: {aliases: [alias1, alias3]}, back: }",
      {
        networks: [
          { name: "back", aliases: [] },
          { name: "front", aliases: ["alias1", "alias3"] },
        ],
      },
    ],
    ["networks: {front: {ipv4_address: 172.16.238.10}}", "policy.networks.ipv4_address"],
  ],
  oom: [
    ["oom_kill_disable: true", "policy.oom_kill_disable"],
    ["oom_score_adj: 500", "policy.oom_score_adj"],
  ],
  pids_limit: [["pids_limit: 100", { pids: 100 }]],
  platform: [["platform: linux/amd64", { platform: "linux/amd64" }]],
  ports: [
    ['ports: ["80:8080", "90:8090/udp", 8600]', { ports: [port(8080, 80), port(8090, 90, "udp"), port(8600)] }],
    ["ports: [{target: 80, published: 8080, protocol: tcp, mode: host}]", "compose.ports.mode"],
    ['ports: ["80-82:8080-8082"]', { ports: [port(8080, 80), port(8081, 81), port(8082, 82)] }],
    ["ports: [{name: http, published: 8080, target: 80, app_protocol: http}]", { ports: [port(80, 8080)] }],
  ],
  privileged: [
    ["privileged: true\nread_only: true", "policy.privileged"],
    ["read_only: true", { readOnly: true }],
  ],
  profiles: "a choice for the whole stack: language.test.ts",
  provider: [["provider: {type: foo}", "policy.provider"]],
  pull_policy: [
    ["pull_policy: always", { pull: { policy: "always" } }],
    ["pull_policy: every_2d", { pull: { policy: "after", seconds: 172_800 } }],
  ],
  restart: [["restart: always", { restart: { policy: "unless-stopped" } }]],
  runtime: [["runtime: nvidia", "policy.runtime"]],
  scale: [["scale: 3", { scale: 3 }]],
  secrets: [
    ["secrets: [{source: token, target: /run/secrets/token}]", { secrets: [file("token", "/run/secrets/token")] }],
    [
      "secrets: [{source: token, target: my_secret, uid: '103', gid: '103', mode: 0o440}]",
      { secrets: [file("token", "/run/secrets/my_secret", { uid: 103, gid: 103, mode: 0o440 })] },
    ],
    ["secrets: [token]", { secrets: [file("token", "/run/secrets/token")] }],
    ["secrets: [stranger]", "compose.secrets"],
  ],
  security_opt: [["security_opt: ['label=level:s0:c100,c200']", "policy.security_opt"]],
  service_hooks: [
    ["pre_start: [{command: [migrate]}]", "policy.pre_start"],
    [
      "post_start: [{command: [echo, hi], environment: [FOO=BAR]}]",
      { postStart: [{ command: ["echo", "hi"], environment: { FOO: "BAR" }, workingDir: null }] },
    ],
    ["post_start: [{command: x, privileged: true}]", "policy.post_start.privileged"],
  ],
  stdin_tty: [["stdin_open: true\ntty: true", { stdinOpen: true, tty: true }]],
  stop: [["stop_grace_period: 20s\nstop_signal: SIGUSR1", { stopGraceSeconds: 20, stopSignal: "SIGUSR1" }]],
  storage_opt: [["storage_opt: {size: 20G}", "policy.storage_opt"]],
  sysctls: [
    ["sysctls: [net.ipv4.tcp_syncookies=0]", { sysctls: { "net.ipv4.tcp_syncookies": "0" } }],
    ["sysctls: {net.ipv4.tcp_syncookies: 0}", { sysctls: { "net.ipv4.tcp_syncookies": "0" } }],
    ["sysctls: {net.core.somaxconn: 1024}", "policy.sysctls"],
  ],
  template_driver: "top level: attacks.test.ts refuses template_driver, driver and driver_opts of secrets",
  tmpfs: [
    [
      "tmpfs: [/run, /tmp]",
      {
        mounts: [
          { type: "tmpfs", target: "/run", sizeBytes: null },
          { type: "tmpfs", target: "/tmp", sizeBytes: null },
        ],
      },
    ],
    ["tmpfs: /run", { mounts: [{ type: "tmpfs", target: "/run", sizeBytes: null }] }],
  ],
  ulimits: [
    [
      "ulimits: {nproc: 65535, nofile: {soft: 20000, hard: 40000}}",
      {
        ulimits: [
          { name: "nofile", soft: 20_000, hard: 40_000 },
          { name: "nproc", soft: 65_535, hard: 65_535 },
        ],
      },
    ],
  ],
  use_api_socket: [["use_api_socket: true", "policy.use_api_socket"]],
  user: [["user: someone", { user: "someone" }]],
  userns_mode: [["userns_mode: host", "policy.userns_mode"]],
  volume_bind: [
    ["volumes: [{type: bind, source: /host, target: /container, bind: {propagation: rslave}}]", "policy.volumes"],
    ["volumes: [/host:/container]", "policy.volumes"],
    [
      "volumes: [{type: volume, source: data, target: /data, volume: {nocopy: true}}]",
      { mounts: [{ type: "volume", source: "data", target: "/data", readOnly: false, noCopy: true }] },
    ],
  ],
  volumes_from: [["volumes_from: [db]", "policy.volumes_from"]],
  volumes: [
    ["volumes: [{type: image, source: app/image, target: /mnt/image}]", "policy.volumes"],
    ["volumes: [{type: npipe, source: x, target: /x}]", "policy.volumes"],
  ],
  working_dir: [["working_dir: /code", { workingDir: "/code" }]],
};

/** The rest of compose-go's data, which is about more than one file or about the loader itself. */
const ELSEWHERE: Record<string, string> = {
  "loader/testdata/{combined,include,remote}": "include and remote files are refused: the parser has no file system and no network",
  "loader/testdata/extends, subdir": "extends of another file is refused; extends within the file is in language.test.ts",
  "loader/{override,merge_reset,reset}_test.go, override/*_test.go":
    "several files are in several-files.test.ts and extends.test.ts; !reset and !override are refused with a sentence",
  "loader/{paths,windows,include}_test.go": "paths of the author's computer have no meaning here",
  "loader/loader_test.go TestNonStringKeys": "the same verdict: yaml.key",
  "loader/loader_test.go TestServiceNameWithDots": "a service name is a host name here, so dots are refused with a sentence",
  "interpolation/*_test.go": "interpolate.test.ts",
  "dotenv, cli": "the dashboard reads no .env files; variables stand beside the file",
};

/**
 * Where another meaning is read than compose-go reads (compared with its own `config` over 1,172 texts), and why.
 * What is refused here and read there is the policy's doing.
 */
const DELIBERATE: [lines: string, expected: Partial<Record<keyof ServiceSpec, unknown>>, why: string][] = [
  [
    "environment: {A: 1.10, B: 0755, C: 2020-01-01}",
    { environment: { A: "1.10", B: "0755", C: "2020-01-01" } },
    "a number is passed on as typed, not as 1.1 and 493",
  ],
  [
    "configs: [{source: inline, mode: 440}]",
    { configs: [file("inline", "/inline", { content: "some text\n", mode: 0o440 })] },
    "digits of a mode are octal, as chmod has it",
  ],
  ["command: a && b", { command: ["a", "&&", "b"] }, "compose-go drops `&&` and all that follows; older readers kept it as a word, and a warning says so"],
  ["command: |\n  a \\\n  b", { command: ["a", "b"] }, "a line goes on behind a backslash, as in a shell; compose-go makes a word of the line's end"],
  [
    "x-nothing:",
    { restart: { policy: "unless-stopped" } },
    "services run until they are stopped, as with Rancher; only a job that others wait for runs once, as with Compose",
  ],
  [
    "deploy: {resources: {reservations: {memory: 1G}}}",
    { memoryBytes: 1024 * MiB },
    "without a limit there would be the default, and it may not be below what is reserved",
  ],
  ["stop_grace_period: 1500ms", { stopGraceSeconds: 2 }, "the engine counts whole seconds"],
  ["ports: ['3000-3009:80']", { ports: [port(80)] }, "any free port of the pool is one of them"],
  [
    "healthcheck: {test: [CMD-SHELL, a, b]}",
    { healthcheck: { test: ["CMD-SHELL", "a"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null } },
    "the engine's shell runs the first text alone",
  ],
  ["stop_signal: term", { stopSignal: "SIGTERM" }, "one spelling for one signal"],
];

const TAIL = `  db: {image: 'postgres:16'}
  redis: {image: 'redis:7'}
volumes: {data: }
networks: {front: , back: }
configs: {inline: {content: "some text\\n"}}
secrets: {token: {external: true}}
`;
const around = (lines: string) => {
  const used = (name: string) => lines.includes(name);
  const tail = TAIL.split("\n").filter((line) => used("secrets") || !line.startsWith("secrets"));
  return `services:\n  web:\n    image: app:v1\n${lines.replaceAll(/^/gm, "    ")}\n${tail.join("\n")}`;
};
const read = (lines: string) =>
  parseCompose(around(lines), {
    stackName: "demo",
    variables: { SET: "from the stack" },
    policy: WIDE_POLICY,
    own: { volumesOutsideStack: [], secrets: ["token"] },
  });

const cases = Object.entries(SAMPLES).flatMap(([name, entries]) => (typeof entries === "string" ? [] : entries.map((entry) => [name, ...entry] as const)));

describe("what the samples of compose-go cover", () => {
  test.each(cases)("%s: %s", (_name, lines, expected) => {
    const { spec, issues } = read(lines);
    const errors = issues.filter((issue) => issue.severity === "error");
    if (typeof expected === "string") {
      expect(errors.map(({ rule }) => rule)).toContain(expected);
      return;
    }
    expect(errors).toEqual([]);
    expect(spec?.services.find(({ name }) => name === "web")).toMatchObject(expected);
  });

  test.each(DELIBERATE)("read otherwise on purpose: %s", (lines, expected, why) => {
    const { spec, issues } = read(lines);
    expect(issues.filter((issue) => issue.severity === "error")).toEqual([]);
    expect(spec?.services.find(({ name }) => name === "web")).toMatchObject(expected);
    expect(why.length).toBeGreaterThan(15);
  });

  test("what is left out says why", () => {
    const reasons = [...Object.values(SAMPLES).filter((entry) => typeof entry === "string"), ...Object.values(ELSEWHERE)];
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(15);
    expect(Object.keys(SAMPLES)).toHaveLength(78);
  });
});
