import { describe, expect, test } from "vitest";
import { composeOf, rancherOf, read, remarks } from "./rancher-under-test";

const web = (parsed: ReturnType<typeof read>) => parsed.spec?.services.find(({ name }) => name === "web");
const R = "rancher-compose.yml";
const D = "docker-compose.yml";

describe("each key of rancher-compose.yml, at its line", () => {
  test.each<[string, object, string[]]>([
    ["scale: 3", { scale: 3 }, [`${R}:4 notice rancher.scale`]],
    ["scale: '2'", { scale: 2 }, [`${R}:4 notice rancher.scale`]],
    [
      "scale_policy:\n  min: 2\n  max: 8\n  increment: 2",
      { scale: 2 },
      [`${R}:4 notice rancher.scale_policy`, `${R}:6 notice rancher.scale_policy.max`, `${R}:7 notice rancher.scale_policy.increment`],
    ],
    ["scale: 2\nscale_policy: {min: 3}", { scale: 2 }, [`${R}:4 notice rancher.scale`, `${R}:5 notice rancher.scale_policy`]],
    ["scale: 4\nstart_on_create: false", { scale: 0 }, [`${R}:4 notice rancher.scale`, `${R}:5 notice rancher.start_on_create`]],
    ["start_on_create: true", { scale: 1 }, [`${R}:4 notice rancher.start_on_create`]],
    ["retain_ip: true", { retainIp: true }, [`${R}:4 notice rancher.retain_ip`]],
    ["retain_ip: false", { scale: 1 }, []],
    ["metadata: {owner: tin}", { scale: 1 }, [`${R}:4 notice rancher.metadata`]],
    ["drain_timeout_ms: 5000", {}, [`${R}:4 notice rancher.drain_timeout_ms`]],
    ["milli_cpu_reservation: 500", {}, [`${R}:4 notice rancher.milli_cpu_reservation`]],
    [
      "labels:\n  app: portal\n  io.rancher.container.start_once: 'true'",
      { labels: { app: "portal" }, restart: { policy: "no" } },
      [`${R}:6 notice rancher.container.start_once`],
    ],
    ["environment: {A: b}", { environment: { A: "b" } }, []],
  ])("%s", (lines, spec, said) => {
    const parsed = read(composeOf(), rancherOf(lines));
    expect(remarks(parsed)).toEqual(said);
    expect(web(parsed)).toMatchObject(spec);
  });

  test("in docker-compose.yml, as Spin's users wrote them, without a second file", () => {
    const parsed = read(composeOf("retain_ip: true\nscale: 2\nhealth_check:\n  port: 80"));
    expect(remarks(parsed)).toEqual([`${D}:5 notice rancher.retain_ip`, `${D}:7 notice rancher.health_check`]);
    expect(web(parsed)).toMatchObject({ retainIp: true, scale: 2, healthcheck: { intervalMs: 2000 } });
  });

  test("rancher-compose.yml wins, lists grow and maps join", () => {
    const parsed = read(composeOf("scale: 2\nexpose: ['80']\nenvironment: {A: a, B: b}"), rancherOf("scale: 3\nports: ['8080']\nenvironment: {B: c}"));
    expect(web(parsed)).toMatchObject({ scale: 3, environment: { A: "a", B: "c" }, ports: [{ target: 8080, published: null }] });
  });

  test("without `services:`, as the oldest files are", () => {
    const parsed = read(composeOf(), "web:\n  scale: 2\n.catalog:\n  name: portal\n  questions: []\n");
    expect(remarks(parsed)).toEqual([`${R}:2 notice rancher.scale`, `${R}:3 notice rancher.catalog`]);
    expect(web(parsed)?.scale).toBe(2);
  });

  test("variables are shared by both texts", () => {
    const parsed = read(composeOf(), rancherOf(`scale: \${COPIES}`), { COPIES: "4" });
    expect(web(parsed)?.scale).toBe(4);
    expect(parsed.variables).toEqual([{ name: "COPIES", value: "4", default: null, usedBy: ["web"] }]);
  });

  test("an empty second file says nothing", () => {
    expect(read(composeOf(), "# nothing yet\n").spec).toEqual(read(composeOf()).spec);
  });
});

describe("upgrade_strategy", () => {
  test("is what the review of an upgrade offers", () => {
    const parsed = read(composeOf(), rancherOf("upgrade_strategy:\n  batch_size: 2\n  interval_millis: 1500\n  start_first: true"));
    expect(remarks(parsed)).toEqual([`${R}:4 notice rancher.upgrade_strategy`]);
    expect(parsed.strategy).toEqual({ batchSize: 2, intervalSeconds: 1.5, order: "start-first" });
  });

  test("of several services the most careful counts", () => {
    const compose = "services:\n  a: {image: 'a:1'}\n  b: {image: 'b:1'}\n";
    const rancher =
      "services:\n  a: {upgrade_strategy: {batch_size: 5, interval_millis: 100, start_first: true}}\n  b: {upgrade_strategy: {batch_size: 2, interval_millis: 3000}}\n";
    expect(read(compose, rancher).strategy).toEqual({ batchSize: 2, intervalSeconds: 3, order: "start-first" });
  });
});

describe("labels", () => {
  test.each<[string, object, string]>([
    ["io.rancher.container.start_once: 'true'", { restart: { policy: "no" } }, "notice rancher.container.start_once"],
    ["io.rancher.container.pull_image: always", {}, "notice rancher.container.pull_image"],
    ["io.rancher.container.hostname_override: container_name", { hostname: "demo-web-1" }, "notice rancher.container.hostname_override"],
    ["io.rancher.container.requested_ip: 10.42.1.1", {}, "notice rancher.container.requested_ip"],
    ["io.rancher.container.dns: 'true'", {}, "notice rancher.container.dns"],
    ["io.rancher.scheduler.global: 'true'", { scale: 1 }, "notice rancher.scheduler.global"],
    ["io.rancher.scheduler.affinity:host_label_ne: ssd=true", {}, "notice rancher.scheduler.affinity"],
    ["io.rancher.service.selector.link: foo=bar", {}, "warning rancher.service.selector.link"],
    ["io.rancher.service.wait_for_healthcheck: 'true'", {}, "notice rancher.service.wait_for_healthcheck"],
    ["io.rancher.stack.name: demo", {}, "notice rancher.stack.name"],
    ["io.rancher.whatever: x", {}, "notice rancher.whatever"],
  ])("%s", (label, spec, said) => {
    for (const lines of [`labels:\n  ${label}`, `labels:\n  - ${label.replace(/: '?([^']*)'?$/, "=$1")}`]) {
      const parsed = read(composeOf(lines));
      expect(remarks(parsed)).toEqual([`${D}:6 ${said}`]);
      expect(web(parsed)).toMatchObject({ ...spec, labels: {} });
    }
  });

  test("a schedule stays a label, and nobody is left to believe in it", () => {
    const parsed = read(composeOf("labels:\n  cron.schedule: '0 0 11 * * *'"));
    expect(remarks(parsed)).toEqual([`${D}:6 notice rancher.cron.schedule`]);
    expect(web(parsed)?.labels).toEqual({ "cron.schedule": "0 0 11 * * *" });
  });

  test.each(["io.rancher.container.create_agent: 'true'", "io.rancher.container.agent.role: environment"])("%s is refused", (label) => {
    const parsed = read(composeOf(`labels:\n  ${label}`));
    expect(parsed.spec).toBeNull();
    expect(remarks(parsed)).toEqual([`${D}:6 error policy.rancher.${label.slice(11).replace(/:.*$/, "")}`]);
  });
});

describe("what cannot be kept is refused with a reason", () => {
  test.each<[string, string | null, string[]]>([
    [
      composeOf().replace("app:v1", "rancher/lb-service-haproxy:v0.9"),
      rancherOf("lb_config: {port_rules: []}"),
      [`${D}:4 error policy.rancher.image`, `${R}:4 error policy.rancher.lb_config`],
    ],
    [composeOf().replace("app:v1", "rancher/dns-service"), null, [`${D}:4 error policy.rancher.image`]],
    [
      composeOf().replace("app:v1", "rancher/external-service"),
      rancherOf("external_ips: [10.0.0.1]"),
      [`${D}:4 error policy.rancher.image`, `${R}:4 error policy.rancher.external_ips`],
    ],
    [composeOf(), rancherOf("storage_driver: {name: nfs}"), [`${R}:4 error policy.rancher.storage_driver`]],
    [composeOf(), "services:\n  wbe:\n    scale: 2\n", [`${R}:2 error compose.services`]],
    [composeOf(), "volumes:\n  data:\n", [`${R}:1 error compose.volumes`]],
    [composeOf(), rancherOf("scale: many"), [`${R}:4 notice rancher.scale`, `${R}:4 error compose.scale`]],
    [composeOf(), rancherOf("retain_ip: perhaps"), [`${R}:4 error compose.retain_ip`]],
    [composeOf(), rancherOf("upgrade_strategy: {batch: 2}"), [`${R}:4 error policy.upgrade_strategy.batch`]],
    [composeOf(), "services: [", [`${R}:1 error yaml.syntax`]],
    [composeOf(), "{{if .Values.X}}\nservices: {}\n{{end}}\n", [`${R}:1 error rancher.template`, `${R}:3 error rancher.template`]],
    [`${composeOf("volumes: ['data:/d']")}volumes:\n  data:\n    per_container: true\n`, null, [`${D}:8 error policy.rancher.per_container`]],
  ])("%#", (compose, rancher, said) => {
    const parsed = read(compose, rancher);
    expect(parsed.spec).toBeNull();
    expect(parsed.modern).toBeNull();
    expect([...new Set(remarks(parsed))]).toEqual(said);
  });

  test("templates may be switched off", () => {
    expect(read(`# notemplating\n${composeOf("command: echo '{{ .Name }}'")}`, "# notemplating\n").spec).not.toBeNull();
  });

  test("volumes of Rancher's storage drivers become volumes of this host, with a warning", () => {
    const parsed = read(`${composeOf("volumes: ['data:/d']")}volumes:\n  data:\n    driver: rancher-nfs\n    driver_opts: {size: 1}\n`);
    expect(remarks(parsed)).toEqual([`${D}:8 warning rancher.volume-driver`]);
    expect(parsed.spec?.volumes).toEqual([{ name: "data" }]);
  });
});

describe("sidekicks", () => {
  const group = (web: string, side: string) => `services:\n  web:\n    image: app:v1\n${web}  side:\n    image: side:v1\n${side}`;
  const label = "    labels:\n      io.rancher.sidekicks: side\n";

  test("live and upgrade with their primary, and have its scale", () => {
    const parsed = read(group(label, ""), "services:\n  web:\n    scale: 3\n  side:\n    scale: 1\n");
    expect(remarks(parsed)).toEqual([`${D}:5 notice rancher.sidekicks`, `${R}:3 notice rancher.scale`, `${R}:5 notice rancher.scale`]);
    expect(parsed.spec?.services.map(({ name, scale, sidekickOf }) => [name, scale, sidekickOf ?? null])).toEqual([
      ["side", 3, "web"],
      ["web", 3, null],
    ]);
  });

  test.each(["net", "network_mode"])("share a network by %s, as network_mode does today", (key) => {
    const parsed = read(group(label, `    ${key}: 'container:web'\n`));
    expect(remarks(parsed)).toEqual([`${D}:5 notice rancher.sidekicks`, `${D}:8 notice rancher.${key}`, `${D}:8 notice compose.shared-network`]);
    expect(parsed.spec?.services[0]).toMatchObject({ sidekickOf: "web", networkMode: { service: "web" } });
  });

  test.each(["net", "network_mode"])("%s: managed is the network that every stack has", (key) => {
    const parsed = read(`web:\n  image: app:v1\n  ${key}: managed\n`);
    expect(remarks(parsed)).toContain(`${D}:3 notice rancher.${key}`);
    expect(parsed.spec?.services[0]?.networks).toEqual([{ name: "default", aliases: [] }]);
  });

  test("share named volumes by volumes_from", () => {
    const parsed = read(
      `${group(`${label}    volumes: ['data:/data:rw', 'logs:/logs']\n`, "    volumes_from: ['web:ro']\n    volumes: ['logs:/logs']\n")}volumes: {data: {}, logs: {}}\n`,
    );
    expect(remarks(parsed)).toEqual([`${D}:5 notice rancher.sidekicks`, `${D}:9 notice rancher.volumes_from`]);
    expect(parsed.spec?.services[0]?.mounts).toEqual([
      { type: "volume", source: "data", target: "/data", readOnly: true },
      { type: "volume", source: "logs", target: "/logs", readOnly: false },
    ]);
  });

  test.each<[string, string, string]>([
    [label, "    volumes_from: [other]\n", "policy.volumes_from"],
    [`${label}    volumes: [/data]\n`, "    volumes_from: [web]\n", "policy.rancher.volumes_from"],
    [label.replace("labels", "scale: 2\n    labels"), "    net: 'container:web'\n", "policy.network_mode"],
    [label.replace(": side", ": gone"), "", "compose.io.rancher.sidekicks"],
    [label.replace(": side", ": web"), "", "compose.io.rancher.sidekicks"],
    ["", "    x-spindle: {sidekick_of: gone}\n", "compose.x-spindle.sidekick_of"],
    ["    x-spindle: {sidekick_of: side}\n", "    x-spindle: {sidekick_of: web}\n", "compose.x-spindle.sidekick_of"],
  ])("%s %s", (web, side, rule) => {
    const parsed = read(group(web, side));
    expect(parsed.spec).toBeNull();
    expect(parsed.issues.filter(({ severity }) => severity === "error").map((issue) => issue.rule)).toContain(rule);
  });
});
