// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import { parse, wrap } from "./service-under-test";

const MiB = 1024 * 1024;

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
  ["expose: [3000, '4000/udp', '5000-5002', '3000/tcp']", { ports: [], expose: ["3000/tcp", "4000/udp", "5000/tcp", "5001/tcp", "5002/tcp"] }],
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
  ["healthcheck:\n  timeout: 0s\n  start_interval: 2s", { healthcheck: check({}) }],
  ["depends_on: [db]", { dependsOn: [{ service: "db", condition: "service_started" }] }],
  [
    "depends_on:\n  db:\n    condition: service_healthy\n    restart: true\n    required: true",
    { dependsOn: [{ service: "db", condition: "service_healthy" }] },
  ],
  ["depends_on:\n  db:\n    condition: service_completed_successfully", { dependsOn: [{ service: "db", condition: "service_completed_successfully" }] }],
  ["depends_on: {db: {condition: service_healthy, required: false}}", { dependsOn: [{ service: "db", condition: "service_healthy" }] }],
  ["depends_on: {nobody: {condition: service_started, required: false}}", { dependsOn: [] }],
  [
    "extra_hosts: ['a=0.0.0.1,0.0.0.2']",
    {
      extraHosts: [
        { name: "a", address: "0.0.0.1" },
        { name: "a", address: "0.0.0.2" },
      ],
    },
  ],
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
  ["deploy:\n  restart_policy: {condition: 'any'}", { restart: { policy: "unless-stopped" } }],
  ["deploy:\n  update_config: {parallelism: 2, delay: 5s, order: start-first, failure_action: rollback, monitor: 1m}\n  rollback_config: {parallelism: 1}", {}],
  ["logging:\n  driver: json-file\n  options: {max-size: 1m, max-file: '2'}", { log: { maxSizeBytes: MiB, maxFiles: 2 } }],
  ["logging:\n  driver: local", { log: { maxSizeBytes: 10 * MiB, maxFiles: 3 } }],
  ["platform: linux/amd64", { platform: "linux/amd64" }],
  ["network_mode: none", { networkMode: "none", networks: [] }],
  ["network_mode: none\nports: []", { networkMode: "none", ports: [] }],
  ["network_mode: service:db", { networkMode: { service: "db" }, networks: [], dependsOn: [{ service: "db", condition: "service_started" }] }],
  ["links: [db]", { dependsOn: [{ service: "db", condition: "service_started" }] }],
  ["links: ['db:db']\ndepends_on: {db: {condition: service_healthy}}", { dependsOn: [{ service: "db", condition: "service_healthy" }] }],
  [
    "extra_hosts: ['b.site:10.0.0.7', 'a=::1', 'b.site:[fd00::1]']",
    {
      extraHosts: [
        { name: "a", address: "::1" },
        { name: "b.site", address: "10.0.0.7" },
        { name: "b.site", address: "fd00::1" },
      ],
    },
  ],
  [
    "extra_hosts: {a: 10.0.0.7, b: [10.0.0.8]}",
    {
      extraHosts: [
        { name: "a", address: "10.0.0.7" },
        { name: "b", address: "10.0.0.8" },
      ],
    },
  ],
  ["dns: 10.0.0.53\ndns_search: lbl.gov\ndns_opt: [ndots:2, use-vc]", { dns: ["10.0.0.53"], dnsSearch: ["lbl.gov"], dnsOptions: ["ndots:2", "use-vc"] }],
  ["dns: [8.8.8.8, '2001:db8::1']\ndns_search: [., a.b]", { dns: ["8.8.8.8", "2001:db8::1"], dnsSearch: [".", "a.b"] }],
  ["domainname: lbl.gov\nhostname: web.lbl.gov", { domainname: "lbl.gov", hostname: "web.lbl.gov" }],
  ["group_add: [1001, mail]", { groupAdd: ["1001", "mail"] }],
  [
    "ulimits: {nofile: {soft: 20000, hard: 40000}, core: 0, nproc: '65535'}",
    {
      ulimits: [
        { name: "core", soft: 0, hard: 0 },
        { name: "nofile", soft: 20000, hard: 40000 },
        { name: "nproc", soft: 65535, hard: 65535 },
      ],
    },
  ],
  ["sysctls: [net.ipv4.tcp_syncookies=0]", { sysctls: { "net.ipv4.tcp_syncookies": "0" } }],
  ["sysctls: {net.ipv4.ip_local_port_range: '1024 65000'}", { sysctls: { "net.ipv4.ip_local_port_range": "1024 65000" } }],
  ["cpu_shares: 512", { cpuShares: 512 }],
  ["cpu_quota: 50000", { cpus: 0.5 }],
  ["cpu_quota: 12500\ncpu_period: 50000", { cpus: 0.25, cpuPeriod: 50_000 }],
  ["cpu_quota: 50000\ncpus: 0.5", { cpus: 0.5 }],
  ["mem_swappiness: 10", { memorySwappiness: 10 }],
  ["mem_limit: 64m\nmemswap_limit: 128m", { memorySwapBytes: 128 * MiB }],
  ["memswap_limit: 512m", { memoryBytes: 512 * MiB }],
  ["pull_policy: always", { pull: { policy: "always" } }],
  ["pull_policy: daily", { pull: { policy: "after", seconds: 86_400 } }],
  ["pull_policy: every_1w12h", { pull: { policy: "after", seconds: 648_000 } }],
  ["pull_refresh_after: 12h\npull_policy: refresh", { pull: { policy: "after", seconds: 43_200 } }],
  ["pull_policy: if_not_present", {}],
  ["attach: true", {}],
  ["extends: db", { image: "app:v1" }],
  [
    "post_start:\n  - command: echo hi\n    working_dir: /tmp\n    environment: {A: 1}",
    { postStart: [{ command: ["echo", "hi"], environment: { A: "1" }, workingDir: "/tmp" }] },
  ],
  ["user: '1000'\npre_stop: [{command: [sync], user: '1000', privileged: false}]", { preStop: [{ command: ["sync"], environment: {}, workingDir: null }] }],
  [
    "tmpfs: ['/tmp:size=1m,uid=1000,gid=1000,mode=0700,noexec']",
    { mounts: [{ type: "tmpfs", target: "/tmp", sizeBytes: MiB, mode: 0o700, uid: 1000, gid: 1000 }] },
  ],
  ["volumes: ['data:/srv:ro,nocopy']", { mounts: [{ type: "volume", source: "data", target: "/srv", readOnly: true, noCopy: true }] }],
  [
    "networks: {front: {priority: 5}, back: , default: {priority: 10}}",
    {
      networks: [
        { name: "default", aliases: [], priority: 10 },
        { name: "front", aliases: [], priority: 5 },
        { name: "back", aliases: [] },
      ],
    },
  ],
  ["ports: [{target: 80, name: web, app_protocol: http}]", { ports: [port(80)] }],
  ["x-note: {anything: [1, {privileged: true}]}", {}],
];

describe("allowed attributes", () => {
  test.each(ALLOWED)("%s", (lines, expected) => {
    expect(webOf(lines)).toMatchObject(expected);
  });

  test.each([
    ["deploy:\n  update_config: {monitor: 1m}", "deploy.update_config.monitor"],
    ["attach: false", "attach"],
    ["pull_refresh_after: 12h", "pull_refresh_after"],
    ["logging: {driver: local}", "logging.driver"],
    ["deploy:\n  labels: {a: b}", "deploy.labels"],
    ["deploy:\n  endpoint_mode: vip", "deploy.endpoint_mode"],
    ["healthcheck:\n  start_interval: 2s", "healthcheck.start_interval"],
    ["deploy:\n  resources:\n    reservations: {cpus: '1'}", "reservations.cpus"],
  ])("%s is said to have no effect", (lines, field) => {
    const notice = parse(wrap(lines)).issues.find((issue) => issue.rule === "compose.unused");
    expect(notice).toMatchObject({ severity: "notice" });
    expect(notice?.message).toContain(field);
  });
});
