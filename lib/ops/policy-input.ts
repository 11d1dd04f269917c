import * as z from "zod";
import { GRANTABLE_CAPABILITIES, isBelow } from "@/lib/core/policy";

/** What an administrator may make of a policy: bounded on every side, so that no slip of the keyboard opens the host. */
const MiB = 1024 * 1024;
const whole = (least: number, most: number) => z.int().min(least, `at least ${least}`).max(most, `at most ${most}`);

const portRange = z
  .strictObject({ from: whole(1024, 65535), to: whole(1024, 65535) })
  .refine(({ from, to }) => from <= to, { message: "the first port is above the last" });

const username = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,39}$/i, "names of people are written as under Users");
const projectName = z.string().min(1).max(64);
const number = whole(1, 2_147_483_647);

/** Directories that are the host itself. Neither they, nor what lies below, nor what contains them. */
const HOST = ["/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/root", "/run", "/sbin", "/sys", "/usr", "/var/lib", "/var/run", "/var/spool"];
const path = z
  .string()
  .max(400)
  .regex(/^(?:\/[^/:\p{C}]+)+$/u, "write the whole path, from / and without a / at the end")
  .refine((text) => !text.split("/").some((part) => part === "." || part === ".."), { message: 'write the path without "." and ".."' })
  .refine((text) => !HOST.some((host) => isBelow(text, host) || isBelow(host, text)), { message: "this directory belongs to the host itself" });

const bindGrant = z
  .strictObject({
    path,
    mode: z.enum(["ro", "rw"]),
    users: z.array(username).max(200),
    projects: z.array(projectName).max(200),
    uid: number.nullable(),
    gid: number.nullable(),
    groups: z.array(number).max(64),
  })
  .refine(({ users, projects }) => users.length + projects.length > 0, { message: "say to whom it is granted", path: ["users"] });

/** Beside the pool, so any port; a range must be one that somebody can have meant. */
export const portGrantInput = z
  .strictObject({
    from: whole(1, 65535),
    to: whole(1, 65535),
    projects: z.array(projectName).min(1, "say to which project it is granted").max(50),
    reason: z.string().trim().min(3, "say why, in a few words").max(300),
  })
  .refine(({ from, to }) => from <= to && to - from < 200, { message: "200 ports at most, the first not above the last", path: ["to"] });

const allowance = (most: number) => whole(0, most).nullable();

/** Null is no limit. */
export const quotaInput = z.strictObject({
  stacks: allowance(100_000),
  services: allowance(1_000_000),
  containers: allowance(1_000_000),
  cpus: z.number().min(0, "at least 0").max(1_000_000, "at most 1000000").nullable(),
  memoryBytes: allowance(Number.MAX_SAFE_INTEGER),
  ports: allowance(65_535),
});

const host = z
  .string()
  .regex(
    /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$/,
    "write host names, such as docker.io or registry.example.org:5000",
  );
const namespace = z.string().regex(/^[a-z0-9.:-]+(?:\/[a-z0-9._-]+)*$/, "write registry/namespace");

const image = z
  .string()
  .max(255)
  .regex(/^[a-z0-9][a-z0-9._:/@-]*$/, "write images such as docker.io/library/busybox:1.36");

export const policyInput = z
  .strictObject({
    hostPorts: portRange,
    moreHostPorts: z.array(portRange).max(20),
    portGrants: z.array(portGrantInput).max(500),
    protocols: z.array(z.enum(["tcp", "udp"])).min(1, "at least one is needed"),
    capabilities: z.array(z.enum(GRANTABLE_CAPABILITIES as [string, ...string[]])).max(GRANTABLE_CAPABILITIES.length),
    nonRoot: z.boolean(),
    registries: z.array(host).max(50).nullable(),
    privateNamespaces: z.record(namespace, z.array(username).max(200)),
    bindRoots: z.array(bindGrant).max(200),
    namingHints: z.boolean(),
    recordShells: z.boolean(),
    watch: z.strictObject({
      keepLogs: z.boolean(),
      keptLogBytes: whole(MiB, 100 * 1024 * MiB),
      keptLogDays: whole(1, 3650),
      statistics: z.boolean(),
      transferFiles: z.boolean(),
      debugImages: z.array(image).max(20),
      shellIdleMinutes: whole(1, 7 * 24 * 60).nullable(),
    }),
    maxServices: whole(1, 100),
    maxScale: whole(1, 100),
    composeBytes: whole(1024, MiB),
    limits: z.strictObject({
      memoryBytes: whole(6 * MiB, 4096 * 1024 * MiB),
      cpus: z.number().min(0.1, "at least 0.1").max(1024, "at most 1024"),
      pids: whole(1, 65536),
      shmBytes: whole(1024, 1024 * 1024 * MiB),
      tmpfsBytes: whole(1024, 1024 * 1024 * MiB),
      stopGraceSeconds: whole(0, 3600),
      logMaxSizeBytes: whole(4096, 10 * 1024 * MiB),
      logMaxFiles: whole(1, 100),
      healthIntervalMs: whole(100, 60_000),
      labelBytes: whole(16, 65536),
    }),
    defaults: z.strictObject({
      memoryBytes: whole(6 * MiB, 4096 * 1024 * MiB),
      cpus: z.number().min(0.01, "at least 0.01").max(1024, "at most 1024"),
      pids: whole(1, 65536),
      logMaxSizeBytes: whole(4096, 10 * 1024 * MiB),
      logMaxFiles: whole(1, 100),
      stopGraceSeconds: whole(0, 3600),
    }),
    quota: quotaInput,
  })
  .refine(({ hostPorts, moreHostPorts }) => apart([hostPorts, ...moreHostPorts]), { message: "two ranges overlap", path: ["moreHostPorts"] });

function apart(ranges: { from: number; to: number }[]): boolean {
  const sorted = [...ranges].sort((a, b) => a.from - b.from);
  return sorted.every((range, index) => index === 0 || (sorted[index - 1]?.to ?? 0) < range.from);
}

const environment = z.string().min(1).max(40);

/** `version` is what was read: a policy that somebody else saved since is a conflict. */
export const changePolicyInput = z.strictObject({ environment, policy: policyInput, version: z.string().max(128) });
export type ChangePolicyInput = z.infer<typeof changePolicyInput>;

export const tryPolicyInput = z.strictObject({
  environment,
  policy: policyInput,
  file: z.strictObject({ composeText: z.string().max(1024 * 1024), username: z.string().max(64) }).nullable(),
});
export type TryPolicyInput = z.infer<typeof tryPolicyInput>;
