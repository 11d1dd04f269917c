import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDocument } from "yaml";
import { composeOf, rancherOf, read } from "./rancher-under-test";

const SERVICE_LINES = [
  "retain_ip: true # keeps",
  "scale: 2",
  "health_check: # asks\n  port: 80\n  interval: 3000",
  "labels: # words\n  io.rancher.container.start_once: 'true' # once\n  app: x # mine",
  "labels:\n- io.rancher.scheduler.affinity:host_label=ssd=true # gone\n- app=x",
  "labels: {io.rancher.container.pull_image: always}",
  "labels: # words\n  # why\n  io.rancher.container.pull_image: always # always",
  "network_mode: managed # Rancher's own",
  "# above\nupgrade_strategy: {batch_size: 2, interval_millis: 500}",
  "deploy:\n  resources: {limits: {memory: 64m}} # small\nupgrade_strategy:\n  start_first: false # slow",
  "start_on_create: false",
  "metadata:\n  a: [1, two] # list",
  "ports: ['8080'] # open",
  `environment:\n  A: \${V:-x} # default\n  B: pay $$5`,
  "command: [sh, -c, 'echo no']",
];
const RANCHER_LINES = [
  `scale: \${N:-3} # three`,
  "scale_policy: {min: 2}",
  "# pong\nhealth_check:\n  port: 8080\n  # path\n  request_line: GET /ping HTTP/1.0 # short",
  "upgrade_strategy: # pace\n  batch_size: 3\n  interval_millis: 2000",
  "start_on_create: false # later",
  "retain_ip: true",
  "metadata: {owner: tin}",
  "environment: {C: c} # more",
  "labels: {io.rancher.container.dns: 'true', more: 'yes'} # labels",
  "drain_timeout_ms: 100 # never",
];
const keyOf = (lines: string) => /^(\w+):/m.exec(lines)?.[1] ?? "";
const distinct = (parts: string[]) => parts.filter((part, index) => parts.findIndex((other) => keyOf(other) === keyOf(part)) === index);
const withoutTwins = (parts: string[]) =>
  distinct(parts).filter((part, _index, all) => !(part.startsWith("deploy") && all.some((other) => other.startsWith("# above"))));

/** What the reader is told and where it stands differ; what it means may not. */
function expectSame(compose: string, rancher: string | null): string {
  const before = read(compose, rancher);
  expect(before.spec, JSON.stringify(before.issues.filter(({ severity }) => severity === "error"))).not.toBeNull();
  if (before.modern === null) return compose;
  const after = read(before.modern);
  expect(after.spec, before.modern).toEqual(before.spec);
  expect(after.strategy).toEqual(before.strategy);
  expect(after.modern, "once is enough").toBeNull();
  expect(after.issues.filter(({ rule }) => rule.startsWith("rancher") && rule !== "rancher.cron.schedule")).toEqual([]);
  for (const comment of [...commentsOf(compose), ...commentsOf(rancher ?? "")]) expect(commentsOf(before.modern), before.modern).toContain(comment);
  expect(parseDocument(before.modern, { version: "1.1" }).errors).toEqual([]);
  return before.modern;
}

const commentsOf = (text: string): string[] => [...text.matchAll(/(?:^|\s)#\s*(.*)$/gm)].map((match) => match[1] ?? "");

describe("the modern text means the same", () => {
  test.each([...SERVICE_LINES.map((lines) => [composeOf(lines), null] as const), ...RANCHER_LINES.map((lines) => [composeOf(), rancherOf(lines)] as const)])(
    "%s %s",
    (compose, rancher) => void expectSame(compose, rancher),
  );

  test("whatever is put together", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...SERVICE_LINES)), fc.uniqueArray(fc.constantFrom(...RANCHER_LINES)), fc.boolean(), (own, more, crlf) => {
        const compose = `# head\n\n${composeOf(withoutTwins(own).join("\n"))}# tail\n`;
        const rancher = more.length === 0 ? null : `# second\n${rancherOf(distinct(more).join("\n"))}`;
        expectSame(crlf ? compose.replaceAll("\n", "\r\n") : compose, rancher);
      }),
      { numRuns: 300 },
    );
  });
});

test("anchors and merges: each service gets its own", () => {
  const compose = `x-base: &base
  image: app:v1
  retain_ip: true # kept
  labels: &labels
    io.rancher.container.start_once: 'true'
    app: x
services:
  web:
    <<: *base
  api:
    <<: *base
    command: serve
  whole: *base
  job:
    image: job:v1
    labels: *labels
`;
  const modern = expectSame(compose, "services:\n  whole:\n    scale: 2\n");
  expect(modern).not.toContain("io.rancher");
});

test("a whole Spin stack, as a person would have written it by hand", () => {
  const compose = `version: '2'
services:
  web:
    image: registry.example.org/tin/web:v3 # pinned
    ports: ['8080']
    retain_ip: true # nginx caches addresses
    labels:
      io.rancher.sidekicks: feed
  feed:
    image: registry.example.org/tin/feed:v1
    volumes_from: [web]
`;
  const rancher = `version: '2'
services:
  # two, so that one may fail
  web:
    scale: 2
    health_check:
      port: 8080
`;
  expect(expectSame(compose, rancher).replace(/test: .*/, "test: …")).toBe(`version: '2'
services:
  # two, so that one may fail
  web:
    image: registry.example.org/tin/web:v3 # pinned
    ports: ['8080']
    scale: 2
    x-spindle:
      # nginx caches addresses
      retain_ip: true
    healthcheck:
      test: …
      interval: 2s
      timeout: 2s
      retries: 3
      start_period: 1m
  feed:
    image: registry.example.org/tin/feed:v1
    x-spindle:
      sidekick_of: web
`);
});

test("today's files have nothing to modernise", () => {
  expect(read("services:\n  web:\n    image: app:v1\n    scale: 2\n").modern).toBeNull();
});
