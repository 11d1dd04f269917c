import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { exitOf } from "@/lib/testing/shell-exit";
import { composeOf, rancherOf, read, remarks } from "./rancher-under-test";
import { askHttp, isListening } from "./test-command";

const R = "rancher-compose.yml";
const check = (lines: string) => read(composeOf(), rancherOf(`health_check:\n${lines.replaceAll(/^/gm, "  ")}`));
const webOf = (parsed: ReturnType<typeof read>) => parsed.spec?.services[0]?.healthcheck;

test("every number of Rancher's has its place, and what has none is said", () => {
  const parsed = check(
    "port: 8080\nrequest_line: GET /ping HTTP/1.0\ninterval: 5000\nresponse_timeout: 3000\ninitializing_timeout: 90000\nreinitializing_timeout: 90000\nhealthy_threshold: 2\nunhealthy_threshold: 4\nstrategy: recreateOnQuorum\nrecreate_on_quorum_strategy_config: {quorum: 2}",
  );
  expect(webOf(parsed)).toEqual({ test: ["CMD-SHELL", askHttp(8080, "/ping")], intervalMs: 5000, timeoutMs: 3000, startPeriodMs: 90_000, retries: 4 });
  expect(remarks(parsed)).toEqual([
    `${R}:4 notice rancher.health_check`,
    `${R}:10 notice rancher.health_check.reinitializing_timeout`,
    `${R}:11 notice rancher.health_check.healthy_threshold`,
    `${R}:13 notice rancher.health_check.strategy`,
    `${R}:14 notice rancher.health_check.recreate_on_quorum_strategy_config`,
  ]);
});

test.each<[string, string[] | null, string[]]>([
  ["port: 80", ["CMD-SHELL", isListening(80)], [`${R}:4 notice rancher.health_check`]],
  ["port: 80\nrequest_line: ''", ["CMD-SHELL", isListening(80)], [`${R}:4 notice rancher.health_check`]],
  [
    "port: 80\nrequest_line: HEAD /",
    ["CMD-SHELL", askHttp(80, "/")],
    [`${R}:4 notice rancher.health_check`, `${R}:6 notice rancher.health_check.request_line`],
  ],
  [
    "port: 80\nrequest_line: GET / HTTP/1.1\\r\\nHost:\\ x",
    ["CMD-SHELL", askHttp(80, "/")],
    [`${R}:4 notice rancher.health_check`, `${R}:6 notice rancher.health_check.request_line`],
  ],
])("%s", (lines, command, said) => {
  const parsed = check(lines);
  expect(webOf(parsed)?.test).toEqual(command);
  expect(remarks(parsed)).toEqual(said);
});

test("a request that no shell should be given stays out, with what to write instead", () => {
  const parsed = check("port: 80\nrequest_line: GET /'; rm -rf /; '");
  expect(webOf(parsed)).toBeNull();
  expect(remarks(parsed)).toEqual([`${R}:6 warning rancher.health_check.request_line`]);
  expect(parsed.issues.find(({ severity }) => severity === "warning")?.message).toContain("test: [CMD, your-command]");
});

test("more often than once a second is once a second", () => {
  expect(webOf(check("port: 80\ninterval: 200"))?.intervalMs).toBe(1000);
});

test("a check of the compose file's own counts", () => {
  const parsed = read(composeOf("healthcheck: {test: 'true'}"), rancherOf("health_check: {port: 80}"));
  expect(webOf(parsed)?.test).toEqual(["CMD-SHELL", "true"]);
  expect(remarks(parsed)).toEqual([`${R}:4 notice rancher.health_check`]);
});

test.each(["{}", "{port: 0}", "{port: 99999}", "{port: http}", "{port: 80, tipo: x}", "[]"])("health_check: %s is wrong", (value) => {
  expect(read(composeOf(), rancherOf(`health_check: ${value}`)).spec).toBeNull();
});

test("the tests themselves, against a server that answers by path", async () => {
  const server = createServer((request, response) => response.writeHead(Number(request.url?.slice(1, 4)) || 200).end());
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await exitOf(isListening(port))).toBe(0);
  expect(await exitOf(isListening(1))).toBe(1);
  for (const only of [["curl"], ["bash"], ["wget"], []]) {
    expect(await exitOf(askHttp(port, "/200?a=b&c"), only), `${only} 200`).toBe(0);
    if (only.length > 0) expect(await exitOf(askHttp(port, "/500"), only), `${only} 500`).not.toBe(0);
  }
});
