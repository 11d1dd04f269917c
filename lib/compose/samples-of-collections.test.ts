// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { parseCompose } from "./parse-compose";
import { WIDE_POLICY } from "./service-under-test";

/**
 * What 2,494 compose files of public collections taught (docker/awesome-compose, dockersamples/example-voting-app, compose-spec/conformance-tests,
 * Haxxnet/Compose-Examples, portainer/templates, Lissy93/portainer-templates, Dokploy/templates, coollabsio/coolify, getumbrel/umbrel-apps,
 * runtipi/runtipi-appstore, rancher/rancher-catalog and rancher/community-catalog; read in November 2026, with and without values for their variables).
 * None made the reader throw, and none took longer than 0.2 s. Each habit that many of them share stands here in words of our own: accepted, or refused by
 * exactly these rules.
 */
const ACCEPTED: [habit: string, text: string, warnings: string[], means?: object][] = [
  ["names with underscores", "services:\n  app_db: {image: 'a:1', healthcheck: {test: 'true'}}\n", [], { name: "app_db" }],
  ["a host name with underscores", "services:\n  web: {image: 'a:1', hostname: my_app}\n", [], { hostname: "my_app" }],
  ["capital letters", "services:\n  MySQL: {image: 'a:1'}\n", [], { name: "MySQL" }],
  ["words of older YAML", "services:\n  web: {image: 'a:1', tty: yes, read_only: No, init: on}\n", [], { tty: true, readOnly: false, init: true }],
  [
    "True and False",
    "services:\n  web: {image: 'a:1', environment: {A: True, B: FALSE, C: 1.10}}\n",
    [],
    { environment: { A: "true", B: "false", C: "1.10" } },
  ],
  ["a network mode without a value", "services:\n  web: {image: 'a:1', attach: no, network_mode: ''}\n", [], { name: "web" }],
  ["half a processor without a zero", "services:\n  web: {image: 'a:1', cpus: .5}\n", [], { cpus: 0.5 }],
  ["nobody in particular", "services:\n  web: {image: 'a:1', user: '${UID:-}', restart: ''}\n", [], { user: null }],
  [
    "a restart for one machine and one for a swarm",
    "services:\n  web: {image: 'a:1', restart: always, deploy: {restart_policy: {condition: on-failure, max_attempts: 3}}}\n",
    [],
    { restart: { policy: "on-failure", maxRetries: 3 } },
  ],
  [
    "more memory kept free than a container gets",
    "services:\n  web: {image: 'a:1', deploy: {resources: {reservations: {memory: 1G}}}}\n",
    [],
    { memoryBytes: 1024 ** 3, memoryReservationBytes: 1024 ** 3 },
  ],
  [
    "a job that others wait for",
    "services:\n  job: {image: 'a:1'}\n  web: {image: 'a:1', depends_on: {job: {condition: service_completed_successfully}}}\n",
    [],
    { restart: { policy: "no" } },
  ],
  [
    "volumes as on a laptop",
    "services:\n  web: {image: 'a:1', volumes: ['data:/d:cached']}\nvolumes: {data: }\n",
    [],
    { mounts: [{ source: "data", readOnly: false }] },
  ],
  [
    "a port of several",
    "services:\n  web: {image: 'a:1', ports: ['3000-3005:80/TCP', {target: 81, published: 3000-3005}]}\n",
    [],
    {
      ports: [
        { target: 80, protocol: "tcp", published: null },
        { target: 81, protocol: "tcp", published: null },
      ],
    },
  ],
  ["a network of one letter", "services:\n  web: {image: 'a:1', networks: [n]}\nnetworks: {n: }\n", []],
  [
    "log lines with more on them",
    "services:\n  web: {image: 'a:1', logging: {driver: json-file, options: {max-size: 5m, compress: 'true', tag: '{{.Name}}'}}}\n",
    [],
    { log: { maxSizeBytes: 5 * 1024 ** 2 } },
  ],
  ["a command for a shell that is not there", "services:\n  web: {image: 'a:1', command: a --b=c && d}\n", [], { command: ["a", "--b=c", "&&", "d"] }],
  ["a name in the first line", "name: demo\nservices:\n  web: {image: 'a:1'}\n", []],
  ["an old version", "version: '3'\nservices:\n  web: {image: 'a:1', restart: always}\n", [], { restart: { policy: "unless-stopped" } }],
  [
    "deploy with the words of restart",
    "services:\n  web: {image: 'a:1', deploy: {restart_policy: {condition: always}}}\n",
    [],
    { restart: { policy: "unless-stopped" } },
  ],
  ["deploy that never restarts", "services:\n  web: {image: 'a:1', deploy: {restart_policy: {condition: 'no'}}}\n", [], { restart: { policy: "no" } }],
  [
    "a value set twice",
    "services:\n  web:\n    image: a:1\n    environment: [TZ=UTC, TZ=Europe/Berlin]\n",
    ["compose.environment"],
    { environment: { TZ: "Europe/Berlin" } },
  ],
  ["keys of .NET", "services:\n  web:\n    image: a:1\n    environment: ['Cache:Host=redis']\n", [], { environment: { "Cache:Host": "redis" } }],
  [
    "a test in too many words",
    "services:\n  db:\n    image: a:1\n    healthcheck: {test: [CMD-SHELL, pg_isready, -U, postgres]}\n",
    ["lint.health-words"],
    { healthcheck: { test: ["CMD-SHELL", "pg_isready"] } },
  ],
  [
    "merges as yq writes them",
    "x-base: &base {image: 'a:1', init: true}\nservices:\n  web:\n    !!merge <<: *base\n    tty: true\n",
    [],
    { init: true, tty: true },
  ],
  ["the profile of those who choose none", "services:\n  web: {image: 'a:1', profiles: ['', full]}\n", [], { name: "web" }],
  ["a hundred and one ports", "services:\n  turn: {image: 'a:1', ports: ['50000-50100:50000-50100/udp']}\n", [], { scale: 1 }],
  ["another word for amd64", "services:\n  web: {image: 'a:1', platform: linux/x86_64}\n", [], { platform: "linux/x86_64" }],
  [
    "defaults inside defaults",
    "services:\n  web:\n    image: a:${TAG:-1}\n    environment: {ORIGIN: '${ORIGIN:-http://${DOMAIN:-localhost}:${PORT:-80}}'}\n",
    [],
    { environment: { ORIGIN: "http://localhost:80" } },
  ],
  [
    "lists of several kinds of scalars",
    "services:\n  web:\n    image: a:1\n    command: [serve, 8080, true, --debug]\n",
    [],
    { command: ["serve", "8080", "true", "--debug"] },
  ],
  [
    "an empty volume and an empty network",
    "services:\n  web: {image: 'a:1', networks: [net], volumes: ['data:/d']}\nvolumes: {data: {}}\nnetworks: {net: }\n",
    [],
  ],
];

const REFUSED: [habit: string, text: string, rules: string[]][] = [
  ["built beside the file", "services:\n  web:\n    build: .\n    ports: ['80:80']\n", ["compose.image", "policy.build"]],
  ["built, and named", "services:\n  web: {build: {context: app}, image: 'a:1'}\n", ["policy.build"]],
  ["a name for all of the host", "services:\n  web: {image: 'a:1', container_name: web}\n", ["policy.container_name"]],
  ["a directory beside the file", "services:\n  web: {image: 'a:1', volumes: ['./conf:/etc/app:ro']}\n", ["policy.volumes"]],
  ["the clock of the host", "services:\n  web: {image: 'a:1', volumes: ['/etc/localtime:/etc/localtime:ro']}\n", ["policy.volumes"]],
  ["the engine's socket", "services:\n  web: {image: 'a:1', volumes: ['/var/run/docker.sock:/var/run/docker.sock']}\n", ["policy.volumes"]],
  ["a volume with a label for SELinux", "services:\n  web: {image: 'a:1', volumes: ['data:/data:z']}\nvolumes: {data: }\n", ["policy.volumes"]],
  ["values in a file", "services:\n  web: {image: 'a:1', env_file: .env}\n", ["policy.env_file"]],
  ["values that nobody gave", "services:\n  web: {image: 'a:1', environment: {KEY: '${KEY}', AT: '${AT:?where}'}}\n", ["variable.unset", "variable.unset"]],
  ["routes of a proxy", "services:\n  web:\n    image: a:1\n    labels: [traefik.enable=true]\n", ["policy.labels"]],
  ["a network from elsewhere", "services:\n  web: {image: 'a:1', networks: [proxy]}\nnetworks: {proxy: {external: true}}\n", ["policy.networks.external"]],
  ["a network of another file", "services:\n  web: {image: 'a:1', networks: [shared_net]}\n", ["compose.networks"]],
  ["a volume that is not declared", "services:\n  web: {image: 'a:1', volumes: ['data:/data']}\n", ["compose.volumes"]],
  ["the host's network", "services:\n  web: {image: 'a:1', network_mode: host}\n", ["policy.network_mode"]],
  ["a tunnel's network, by the name of its container", "services:\n  web: {image: 'a:1', network_mode: 'container:vpn'}\n", ["policy.network_mode"]],
  ["the whole host", "services:\n  web: {image: 'a:1', privileged: true, pid: host}\n", ["policy.pid", "policy.privileged"]],
  ["capabilities of a tunnel", "services:\n  vpn: {image: 'a:1', cap_add: [NET_ADMIN, SYS_MODULE]}\n", ["policy.cap_add", "policy.cap_add"]],
  ["forwarding", "services:\n  vpn: {image: 'a:1', sysctls: [net.ipv4.ip_forward=1]}\n", ["policy.sysctls"]],
  ["a port for this machine only", "services:\n  web: {image: 'a:1', ports: ['127.0.0.1:8080:80']}\n", ["policy.ports"]],
  ["a port of the machine itself", "services:\n  web: {image: 'a:1', ports: [{target: 80, published: 80, mode: host}]}\n", ["compose.ports.mode"]],
  ["one on each machine", "services:\n  web: {image: 'a:1', deploy: {mode: global}}\n", ["compose.deploy.mode"]],
  ["a place in a swarm", "services:\n  web: {image: 'a:1', deploy: {placement: {constraints: [node.role == manager]}}}\n", ["policy.deploy.placement"]],
  [
    "logs elsewhere",
    "services:\n  web: {image: 'a:1', logging: {driver: syslog, options: {syslog-address: 'tcp://x:1', tag: web}}}\n",
    ["policy.logging.driver", "policy.logging.options.syslog-address"],
  ],
  ["memory without end", "services:\n  db: {image: 'a:1', ulimits: {memlock: {soft: -1, hard: -1}}}\n", ["policy.ulimits"]],
  [
    "a graphics card",
    "services:\n  ai: {image: 'a:1', deploy: {resources: {reservations: {devices: [{capabilities: [gpu]}]}}}}\n",
    ["policy.deploy.resources.reservations.devices"],
  ],
  ["a quarter of an hour to stop", "services:\n  node: {image: 'a:1', stop_grace_period: 15m30s}\n", ["policy.stop_grace_period"]],
  ["an image that stays here", "services:\n  web: {image: 'a:1', pull_policy: never}\n", ["policy.pull_policy"]],
  ["secrets in files", "services:\n  web: {image: 'a:1'}\nsecrets: {key: {file: ./key}}\n", ["policy.secrets.file"]],
  ["words of another platform", "services:\n  web: {image: 'a:1', exclude_from_hc: true}\n", ["policy.exclude_from_hc"]],
  ["a list merged into a map", "x-env: &env [A=1]\nservices:\n  web:\n    image: a:1\n    environment:\n      <<: *env\n", ["yaml.merge"]],
  ["one name in two ways", "services:\n  MySQL: {image: 'a:1'}\n  mysql: {image: 'a:1'}\n", ["compose.services"]],
  ["a dash and a colon", "services:\n  web:\n    image: a:1\n    environment:\n      - HOSTS: a,b\n", ["compose.environment"]],
  ["a piece of a platform's file", "services:\n  app_proxy:\n    environment: {APP_PORT: 80}\n", ["compose.image"]],
];

const PAIRS: [habit: string, docker: string, rancher: string, rules: string[]][] = [
  ["scale and a check", "web:\n  image: a:1\n", "web:\n  scale: 2\n  health_check: {port: 80, interval: 2000, unhealthy_threshold: 3}\n", []],
  [
    "the catalog's questions",
    "version: '2'\nservices:\n  web: {image: 'a:1'}\n",
    "version: '2'\ncatalog: {name: web, questions: []}\nservices:\n  web: {scale: 1}\n",
    [],
  ],
  [
    "a sidekick in its primary's network, named after its container",
    "web:\n  image: a:1\n  labels: {io.rancher.sidekicks: base}\nbase:\n  image: b:1\n  net: 'container:web'\n  labels: {io.rancher.container.hostname_override: container_name}\n",
    "web: {scale: 1}\n",
    [],
  ],
  ["what Rancher exports where nothing was chosen", "web:\n  image: a:1\n  log_driver: ''\n  log_opt: {}\n  tty: true\n", "web: {scale: 1}\n", []],
  [
    "links of a sidekick that has no network",
    "web:\n  image: a:1\n  labels: {io.rancher.sidekicks: base}\nbase:\n  image: b:1\n  net: 'container:web'\n  links: ['db:database']\ndb:\n  image: c:1\n",
    "",
    ["compose.links"],
  ],
  [
    "data of a container without a name",
    "db:\n  image: a:1\n  labels: {io.rancher.sidekicks: data}\n  volumes_from: [data]\ndata:\n  image: a:1\n  volumes: [/data]\n",
    "",
    ["policy.rancher.volumes_from"],
  ],
  ["keys of the platform", "web:\n  image: a:1\n  labels: {io.rancher.container.create_agent: 'true'}\n", "", ["policy.rancher.container.create_agent"]],
  ["a load balancer", "lb:\n  image: rancher/load-balancer-service\n  ports: ['80:80']\nweb:\n  image: a:1\n", "", ["policy.rancher.image"]],
  ["lines for another program", 'web:\n  image: a:1\n{{- if eq .Values.x "y" }}\n  tty: true\n{{- end }}\n', "", ["rancher.template", "rancher.template"]],
];

const read = (text: string, rancherText: string | null = null) => parseCompose(text, { stackName: "demo", variables: {}, policy: WIDE_POLICY, rancherText });
const rules = (parsed: ReturnType<typeof read>, severity: string) => parsed.issues.filter((issue) => issue.severity === severity).map(({ rule }) => rule);

describe("habits of public collections", () => {
  test.each(ACCEPTED)("accepted: %s", (_habit, text, warnings, means = {}) => {
    const parsed = read(text);
    expect(rules(parsed, "error")).toEqual([]);
    expect(rules(parsed, "warning").filter((rule) => !/lint\.(latest|no-|scale|fixed|plain|database)/.test(rule))).toEqual(warnings);
    expect(parsed.spec?.services[0]).toMatchObject(means);
  });

  test.each(REFUSED)("refused: %s", (_habit, text, wanted) => {
    const parsed = read(text);
    expect(rules(parsed, "error").sort()).toEqual(wanted);
    for (const { severity, message } of parsed.issues) if (severity === "error") expect(message).toMatch(/^\S.{25,}(?:[.`]|The file says: .+)$/s);
  });

  test.each(PAIRS)("Rancher: %s", (_habit, docker, rancher, wanted) => {
    expect(rules(read(docker, rancher || null), "error")).toEqual(wanted);
  });
});

test("a dollar sign of a script is one, however the script is written", () => {
  const script = (scalar: string) =>
    read(`services:\n  web:\n    image: a:1\n    entrypoint:\n      - sh\n      - -c\n${scalar}`).spec?.services[0]?.entrypoint?.[2];
  expect(script("      - |\n        set -e\n        key=$(cat /run/key)\n        echo $$key costs 5 $\n")).toBe(
    "set -e\nkey=$(cat /run/key)\necho $key costs 5 $\n",
  );
  expect(script('      - "\\x24(id) $(id) $1 $$1"\n')).toBe("$(id) $(id) $1 $1");
});

test("braces that hold no variable are shown in their own line, however the script is written", () => {
  const script = (scalar: string) =>
    read(`services:\n  web:\n    image: a:1\n    entrypoint:\n      - sh\n      - -c\n${scalar}`).issues.filter(({ rule }) => rule === "variable.syntax");
  const block = "      - |\n        set -e\n        key=${#one}\n        echo $$key $(x) costs ${1}\n";
  expect(script(block)).toMatchObject([
    { line: 9, column: 13 },
    { line: 10, column: 31 },
  ]);
  expect(script('      - "set -e\\nkey=${#x}"\n')).toMatchObject([{ line: 7, column: 22 }]);
  // An escaped dollar sign cannot be told from the others, so the whole text is shown.
  expect(script('      - "\\x24(id) ${#x}"\n')).toMatchObject([{ line: 7, column: 9 }]);
});
