import { Scalar } from "yaml";
import type { Hook, SecretFile, ServiceExtras } from "@/lib/core/service-extras";
import { formatBytes, formatDuration } from "./units";

/** Strings of a rendered text are interpolated when it is read again. */
export const literal = (text: string) => text.replaceAll("$", "$$$$");
export const literals = (texts: string[]) => texts.map(literal);
export const literalValues = (record: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, literal(value)]),
  );

export const filled = <T extends object>(value: T): T | undefined => (Object.keys(value).length > 0 ? value : undefined);

/** As chmod takes it; in quotes, so that no reader makes another number of it. */
export const octal = (mode: number): string => `0${mode.toString(8)}`;

/** Which text of a secret it is stands behind its name, so that a diff shows a new one. */
function noted(source: string, version: number | undefined): string | Scalar<string> {
  if (version === undefined) return source;
  const scalar = new Scalar(source);
  scalar.comment = ` text ${version}`;
  return scalar;
}

const file = ({ source, target, uid, gid, mode, version }: SecretFile): object => ({
  source: noted(source, version),
  target: literal(target),
  uid: String(uid),
  gid: String(gid),
  mode: octal(mode),
});

const hook = ({ command, environment, workingDir }: Hook): object => ({
  command: literals(command),
  environment: filled(literalValues(environment)),
  working_dir: workingDir === null ? undefined : literal(workingDir),
});

const networkMode = (mode: ServiceExtras["networkMode"]) => (typeof mode === "object" ? `service:${mode.service}` : mode);

/** The attributes that few services have, in a fixed order; nothing where nothing is asked for. */
export function extras(spec: ServiceExtras): object {
  return {
    network_mode: networkMode(spec.networkMode),
    expose: spec.expose,
    extra_hosts: spec.extraHosts?.map(({ name, address }) => `${name}=${address}`),
    dns: spec.dns,
    dns_search: spec.dnsSearch,
    dns_opt: spec.dnsOptions,
    domainname: spec.domainname,
    group_add: spec.groupAdd,
    ulimits: spec.ulimits && Object.fromEntries(spec.ulimits.map(({ name, soft, hard }) => [name, soft === hard ? soft : { soft, hard }])),
    sysctls: spec.sysctls && literalValues(spec.sysctls),
    cpu_shares: spec.cpuShares,
    cpu_period: spec.cpuPeriod,
    mem_swappiness: spec.memorySwappiness,
    memswap_limit: spec.memorySwapBytes === undefined ? undefined : formatBytes(spec.memorySwapBytes),
    platform: spec.platform,
    pull_policy: spec.pull && (spec.pull.policy === "always" ? "always" : `every_${formatDuration(spec.pull.seconds * 1000)}`),
    configs: spec.configs?.map(file),
    secrets: spec.secrets?.map(file),
    post_start: spec.postStart?.map(hook),
    pre_stop: spec.preStop?.map(hook),
  };
}

/** What the services need at the end of the file: the texts of their configs, and the names of their secrets. */
export function declarations(services: ServiceExtras[]): { configs?: object | undefined; secrets?: object | undefined } {
  const configs = services.flatMap((spec) => spec.configs ?? []).map(({ source, content }) => [source, { content: literal(content) }] as const);
  const secrets = services.flatMap((spec) => spec.secrets ?? []).map(({ source }) => [source, { external: true }] as const);
  const sorted = (entries: (readonly [string, object])[]) => filled(Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))));
  return { configs: sorted(configs), secrets: sorted(secrets) };
}
