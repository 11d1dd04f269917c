import { expect, test } from "vitest";
import { parse } from "yaml";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import type { HealthcheckSpec } from "@/lib/core/spec";
import { plainSpec } from "@/lib/testing/spec";
import { toRancherCompose } from "./rancher-export";

const check = (...test: string[]): HealthcheckSpec => ({ test, intervalMs: 5_000, timeoutMs: null, startPeriodMs: null, retries: 4 });
const text = (healthcheck: HealthcheckSpec | null, order: "stop-first" | "start-first" = "stop-first") =>
  toRancherCompose(
    { services: [plainSpec({ healthcheck, scale: 1 })], networks: [], volumes: [] },
    new Map([["web", { scale: 3, strategy: { ...DEFAULT_STRATEGY, order } }]]),
  );

test("the scale that holds now, and the strategy", () => {
  const said = text(null, "start-first");
  expect(parse(said)).toEqual({ version: "2", services: { web: { scale: 3, upgrade_strategy: { start_first: true } } } });
  expect(said).toContain("# web: rancher up --upgrade --batch-size 1 --interval 2000\n");
});

test("of an older revision what its file says", () => {
  expect(parse(toRancherCompose({ services: [plainSpec({ scale: 2 })], networks: [], volumes: [] }, new Map()))).toMatchObject({
    services: { web: { scale: 2 } },
  });
});

test.each([
  [check("CMD", "curl", "-f", "http://localhost:5000/healthz"), { port: 5000, request_line: 'GET "/healthz" "HTTP/1.0"' }],
  [check("CMD-SHELL", "wget -qO- http://127.0.0.1/ || exit 1"), { port: 80, request_line: 'GET "/" "HTTP/1.0"' }],
  [check("CMD", "nc", "-z", "localhost", "5432"), { port: 5432 }],
])("a check that asks a port is Rancher's too", (healthcheck, wanted) => {
  const { health_check: said } = parse(text(healthcheck)).services.web;
  expect(said).toEqual({
    ...wanted,
    interval: 5000,
    response_timeout: 2000,
    initializing_timeout: 60000,
    healthy_threshold: 2,
    unhealthy_threshold: 4,
    strategy: "recreate",
  });
});

test.each([
  [check("CMD-SHELL", "pg_isready -U als")],
  [check("CMD", "curl", "-f", "http://other-host:80/")],
  [check("CMD-SHELL", "test -f /x && curl http://localhost/")],
])("a check that does more is left out, and said so", (healthcheck) => {
  const said = text(healthcheck);
  expect(parse(said).services.web.health_check).toBeUndefined();
  expect(said).toContain("web: its health check runs a command");
});

test("no check is no note", () => {
  expect(text(check("NONE"))).not.toContain("health check");
});
