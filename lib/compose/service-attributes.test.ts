// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import { parseCompose } from "./parse-compose";

const MiB = 1024 * 1024;
const TAIL = "\nvolumes:\n  data:\n  cache:\nnetworks:\n  front:\n  back:\n";
const AROUND = "  db:\n    image: postgres:16\n    volumes: [cache:/var/lib/postgresql/data]\n    networks: [default, front, back]\n";

/** A service `web` with these lines, beside a service `db` and declared volumes and networks. The lines start in line 4. */
const wrap = (lines: string) => `services:\n  web:\n    image: app:v1\n${lines.replaceAll(/^/gm, "    ")}\n${AROUND}${TAIL}`;
const parse = (text: string, variables: Record<string, string> = {}) => parseCompose(text, { stackName: "demo", variables, policy: DEFAULT_POLICY });
const errorsOf = (text: string) => parse(text).issues.filter((issue) => issue.severity === "error");

function webOf(lines: string): ServiceSpec {
  const result = parse(wrap(lines));
  expect(result.issues.filter((issue) => issue.severity === "error")).toEqual([]);
  const web = result.spec?.services.find((service) => service.name === "web");
  if (!web) throw new Error("web was not read");
  return web;
}

const check = (part: object) => ({ test: null, intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null, ...part });
const port = (target: number, published: number | null = null, protocol = "tcp") => ({ target, protocol, published });

const ALLOWED: [string, Partial<Record<keyof ServiceSpec, unknown>>][] = [
  ["command: echo 'a b' \"c $$d\" e\\ f", { command: ["echo", "a b", "c $d", "e f"] }],
  ["command: [python, -m, http.server, 8000]", { command: ["python", "-m", "http.server", "8000"] }],
  ["command:", { command: null }],
  ["command: []", { command: [] }],
  ["entrypoint: /bin/run --now", { entrypoint: ["/bin/run", "--now"] }],
  ["entrypoint: []", { entrypoint: [""] }],
  ["environment:\n  A: 1\n  B: 1.10\n  C: yes\n  D: true\n  E: ''\n  F: 0755", { environment: { A: "1", B: "1.10", C: "yes", D: "true", E: "", F: "0755" } }],
  ["environment:\n  - A=1\n  - B=x=y\n  - C=", { environment: { A: "1", B: "x=y", C: "" } }],
  ["environment:\n  discovery.type: single-node", { environment: { "discovery.type": "single-node" } }],
  ["ports: [8080]", { ports: [port(8080)] }],
  ['ports: ["8080"]', { ports: [port(8080)] }],
  ['ports: ["60010:80"]', { ports: [port(80, 60010)] }],
  ["ports:\n  - 60010:80", { ports: [port(80, 60010)] }],
  ['ports: ["60000:80/udp", "53/udp"]', { ports: [port(53, null, "udp"), port(80, 60000, "udp")] }],
  ['ports: ["0:80"]', { ports: [port(80)] }],
  ['ports: ["60001-60002:81-82"]', { ports: [port(81, 60001), port(82, 60002)] }],
  ["ports:\n  - target: 80\n    published: 60010\n    protocol: udp\n    mode: ingress", { ports: [port(80, 60010, "udp")] }],
  ['ports:\n  - target: 80\n    published: "60010"', { ports: [port(80, 60010)] }],
  ["ports:\n  - target: 80", { ports: [port(80)] }],
  ["ports: []", { ports: [] }],
  ["expose: [3000, '4000/udp', '5000-5010']", { ports: [] }],
  ["volumes: [data:/srv]", { mounts: [{ type: "volume", source: "data", target: "/srv", readOnly: false }] }],
  ["volumes: [data:/srv/:ro]", { mounts: [{ type: "volume", source: "data", target: "/srv", readOnly: true }] }],
  ["volumes: [/scratch]", { mounts: [{ type: "anonymous", target: "/scratch", readOnly: false }] }],
  [
    "volumes:\n  - type: volume\n    source: data\n    target: /srv\n    read_only: true",
    { mounts: [{ type: "volume", source: "data", target: "/srv", readOnly: true }] },
  ],
  ["volumes:\n  - type: volume\n    target: /srv", { mounts: [{ type: "anonymous", target: "/srv", readOnly: false }] }],
  ["volumes:\n  - type: tmpfs\n    target: /run\n    tmpfs:\n      size: 64m", { mounts: [{ type: "tmpfs", target: "/run", sizeBytes: 64 * MiB }] }],
  ["volumes: [/process-data]", { mounts: [{ type: "anonymous", target: "/process-data", readOnly: false }] }],
  ["tmpfs: /run", { mounts: [{ type: "tmpfs", target: "/run", sizeBytes: null }] }],
  ["tmpfs: ['/tmp:rw,noexec,size=1m,mode=1777']", { mounts: [{ type: "tmpfs", target: "/tmp", sizeBytes: MiB }] }],
  [
    "networks: [front, back]",
    {
      networks: [
        { name: "back", aliases: [] },
        { name: "front", aliases: [] },
      ],
    },
  ],
  [
    "networks:\n  front:\n    aliases: [www, api.internal]\n  default:",
    {
      networks: [
        { name: "default", aliases: [] },
        { name: "front", aliases: ["api.internal", "www"] },
      ],
    },
  ],
  ["labels:\n  org.site: als\n  n: 1\n  empty:", { labels: { "org.site": "als", n: "1", empty: "" } }],
  ["labels: [a=b, c]", { labels: { a: "b", c: "" } }],
  [
    "healthcheck:\n  test: curl -f http://localhost\n  interval: 1m30s\n  timeout: 500ms\n  start_period: 1.5s\n  retries: 3",
    { healthcheck: check({ test: ["CMD-SHELL", "curl -f http://localhost"], intervalMs: 90_000, timeoutMs: 500, startPeriodMs: 1500, retries: 3 }) },
  ],
  ["healthcheck:\n  test: [CMD, /healthz, -q]", { healthcheck: check({ test: ["CMD", "/healthz", "-q"] }) }],
  ["healthcheck:\n  test: [CMD-SHELL, 'a || exit 1']", { healthcheck: check({ test: ["CMD-SHELL", "a || exit 1"] }) }],
  ["healthcheck:\n  test: [NONE]", { healthcheck: check({ test: ["NONE"] }) }],
  ["healthcheck:\n  disable: true", { healthcheck: check({ test: ["NONE"] }) }],
  ["healthcheck:\n  interval: 1h", { healthcheck: check({ intervalMs: 3_600_000 }) }],
  ["healthcheck:\n  interval: 0s\n  start_interval: 2s", { healthcheck: check({}) }],
  ["depends_on: [db]", { dependsOn: [{ service: "db", condition: "service_started" }] }],
  [
    "depends_on:\n  db:\n    condition: service_healthy\n    restart: true\n    required: true",
    { dependsOn: [{ service: "db", condition: "service_healthy" }] },
  ],
  ["depends_on:\n  db:\n    condition: service_completed_successfully", { dependsOn: [{ service: "db", condition: "service_completed_successfully" }] }],
  ["restart: always", { restart: { policy: "unless-stopped" } }],
  ["restart: unless-stopped", { restart: { policy: "unless-stopped" } }],
  ['restart: "no"', { restart: { policy: "no" } }],
  ["restart: no", { restart: { policy: "no" } }],
  ["restart: false", { restart: { policy: "no" } }],
  ["restart: on-failure", { restart: { policy: "on-failure", maxRetries: 0 } }],
  ["restart: on-failure:5", { restart: { policy: "on-failure", maxRetries: 5 } }],
  ["user: 1000", { user: "1000" }],
  ["user: 57923:57923", { user: "57923:57923" }],
  ["user: nobody:www-data", { user: "nobody:www-data" }],
  ["cap_add: [CAP_CHOWN, net_bind_service, CHOWN]", { capAdd: ["CHOWN", "NET_BIND_SERVICE"] }],
  ["cap_drop: [ALL]", { capDrop: ["ALL"] }],
  ["security_opt: ['no-new-privileges:true']", {}],
  ["security_opt: [no-new-privileges]", {}],
  ["privileged: false", {}],
  ["read_only: true", { readOnly: true }],
  ["init: true", { init: true }],
  ["init: false", { init: false }],
  ["tty: true\nstdin_open: 'true'", { tty: true, stdinOpen: true }],
  ["hostname: web-host", { hostname: "web-host" }],
  ["working_dir: /srv/app/", { workingDir: "/srv/app" }],
  ["container_name: demo-web", { containerName: "demo-web" }],
  ["container_name: demo", { containerName: "demo" }],
  ["stop_signal: INT", { stopSignal: "SIGINT" }],
  ["stop_signal: SIGRTMIN+3", { stopSignal: "SIGRTMIN+3" }],
  ["stop_signal: 15", { stopSignal: "15" }],
  ["stop_grace_period: 1m30s", { stopGraceSeconds: 90 }],
  ["stop_grace_period: 1500ms", { stopGraceSeconds: 2 }],
  ["mem_limit: 1.5g", { memoryBytes: 1536 * MiB }],
  ["mem_limit: 67108864", { memoryBytes: 64 * MiB }],
  ["mem_limit: 128MiB\nmem_reservation: 64mb", { memoryBytes: 128 * MiB, memoryReservationBytes: 64 * MiB }],
  ["cpus: 0.5", { cpus: 0.5 }],
  ["cpus: '2'", { cpus: 2 }],
  ["pids_limit: 100", { pids: 100 }],
  ["shm_size: 256m", { shmBytes: 256 * MiB }],
  ["scale: 3", { scale: 3 }],
  ["scale: 0", { scale: 0 }],
  ["deploy:\n  mode: replicated\n  replicas: 2", { scale: 2 }],
  ["scale: 2\ndeploy:\n  replicas: 2", { scale: 2 }],
  [
    "deploy:\n  resources:\n    limits: {cpus: '0.50', memory: 50M, pids: 10}\n    reservations: {cpus: '0.25', memory: 20M}",
    { cpus: 0.5, memoryBytes: 50 * MiB, pids: 10, memoryReservationBytes: 20 * MiB },
  ],
  [
    "deploy:\n  restart_policy:\n    condition: on-failure\n    max_attempts: 3\n    delay: 5s\n    window: 2m",
    { restart: { policy: "on-failure", maxRetries: 3 } },
  ],
  ["deploy:\n  restart_policy:\n    condition: none", { restart: { policy: "no" } }],
  ["deploy:\n  restart_policy: {condition: any}", { restart: { policy: "unless-stopped" } }],
  ["deploy:\n  update_config: {parallelism: 2, delay: 5s, order: start-first, failure_action: rollback, monitor: 1m}\n  rollback_config: {parallelism: 1}", {}],
  ["logging:\n  driver: json-file\n  options: {max-size: 1m, max-file: '2'}", { log: { maxSizeBytes: MiB, maxFiles: 2 } }],
  ["logging:\n  driver: local", { log: { maxSizeBytes: 10 * MiB, maxFiles: 3 } }],
  ["platform: linux/amd64", {}],
  ["x-note: {anything: [1, {privileged: true}]}", {}],
];

describe("allowed attributes", () => {
  test.each(ALLOWED)("%s", (lines, expected) => {
    expect(webOf(lines)).toMatchObject(expected);
  });

  test.each([
    ["deploy:\n  update_config: {order: start-first}", "deploy.update_config"],
    ["platform: linux/arm64", "platform"],
    ["healthcheck:\n  start_interval: 2s", "healthcheck.start_interval"],
    ["deploy:\n  resources:\n    reservations: {cpus: '1'}", "reservations.cpus"],
  ])("%s is said to have no effect", (lines, field) => {
    const notice = parse(wrap(lines)).issues.find((issue) => issue.rule === "compose.unused");
    expect(notice).toMatchObject({ severity: "notice" });
    expect(notice?.message).toContain(field);
  });
});

/** Lines, rule, and where: line and column in the whole text. */
const REFUSED: [string, string, number, number][] = [
  ...[
    "pid: host",
    "ipc: host",
    "uts: host",
    "userns_mode: host",
    "network_mode: host",
    "cgroup: host",
    "cgroup_parent: /",
    "devices: [/dev/sda]",
    "device_cgroup_rules: ['c 1:3 mr']",
    "gpus: all",
    "use_api_socket: true",
    "sysctls: {kernel.msgmax: 1}",
    "ulimits: {nofile: 1}",
    "oom_kill_disable: true",
    "oom_score_adj: -1000",
    "cpu_rt_period: 1",
    "cpu_rt_runtime: 1",
    "cpu_count: 1",
    "cpu_percent: 1",
    "cpu_shares: 1",
    "cpu_quota: 1",
    "cpu_period: 1",
    "cpuset: '0'",
    "memswap_limit: -1",
    "mem_swappiness: 100",
    "blkio_config: {weight: 1}",
    "storage_opt: {size: 1G}",
    "runtime: other",
    "isolation: process",
    "credential_spec: {file: x}",
    "annotations: {a: b}",
    "build: .",
    "develop: {}",
    "provider: {type: x}",
    "models: [m]",
    "env_file: .env",
    "label_file: x",
    "extends: db",
    "secrets: [s]",
    "configs: [c]",
    "volumes_from: [db]",
    "volume_driver: local",
    "links: [db]",
    "external_links: [other]",
    "extra_hosts: ['host:host-gateway']",
    "dns: 1.1.1.1",
    "dns_search: x",
    "dns_opt: [x]",
    "domainname: x",
    "mac_address: 02:42:ac:11:65:43",
    "group_add: [0]",
    "profiles: [debug]",
    "pull_policy: never",
    "attach: false",
    "post_start: [{command: x}]",
    "pre_stop: [{command: x}]",
    "log_driver: syslog",
    "log_opt: {a: b}",
    "net: host",
    "health_check: {port: 80}",
    "upgrade_strategy: {start_first: true}",
    "start_on_create: true",
    "retain_ip: true",
    "nonsense: 1",
    "privileged: true",
    "privileged: 'false'",
    "privileged:",
  ].map((lines): [string, string, number, number] => [lines, `policy.${lines.replace(/:.*$/, "")}`, 4, 5]),
  ["privileged: ${P:-true}", "policy.privileged", 4, 5],
  ["cap_add: [SYS_ADMIN]", "policy.cap_add", 4, 15],
  ["cap_add:\n  - CHOWN\n  - CAP_NET_ADMIN", "policy.cap_add", 6, 9],
  ["cap_add: [ALL]", "policy.cap_add", 4, 15],
  ["security_opt:\n  - seccomp:unconfined", "policy.security_opt", 5, 9],
  ["security_opt: ['no-new-privileges:false']", "policy.security_opt", 4, 20],
  ["ports: ['80:80']", "policy.ports", 4, 13],
  ["ports: ['127.0.0.1:60010:80']", "policy.ports", 4, 13],
  ["ports: ['[::1]:60010:80']", "policy.ports", 4, 13],
  ["ports: ['60010:80/sctp']", "policy.ports", 4, 13],
  ["ports: ['60000-60010:80']", "compose.ports", 4, 13],
  ["ports: ['60049-60052:80-83']", "policy.ports", 4, 13],
  ["ports: [abc]", "compose.ports", 4, 13],
  ["ports: ['0']", "compose.ports", 4, 13],
  ["ports: [70000]", "compose.ports", 4, 13],
  ["ports: 80", "compose.ports", 4, 12],
  ["ports:\n  - target: 80\n    host_ip: 127.0.0.1", "policy.ports.host_ip", 6, 9],
  ["ports:\n  - target: 80\n    mode: host", "compose.ports.mode", 6, 15],
  ["ports:\n  - target: 80\n    published: 60000-60010", "compose.ports", 6, 20],
  ["ports:\n  - published: 60000", "compose.ports", 5, 9],
  ["ports: ['60010:80', '60010:81']", "compose.ports", 4, 25],
  ["volumes: [/etc:/host]", "policy.volumes", 4, 15],
  ["volumes: [./a:/a]", "policy.volumes", 4, 15],
  ["volumes: ['~/a:/a']", "policy.volumes", 4, 15],
  ["volumes: ['C:\\a:/a']", "policy.volumes", 4, 15],
  ["volumes: [/var/run/docker.sock:/var/run/docker.sock]", "policy.volumes", 4, 15],
  ["volumes: [missing:/a]", "compose.volumes", 4, 15],
  ["volumes: [data]", "compose.volumes", 4, 15],
  ["volumes: [data:/a:z]", "policy.volumes", 4, 15],
  ["volumes: [data:/a:rshared]", "policy.volumes", 4, 15],
  ["volumes: [data:/]", "policy.volumes", 4, 15],
  ["volumes: [data:/proc/x]", "policy.volumes", 4, 15],
  ["volumes: [data:/a/../proc]", "policy.volumes", 4, 15],
  ["volumes: [data:/run//secrets/]", "policy.volumes", 4, 15],
  ["volumes: [data:/a, cache:/a/]", "compose.volumes", 4, 24],
  ["volumes:\n  - type: bind\n    source: /etc\n    target: /a", "policy.volumes", 5, 15],
  ["volumes:\n  - type: npipe\n    target: /a", "policy.volumes", 5, 15],
  ["volumes:\n  - type: image\n    source: a\n    target: /a", "policy.volumes", 5, 15],
  ["volumes:\n  - type: volume\n    source: /etc\n    target: /a", "policy.volumes", 6, 17],
  ["volumes:\n  - type: volume\n    source: data\n    target: /a\n    volume: {subpath: ../x}", "policy.volumes.volume.subpath", 8, 18],
  ["volumes:\n  - type: volume\n    target: /a\n    bind: {propagation: rshared}", "policy.volumes.bind", 7, 9],
  ["volumes:\n  - type: tmpfs\n    target: /a\n    tmpfs: {size: 900g}", "policy.tmpfs", 7, 23],
  ["tmpfs: /sys", "policy.tmpfs", 4, 12],
  ["tmpfs: /a:exec", "policy.tmpfs", 4, 12],
  ["tmpfs: /a:size=900g", "policy.tmpfs", 4, 12],
  ["tmpfs: /a:size=0", "policy.tmpfs", 4, 12],
  ["networks: [other]", "compose.networks", 4, 16],
  ["networks:\n  front:\n    ipv4_address: 10.0.0.1", "policy.networks.ipv4_address", 6, 9],
  ["networks:\n  front:\n    aliases: ['a b']", "compose.networks.aliases", 6, 19],
  ["labels:\n  io.spindle.owner: me", "policy.labels", 5, 7],
  ["labels: [COM.Docker.compose.project=x]", "policy.labels", 4, 14],
  ["labels:\n  caddy_0: x", "policy.labels", 5, 7],
  ["healthcheck:\n  interval: 1ms", "policy.healthcheck.interval", 5, 17],
  ["healthcheck:\n  interval: 10", "compose.healthcheck.interval", 5, 17],
  ["healthcheck:\n  timeout: 2h", "policy.healthcheck.timeout", 5, 16],
  ["healthcheck:\n  retries: 1000", "policy.healthcheck.retries", 5, 16],
  ["healthcheck:\n  test: [echo, a]", "compose.healthcheck.test", 5, 7],
  ["healthcheck:\n  test: ''", "compose.healthcheck.test", 5, 13],
  ["depends_on: [nobody]", "compose.depends_on", 4, 18],
  ["depends_on: [web]", "compose.depends_on", 4, 18],
  ["depends_on:\n  db:\n    condition: service_lucky", "compose.depends_on.condition", 6, 20],
  ["depends_on:\n  db:\n    required: false", "policy.depends_on.required", 6, 9],
  ["restart: sometimes", "compose.restart", 4, 14],
  ["user: '+0'", "compose.user", 4, 11],
  ["user: '00'", "compose.user", 4, 11],
  ["user: '1000:'", "compose.user", 4, 11],
  ["user: '4294967296'", "compose.user", 4, 11],
  ["working_dir: /proc/self/fd/8", "policy.working_dir", 4, 18],
  ["working_dir: /a/../proc", "policy.working_dir", 4, 18],
  ["working_dir: app", "compose.working_dir", 4, 18],
  ["entrypoint: /proc/self/exe", "policy.entrypoint", 4, 17],
  ["entrypoint: [//proc/./self/exe]", "policy.entrypoint", 4, 18],
  ["command: ['/sys/x']", "policy.command", 4, 15],
  ['command: echo "a', "compose.command", 4, 14],
  ["command: {a: b}", "compose.command", 4, 5],
  ["hostname: a_b", "compose.hostname", 4, 15],
  ["container_name: other", "policy.container_name", 4, 21],
  ["container_name: demonic", "policy.container_name", 4, 21],
  ["stop_signal: SIGNOPE", "compose.stop_signal", 4, 18],
  ["stop_grace_period: 1h", "policy.stop_grace_period", 4, 24],
  ["stop_grace_period: soon", "compose.stop_grace_period", 4, 24],
  ["mem_limit: 0", "policy.mem_limit", 4, 16],
  ["mem_limit: -1", "policy.mem_limit", 4, 16],
  ["mem_limit: 1m", "policy.mem_limit", 4, 16],
  ["mem_limit: 1t", "policy.mem_limit", 4, 16],
  ["mem_limit: lots", "compose.mem_limit", 4, 16],
  ["mem_reservation: 1g", "compose.mem_reservation", 4, 22],
  ["cpus: 0", "policy.cpus", 4, 11],
  ["cpus: 100", "policy.cpus", 4, 11],
  ["cpus: .inf", "compose.cpus", 4, 11],
  ["pids_limit: -1", "policy.pids_limit", 4, 17],
  ["pids_limit: 0", "policy.pids_limit", 4, 17],
  ["pids_limit: 1.5", "compose.pids_limit", 4, 17],
  ["pids_limit: 100000", "policy.pids_limit", 4, 17],
  ["shm_size: 64g", "policy.shm_size", 4, 15],
  ["scale: 11", "policy.scale", 4, 12],
  ["scale: -1", "policy.scale", 4, 12],
  ["scale: 3\ndeploy:\n  replicas: 2", "compose.deploy.replicas", 6, 17],
  ["scale: 2\nports: ['60010:80']", "policy.ports", 5, 13],
  ["scale: 2\ncontainer_name: demo-web", "policy.container_name", 5, 5],
  ["deploy:\n  mode: global", "compose.deploy.mode", 5, 13],
  ["deploy:\n  replicas: 100", "policy.deploy.replicas", 5, 17],
  ["deploy:\n  placement: {}", "policy.deploy.placement", 5, 7],
  ["deploy:\n  labels: {a: b}", "policy.deploy.labels", 5, 7],
  ["deploy:\n  endpoint_mode: vip", "policy.deploy.endpoint_mode", 5, 7],
  ["deploy:\n  resources:\n    limits: {memory: -1}", "policy.deploy.resources.limits.memory", 6, 26],
  ["deploy:\n  resources:\n    reservations:\n      devices: [{capabilities: [gpu]}]", "policy.deploy.resources.reservations.devices", 7, 11],
  ["deploy:\n  update_config: {max_failure_ratio: 1}", "policy.deploy.update_config.max_failure_ratio", 5, 23],
  ["logging:\n  driver: syslog", "policy.logging.driver", 5, 15],
  ["logging:\n  driver: none", "policy.logging.driver", 5, 15],
  ["logging:\n  options: {syslog-address: 'tcp://x'}", "policy.logging.options.syslog-address", 5, 17],
  ["logging:\n  options: {max-size: 1g}", "policy.logging.options.max-size", 5, 27],
  ["logging:\n  options: {max-size: -1}", "policy.logging.options.max-size", 5, 27],
  ["logging:\n  options: {max-file: 0}", "policy.logging.options.max-file", 5, 27],
  ["read_only: maybe", "compose.read_only", 4, 16],
  ["tty: {}", "compose.tty", 4, 5],
  ["environment: [A, 1=2]", "compose.environment", 4, 22],
  ["environment:\n  A: [1]", "compose.environment", 5, 7],
  ['environment:\n  A: "a\\0b"', "compose.environment", 5, 10],
  ["environment: [A=1, A=2]", "compose.environment", 4, 24],
  ["environment: text", "compose.environment", 4, 18],
];

describe("refused, with rule, line and column", () => {
  test.each(REFUSED)("%s", (lines, rule, line, column) => {
    const errors = errorsOf(wrap(lines));
    expect(errors.map((issue) => `${issue.rule} ${issue.line}:${issue.column}`)).toContain(`${rule} ${line}:${column}`);
    expect(parse(wrap(lines)).spec).toBeNull();
    for (const issue of errors) {
      expect(issue.short.length).toBeGreaterThan(3);
      expect(issue.message).toMatch(/^[\S].{15,}[.)`"]$|Write 1/u);
      expect(issue.endLine > issue.line || issue.endColumn > issue.column).toBe(true);
    }
  });

  test("a bare name is refused when it is no variable, and taken when it is one", () => {
    const text = wrap("environment: [TOKEN]");
    expect(errorsOf(text)).toMatchObject([{ rule: "variable.unset", line: 4, column: 19 }]);
    const { spec, variables } = parse(text, { TOKEN: "abc" });
    expect(spec?.services.find((service) => service.name === "web")?.environment).toEqual({ TOKEN: "abc" });
    expect(variables).toEqual([{ name: "TOKEN", value: "abc", default: null, usedBy: ["web"] }]);
  });
});

describe("one-click fixes", () => {
  const apply = (text: string): string => {
    const fix = errorsOf(text).find((issue) => issue.fix)?.fix;
    if (!fix) throw new Error("no fix offered");
    return text.slice(0, fix.from) + fix.insert + text.slice(fix.to);
  };

  test.each([
    ["privileged: true", ""],
    ["privileged: true # because", ""],
    ["sysctls:\n  - a=1\n  - b=2", ""],
    ["environemnt: {A: b}", "environment: {A: b}"],
    ["Mem-Limit: 64m", "mem_limit: 64m"],
    ["stop_grace_period: 10", "stop_grace_period: 10s"],
    ["ports: ['8080:80']", 'ports: ["80"]'],
    ["command: pay 5$ now", "command: pay 5$$ now"],
    ["labels:\n  a: b\n  traefik.enable: true", "labels:\n  a: b"],
  ])("%s", (before, after) => {
    const expected = after === "" ? wrap("#").replace("    #\n", "") : wrap(after);
    expect(apply(wrap(before))).toBe(expected);
    expect(errorsOf(expected)).toEqual([]);
  });

  test("an undeclared volume is declared at the end", () => {
    const text = "services:\n  web:\n    image: a:1\n    volumes: [data:/x]";
    expect(apply(text)).toBe(`${text}\nvolumes:\n  data:\n`);
    expect(errorsOf(apply(text))).toEqual([]);
  });

  test.each([["services: {web: {image: a:1, privileged: true}}\n"], ["services:\n  web:\n    image: a:1\n    pid: &p host\n    hostname: *p\n"]])(
    "none where removing would break something else: %s",
    (text) => {
      expect(errorsOf(text).some((issue) => issue.fix?.insert === "")).toBe(false);
    },
  );
});
