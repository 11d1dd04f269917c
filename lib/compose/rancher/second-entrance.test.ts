import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderStack } from "../render";
import { composeOf, rancherOf, read } from "./rancher-under-test";

/** rancher-compose.yml is one more way in: what the compose text may not say it may not say either. */
describe("the second file is no way around the policy", () => {
  test.each([
    "privileged: true",
    "pid: host",
    "network_mode: host",
    "net: host",
    "devices: ['/dev/sda:/dev/sda']",
    "cap_add: [SYS_ADMIN]",
    "security_opt: ['seccomp:unconfined']",
    "volumes: ['/:/host']",
    "volumes: ['/var/run/docker.sock:/var/run/docker.sock']",
    "volumes_from: [other]",
    "image: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "ports: ['80:80']",
    "labels: {traefik.enable: 'true'}",
    "labels: {io.spindle.owner: me}",
    "mem_limit: 900g",
    "scale: 900",
    "scale: -1",
    "scale_policy: {min: 900}",
    "container_name: other-web",
    "cgroup_parent: /",
    "health_check: {port: 80, interval: 99999999999}",
    "health_check: {port: 80, unhealthy_threshold: 1000}",
    "x-spindle: {sidekick_of: other}",
    "x-spindle: {privileged: true}",
    "__proto__: {privileged: true}",
  ])("%s", (lines) => {
    const parsed = read(composeOf(), rancherOf(lines));
    expect(parsed.spec).toBeNull();
    expect(parsed.modern).toBeNull();
    expect(parsed.issues.some(({ severity, file }) => severity === "error" && file === "rancher-compose.yml")).toBe(true);
  });

  test("the same limits on the text", () => {
    const big = `${rancherOf("scale: 2")}# ${"x".repeat(300 * 1024)}\n`;
    expect(read(composeOf(), big).issues.find(({ rule }) => rule === "yaml.size")?.file).toBe("rancher-compose.yml");
    const laughs = [
      "a: &a [x, x, x, x, x, x, x, x, x]",
      ..."bcdefghi".split("").map((name, at) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(", ")}]`),
    ].join("\n");
    expect(read(composeOf(), laughs).spec).toBeNull();
  });
});

test.each([
  ["privileged: true\n", 1],
  ["include: [x]\nweb: {scale: 1}\n", 1],
  ["services:\n  web: {scale: 1}\nother: {privileged: true}\n", 3],
])("a key that nothing reads in the second file is said: %j", (text, line) => {
  const { spec, issues } = read(composeOf(), text);
  expect(spec).toBeNull();
  expect(issues.filter(({ severity }) => severity === "error")).toMatchObject([{ rule: "compose.services", file: "rancher-compose.yml", line, column: 1 }]);
});

test("no pair of texts crashes it, and nothing is said outside its text", () => {
  const words = fc.constantFrom(
    "services:",
    "\n",
    "\n  web:",
    "\n    ",
    "scale: 2",
    "health_check:",
    "port: 80",
    "labels:",
    "io.rancher.sidekicks: web",
    "{",
    "}",
    "[",
    "]",
    "- ",
    ": ",
    "${A",
    "&a ",
    "*a",
    "<<: *a",
    "#",
    "'",
    "retain_ip: true",
    "x",
  );
  const text = fc.array(words, { maxLength: 30 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(text, text, (compose, rancher) => {
      for (const issue of read(`${composeOf()}${compose}`, rancher).issues) {
        const lines = (issue.file ? rancher : `${composeOf()}${compose}`).split("\n");
        expect(issue.line).toBeLessThanOrEqual(Math.max(1, lines.length));
      }
    }),
    { numRuns: 1_000 },
  );
});

test("what was translated is rendered and read again as the same", () => {
  const parsed = read(
    "services:\n  web:\n    image: app:v1\n    retain_ip: true\n    labels: {io.rancher.sidekicks: side}\n  side:\n    image: side:v1\n",
    rancherOf("scale: 3\nhealth_check: {port: 80, request_line: GET /}"),
  );
  expect(parsed.spec && read(renderStack(parsed.spec)).spec).toEqual(parsed.spec);
});
