import type { Strategy } from "@/lib/core/desired";
import type { HealthcheckSpec, ServiceSpec, StackSpec } from "@/lib/core/spec";
import { writeYaml } from "./yaml-text";

/** What the registry knows of a service besides its file. */
export interface RancherFacts {
  scale: number;
  strategy: Strategy;
}

/** Rancher's own defaults where a check says nothing, ms and counts. */
const CHECK = { interval: 2_000, response_timeout: 2_000, initializing_timeout: 60_000, healthy_threshold: 2, unhealthy_threshold: 3 };

/** The rancher-compose.yml that goes with a stack's compose file, in the spelling of Rancher 1.6. */
export function toRancherCompose(spec: StackSpec, facts: ReadonlyMap<string, RancherFacts>): string {
  const entries = spec.services.map((service) => [service.name, serviceOf(service, facts.get(service.name))] as const);
  const notes = spec.services.flatMap((service) => noteOf(service, facts.get(service.name)));
  const head = ["For Rancher 1.6, beside docker-compose.yml. Spindle needs it not.", ...notes].map((line) => `# ${line}\n`).join("");
  return head + writeYaml({ version: "2", services: Object.fromEntries(entries) }, { version: "1.2", lineWidth: 0, compat: "yaml-1.1" });
}

function serviceOf(spec: ServiceSpec, facts: RancherFacts | undefined): object {
  const check = spec.healthcheck && probeOf(spec.healthcheck);
  return {
    scale: facts?.scale ?? spec.scale,
    ...(check && spec.healthcheck ? { health_check: healthCheckOf(spec.healthcheck, check) } : {}),
    ...(facts ? { upgrade_strategy: { start_first: facts.strategy.order === "start-first" } } : {}),
  };
}

/** What Rancher has no key for. */
function noteOf(spec: ServiceSpec, facts: RancherFacts | undefined): string[] {
  const test = spec.healthcheck?.test;
  const command = test && test[0] !== "NONE" && !probeOf(spec.healthcheck as HealthcheckSpec);
  return [
    ...(facts ? [`${spec.name}: rancher up --upgrade --batch-size ${facts.strategy.batchSize} --interval ${facts.strategy.intervalSeconds * 1000}`] : []),
    ...(command ? [`${spec.name}: its health check runs a command, and Rancher only knocks at ports, so it is left out`] : []),
  ];
}

interface Probe {
  port: number;
  path: string | null;
}

const URL_IN_TEST = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d{1,5}))?(\/[^\s"'|;&]*)?/;
const KNOCK_IN_TEST = /^nc\s+(?:-\w+\s+)*(?:localhost|127\.0\.0\.1)\s+(\d{1,5})\b/;

/** A check that asks a port of the container itself is one that Rancher can make. */
function probeOf({ test }: HealthcheckSpec): Probe | null {
  const words = test?.slice(1).join(" ") ?? "";
  const url = /^(?:curl|wget)\s/.test(words) ? URL_IN_TEST.exec(words) : null;
  if (url) return { port: Number(url[1] ?? 80), path: url[2] ?? "/" };
  const knock = KNOCK_IN_TEST.exec(words);
  return knock ? { port: Number(knock[1]), path: null } : null;
}

const healthCheckOf = (check: HealthcheckSpec, { port, path }: Probe): object => ({
  port,
  ...(path === null ? {} : { request_line: `GET "${path}" "HTTP/1.0"` }),
  interval: check.intervalMs ?? CHECK.interval,
  response_timeout: check.timeoutMs ?? CHECK.response_timeout,
  initializing_timeout: check.startPeriodMs ?? CHECK.initializing_timeout,
  healthy_threshold: CHECK.healthy_threshold,
  unhealthy_threshold: check.retries ?? CHECK.unhealthy_threshold,
  strategy: "recreate",
});
