// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { many, service } from "./texts";

/** What a container does where it runs, and how much of it. */
export const RUNNING: Record<string, string[]> = {
  "A16 under /proc": [
    ...[
      "working_dir: /proc/self/fd/8",
      "working_dir: /proc",
      "working_dir: //proc/self",
      "working_dir: /x/../proc",
      "working_dir: /sys/fs",
      "working_dir: /dev/fd",
    ].map(service),
    ...["entrypoint: /proc/self/exe", "entrypoint: [/proc/self/fd/7, -c]", "volumes: ['data:/proc']", "volumes: ['data:/x/../sys']", "tmpfs: [/dev]"].map(
      service,
    ),
    ...[
      "entrypoint: ['../../proc/self/exe']",
      "working_dir: /\nentrypoint: [proc/self/exe]",
      "healthcheck: { test: [CMD, /proc/self/exe] }",
      "healthcheck: { test: /proc/self/exe x }",
    ].map(service),
    service("post_start: [{ command: id, working_dir: /proc/self/fd/8 }]"),
    `${service("configs: [{ source: c, target: /proc/self/exe }]")}configs: { c: { content: x } }\n`,
  ],
  "A17 logs elsewhere": [
    ...["syslog", "journald", "gelf", "fluentd", "awslogs", "splunk", "none", "'${TAG}'"].map((driver) => service(`logging: { driver: ${driver} }`)),
    service("logging: { options: { syslog-address: 'tcp://127.0.0.1:1' } }"),
    service("logging: { driver: json-file, options: { env-regex: '.*' } }"),
    service("log_driver: syslog"),
    service("log_opt: { max-size: 1m }"),
  ],
  "A18 exhaustion": [
    ...[
      "scale: 5",
      "scale: 1000000",
      "deploy: { replicas: 5 }",
      "mem_limit: 3g",
      "mem_limit: -1",
      "mem_limit: 0",
      "memswap_limit: -1",
      "cpus: 2.5",
      "cpus: 0",
      "cpus: -1",
    ].map(service),
    ...["pids_limit: 513", "pids_limit: -1", "pids_limit: 0", "shm_size: 900g", "tmpfs: ['/x:size=900g']", "tmpfs: ['/x:size=257m']"].map(service),
    ...[
      "volumes: [{ type: tmpfs, target: /x, tmpfs: { size: 966367641600 } }]",
      "healthcheck: { test: 'true', interval: 1ms }",
      "healthcheck: { test: 'true', interval: 999ms }",
      "healthcheck: { test: 'true', interval: 0s }",
      "healthcheck: { test: 'true', start_period: 9s, start_interval: 1ms }",
    ].map(service),
    ...["healthcheck: { test: 'true', timeout: 2h }", "healthcheck: { test: 'true', retries: 101 }", "stop_grace_period: 121s", "stop_grace_period: 8760h"].map(
      service,
    ),
    ...[
      "logging: { options: { max-size: 21m } }",
      "logging: { options: { max-file: '6' } }",
      "logging: { driver: none }",
      "ulimits: { nofile: 9999999 }",
      "ulimits: { memlock: -1 }",
    ].map(service),
    service("deploy: { resources: { limits: { memory: 900g } } }"),
    service(`labels: { note: ${"x".repeat(1025)} }`),
    service(`labels: { one: ${"x".repeat(600)}, two: ${"x".repeat(600)} }`),
    ...["scale: 9\nstart_on_create: false", "scale: 9\nlabels: { io.rancher.scheduler.global: 'true' }"].map(service),
    ...["reservations: { pids: 100000 }", "reservations: { pids: -1 }"].map((lines) => service(`deploy: { resources: { ${lines} } }`)),
    ...["update_config: { monitor: 9999h }", "rollback_config: { parallelism: [1] }", "rollback_config: { order: both }"].map((lines) =>
      service(`deploy: { ${lines} }`),
    ),
    many(6),
    `services:\n  web:\n    image: nginx:1.27\n# ${"x".repeat(65536)}\n`,
  ],
  "A19 host ports": [
    ...[
      "'80:80'",
      "'443:443'",
      "'59999:80'",
      "'60051:80'",
      "'60010:80'",
      "'60000:53/udp'",
      "'53/udp'",
      "'0.0.0.0:60000:80'",
      "'127.0.0.1:60000:80'",
      "'60049-60052:80-83'",
    ].map((port) => service(`ports: [${port}]`)),
    ...[
      "{ target: 80, published: 22 }",
      "{ target: 80, published: '${PORT}' }",
      "{ target: 80, published: 60000, host_ip: 0.0.0.0 }",
      "{ target: 80, published: 60000, mode: host }",
    ].map((port) => service(`ports: [${port}]`)),
    service("ports: ['1-65535']"),
    service("ports: ['60001:80']\nscale: 2"),
    "services:\n  a: { image: 'nginx:1.27', ports: ['60001:80'] }\n  b: { image: 'nginx:1.27', ports: ['60001:81'] }\n",
  ],
  "A20 somebody else in shared files": [
    ...["post_start: [{ command: id, user: root }]", "post_start: [{ command: id, user: '0' }]", "pre_stop: [{ command: id, user: '80116:80115' }]"].map(
      (line) => service(`user: "80115:80115"\n${line}\nvolumes: ['/global/team:/x:ro']`),
    ),
    service("post_start: [{ command: id, privileged: true, user: root }]\nvolumes: ['/global/team:/x:ro']"),
  ],
};
