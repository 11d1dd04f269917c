// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { canonicalText } from "@/lib/core/spec";
import { parseCompose } from "./parse-compose";
import { parse } from "./service-under-test";

const errorsIn = (text: string) => parse(text).issues.filter((issue) => issue.severity === "error");
const specText = (text: string) => canonicalText(parse(text).spec);

const MODERN = `services:
  web:
    image: web:1
    ports: ["60001:80"]
    environment: {A: "1", B: "two words"}
    volumes: [data:/data]
    depends_on: [db]
  db:
    image: db:1
volumes:
  data:
`;

describe("one meaning in many spellings", () => {
  test.each<[string, string]>([
    ["CRLF", MODERN.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${MODERN}`],
    ["comments everywhere", MODERN.replaceAll("\n", " # a note\n")],
    ["quoted keys", MODERN.replace("image", '"image"').replace("ports", "'ports'").replace("services", '"services"')],
    [
      "flow style",
      `{services: {web: {image: "web:1", ports: ["60001:80"], environment: [A=1, "B=two words"], volumes: ["data:/data"], depends_on: [db]}, db: {image: "db:1"}}, volumes: {data: }}`,
    ],
    [
      "JSON",
      '{"services": {"web": {"image": "web:1", "ports": ["60001:80"], "environment": {"A": 1, "B": "two words"}, "volumes": ["data:/data"], "depends_on": ["db"]}, "db": {"image": "db:1"}}, "volumes": {"data": null}}',
    ],
    ["a document start", `---\n${MODERN}`],
    ["version '2'", `version: '2'\n${MODERN}`],
    ["version 2.4", `version: 2.4\n${MODERN}`],
    ["version '3.8'", `version: "3.8"\n${MODERN}`],
    [
      "long syntax",
      MODERN.replace('["60001:80"]', "[{target: 80, published: 60001}]")
        .replace("[data:/data]", "[{type: volume, source: data, target: /data}]")
        .replace("[db]", "{db: {condition: service_started}}"),
    ],
    ["anchors and aliases", MODERN.replace("image: web:1", "image: &image web:1").replace("  db:\n    image: db:1", "  db:\n    image: db:1\nx-image: *image")],
    [
      "merge keys",
      `x-web: &web\n  image: web:1\n  environment: {A: "1", B: "two words"}\n${MODERN.replace("    image: web:1\n", "    <<: *web\n").replace('    environment: {A: "1", B: "two words"}\n', "")}`,
    ],
    [
      "a list of merges, own keys first",
      `x-a: &a {image: 'no:1', depends_on: [db]}\nx-b: &b {environment: {A: "1", B: "two words"}, image: 'no:2'}\n${MODERN.replace("    image: web:1\n", "    <<: [*a, *b]\n    image: web:1\n").replace('    environment: {A: "1", B: "two words"}\n', "").replace("    depends_on: [db]\n", "")}`,
    ],
    ["links for a start order", MODERN.replace("depends_on", "links")],
    [
      "the first format",
      `web:\n  image: web:1\n  ports: ["60001:80"]\n  environment: [A=1, "B=two words"]\n  volumes: [data:/data]\n  links: [db]\ndb:\n  image: db:1\n`,
    ],
  ])("%s", (_title, text) => {
    expect(errorsIn(text)).toEqual([]);
    expect(specText(text)).toBe(specText(MODERN));
  });

  test("the first format says so, keeps its places, and is held to the same policy", () => {
    const text = "web:\n  image: web:1\n  privileged: true\n  net: host\nx-note: {a: 1}\n";
    const { issues } = parse(text);
    expect(issues.find(({ rule }) => rule === "compose.old-format")).toMatchObject({ severity: "notice", line: 1 });
    expect(errorsIn(text).map(({ rule, path, line, column }) => [rule, path, line, column])).toEqual([
      ["policy.privileged", "services.web.privileged", 3, 3],
      ["policy.net", "services.web.net", 4, 3],
    ]);
  });

  test.each(["web:\n  imagine: x\n", "volumes:\n  image: x\n", "a: 1\n", "web: {image: 'a:1'}\nnetworks: {}\n", "version: '2'\nweb: {image: 'a:1'}\n"])(
    "%j is not taken for the first format",
    (text) => {
      expect(errorsIn(text).map(({ rule }) => rule)).toContain("compose.services");
    },
  );
});

describe("durations and sizes in all spellings", () => {
  const check = (duration: string) =>
    parse(`services: {a: {image: 'a:1', healthcheck: {test: x, interval: ${duration}}}}`).spec?.services[0]?.healthcheck?.intervalMs;
  test.each([
    ["90s", 90_000],
    ["1m30s", 90_000],
    ["1.5m", 90_000],
    ["90000ms", 90_000],
    ["90000000us", 90_000],
    ["'0.025h'", 90_000],
    ["1h", 3_600_000],
  ])("%s", (text, ms) => expect(check(text)).toBe(ms));

  const memory = (size: string) => parse(`services: {a: {image: 'a:1', mem_limit: ${size}}}`).spec?.services[0]?.memoryBytes;
  test.each(["64m", "64M", "64mb", "64MB", "64MiB", "64 MiB", "65536k", "65536kb", "67108864", "67108864b", "0.0625g", "'64m'"])("%s", (text) =>
    expect(memory(text)).toBe(67_108_864),
  );
});

describe("variables", () => {
  const value = (text: string, variables: Record<string, string> = {}) =>
    parse(`services: {a: {image: 'a:1', environment: {X: ${JSON.stringify(text)}}}}`, variables).spec?.services[0]?.environment.X;
  test.each<[string, Record<string, string>, string | undefined]>([
    ["$V", { V: "v" }, "v"],
    ["${V}", { V: "v" }, "v"],
    ["${V:-d}", {}, "d"],
    ["${V:-d}", { V: "" }, "d"],
    ["${V-d}", { V: "" }, ""],
    ["${V:?e}", { V: "v" }, "v"],
    ["${V:?e}", { V: "" }, undefined],
    ["${V?e}", { V: "" }, ""],
    ["${V?e}", {}, undefined],
    ["${V:+a}", { V: "v" }, "a"],
    ["${V:+a}", { V: "" }, ""],
    ["${V+a}", { V: "" }, "a"],
    ["${V+a}", {}, ""],
    ["${V:-${W:-${X-deep}}}", {}, "deep"],
    ["${V:-$W}", { W: "w" }, "w"],
    ["${V:-a$$b}", {}, "a$b"],
    ["${V:+${W}}", { V: "1", W: "w" }, "w"],
    ["$$V $${V} $$$V", { V: "v" }, "$V ${V} $v"],
    ['${V:-{"a": {}}}', {}, '{"a": {}}'],
    ["$V", {}, undefined],
    ["${V:-}", {}, ""],
    ["$V_1${V}1", { V_1: "x", V: "y" }, "xy1"],
  ])("%s with %j", (text, variables, expected) => expect(value(text, variables)).toBe(expected));

  test("stand in every place that takes a value, and never make a structure", () => {
    const text =
      "services:\n  a:\n    image: $IMAGE\n    scale: ${N}\n    read_only: ${YES}\n    ports: ['${PORT}']\n    healthcheck: {test: x, interval: '${T}s'}\n    cap_drop: ['$CAP']\n";
    const { spec } = parse(text, { IMAGE: "a:1", N: "2", YES: "true", PORT: "8080", T: "5", CAP: "KILL" });
    expect(spec?.services[0]).toMatchObject({ image: "a:1", scale: 2, readOnly: true, ports: [{ target: 8080 }], capDrop: ["KILL"] });
    expect(parse("services:\n  a: $ALL\n", { ALL: "{image: 'a:1'}" }).spec).toBeNull();
  });
});

describe("profiles", () => {
  const TEXT = `services:
  web:
    image: web:1
    depends_on: {debug: {condition: service_started, required: false}}
  debug:
    image: debug:1
    profiles: [debug, dev]
    configs: [settings]
    volumes: [data:/x]
configs:
  settings: {content: x}
volumes:
  data:
`;
  const read = (profiles?: string[], text = TEXT) =>
    parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY, ...(profiles ? { profiles } : {}) });

  test("without one a service that has some is left out, and says so", () => {
    const { spec, issues } = read();
    expect(spec?.services.map(({ name, dependsOn }) => [name, dependsOn])).toEqual([["web", []]]);
    expect(issues.find(({ rule }) => rule === "compose.left-out")).toMatchObject({ severity: "notice", line: 7, column: 16 });
    expect(issues.some(({ rule }) => rule === "lint.unused-config")).toBe(false);
  });

  test.each([[["dev"]], [["x", "debug"]], [["*"]]])("with %j it runs", (profiles) => {
    const { spec } = read(profiles);
    expect(spec?.services.map(({ name }) => name)).toEqual(["debug", "web"]);
    expect(spec?.services[1]?.dependsOn).toEqual([{ service: "debug", condition: "service_started" }]);
  });

  test("the stack's own COMPOSE_PROFILES switches them on, and is asked for beside the file", () => {
    const of = (variables: Record<string, string>) => parseCompose(TEXT, { stackName: "demo", variables, policy: DEFAULT_POLICY });
    expect(of({}).variables).toEqual([{ name: "COMPOSE_PROFILES", value: null, default: "", usedBy: ["debug"] }]);
    expect(of({ COMPOSE_PROFILES: "x, dev" }).spec?.services.map(({ name }) => name)).toEqual(["debug", "web"]);
    expect(of({ COMPOSE_PROFILES: "x" }).spec?.services.map(({ name }) => name)).toEqual(["web"]);
  });

  test("leaving out is no way around the policy, and what others need cannot be left out", () => {
    expect(read([], TEXT.replace("image: debug:1", "image: debug:1\n    privileged: true")).spec).toBeNull();
    const needed = read([], TEXT.replace(", required: false", ""));
    expect(needed.issues.filter(({ severity }) => severity === "error")).toMatchObject([{ rule: "compose.depends_on", line: 4 }]);
    expect(needed.issues.find(({ severity }) => severity === "error")?.message).toContain("debug is left out");
    expect(read([], "services: {a: {image: 'a:1', profiles: [x]}}").issues.filter(({ severity }) => severity === "error")).toMatchObject([
      { rule: "compose.profiles" },
    ]);
  });
});

describe("files of a stack", () => {
  test("configs: one text for several services, with variables, at the place each asks for", () => {
    const text =
      "services:\n  a: {image: 'a:1', configs: [c]}\n  b: {image: 'b:1', configs: [{source: c, target: /etc/x, mode: '0400', uid: 1}]}\nconfigs:\n  c: {content: \"host=$HOST $$x\\n\"}\n";
    const { spec } = parse(text, { HOST: "h" });
    expect(spec?.services.map(({ configs }) => configs)).toEqual([
      [{ source: "c", target: "/c", content: "host=h $x\n", uid: 0, gid: 0, mode: 0o444 }],
      [{ source: "c", target: "/etc/x", content: "host=h $x\n", uid: 1, gid: 0, mode: 0o400 }],
    ]);
  });

  test.each<[string, string, number]>([
    ["read_only: true\n    configs: [c]", "policy.configs", 5],
    ["tmpfs: /etc\n    configs: [{source: c, target: /etc/x}]", "compose.configs", 5],
    ["configs: [c, {source: c, target: /c}]", "compose.configs", 4],
    ["configs: [{source: c, target: /dev/c}]", "policy.configs.target", 4],
    ["configs: [missing]", "compose.configs", 4],
  ])("%s is refused", (lines, rule, line) => {
    expect(errorsIn(`services:\n  a:\n    image: a:1\n    ${lines}\nconfigs: {c: {content: x}}\n`)).toMatchObject([{ rule, line }]);
  });

  test("an unused config is said, and a text beyond the limit is refused", () => {
    const text = (content: string) => `services: {a: {image: 'a:1'}}\nconfigs: {c: {content: ${content}}}\n`;
    expect(parse(text("x")).issues.map(({ rule }) => rule)).toContain("lint.unused-config");
    const policy = { ...DEFAULT_POLICY, composeBytes: 1024 * 1024 };
    expect(parseCompose(text("x".repeat(500_001)), { stackName: "demo", variables: {}, policy }).spec).toBeNull();
  });

  test("a secret needs to be owned and declared; each fault is said once", () => {
    const text = "services:\n  a: {image: 'a:1', secrets: [s]}\nsecrets:\n  s: {external: true}\n";
    expect(errorsIn(text)).toMatchObject([{ rule: "secret.unset", line: 4 }]);
    const own = { volumesOutsideStack: [], secrets: ["s"] };
    const options = { stackName: "demo", variables: {}, policy: DEFAULT_POLICY, own };
    expect(parseCompose(text, options).spec?.services[0]?.secrets).toEqual([{ source: "s", target: "/run/secrets/s", uid: 0, gid: 0, mode: 0o444 }]);
    expect(parseCompose(text.replace(/secrets:\n.*\n$/, ""), options).issues.filter(({ severity }) => severity === "error")).toMatchObject([
      { rule: "compose.secrets", line: 2 },
    ]);
  });
});

describe("services that lean on each other", () => {
  test("the alias of a link is a name of the other service in the networks they share", () => {
    const text =
      "services:\n  web: {image: 'a:1', links: ['db:database', 'db:pg.internal'], networks: [xx, yy]}\n  db: {image: 'b:1', networks: [yy, zz]}\nnetworks: {xx: , yy: , zz: }\n";
    const { spec } = parse(text);
    expect(spec?.services[0]?.networks).toEqual([
      { name: "yy", aliases: ["database", "pg.internal"] },
      { name: "zz", aliases: [] },
    ]);
    expect(errorsIn(text.replace("networks: [xx, yy]", "networks: [xx]"))).toMatchObject([{ rule: "compose.links" }, { rule: "compose.links" }]);
  });

  test("a shared network belongs to one container, directly", () => {
    const text = (db: string) => `services:\n  web: {image: 'a:1', network_mode: 'service:db'}\n  db: {image: 'b:1'${db}}\n  vpn: {image: 'c:1'}\n`;
    expect(errorsIn(text(""))).toEqual([]);
    expect(errorsIn(text(", scale: 2"))).toMatchObject([{ rule: "policy.network_mode", line: 2 }]);
    expect(errorsIn(text(", network_mode: 'service:vpn'"))).toMatchObject([{ rule: "compose.network_mode", line: 2 }]);
    expect(errorsIn(text(", network_mode: 'service:web'")).map(({ rule }) => rule)).toContain("compose.depends_on");
    expect(parse(text("")).spec?.networks).toEqual([{ name: "default", internal: false }]);
  });
});

test("a file of twenty services with everything in it is read in well under 200 ms", () => {
  const service = (index: number) => `  s${index}:
    image: registry.site/team/app${index}:1.2
    environment: {${Array.from({ length: 20 }, (_, at) => `V${at}: "\${A:-${at}}"`).join(", ")}}
    expose: ["80${index + 10}"]
    extra_hosts: [a=10.0.0.1, b=10.0.0.2]
    ulimits: {nofile: 1000}
    configs: [c]
    healthcheck: {test: [CMD, x], interval: 5s}
    ${index > 0 ? `extends: s${index - 1}` : "labels: {a: b}"}
`;
  const text = `services:\n${Array.from({ length: 20 }, (_, index) => service(index)).join("")}configs: {c: {content: "${"x".repeat(1000)}"}}\n`;
  const { issues } = parse(text);
  // Its own time on the processor, and the quickest of several: other tests share the machine.
  const times = Array.from({ length: 8 }, () => {
    const began = process.cpuUsage();
    parse(text);
    return process.cpuUsage(began).user / 1000;
  });
  expect(Math.min(...times)).toBeLessThan(200);
  expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
});
