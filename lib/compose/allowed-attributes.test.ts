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
  ["deploy:\n  restart_policy: {condition: 'any'}", { restart: { policy: "unless-stopped" } }],
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
    ["deploy:\n  update_config: {monitor: 1m}", "deploy.update_config.monitor"],
    ["platform: linux/arm64", "platform"],
    ["healthcheck:\n  start_interval: 2s", "healthcheck.start_interval"],
    ["deploy:\n  resources:\n    reservations: {cpus: '1'}", "reservations.cpus"],
  ])("%s is said to have no effect", (lines, field) => {
    const notice = parse(wrap(lines)).issues.find((issue) => issue.rule === "compose.unused");
    expect(notice).toMatchObject({ severity: "notice" });
    expect(notice?.message).toContain(field);
  });
});
