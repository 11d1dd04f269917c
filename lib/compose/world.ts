import * as z from "zod";
import { type Asker, type BindGrant, completePolicy, DEFAULT_POLICY, type Policy, type PortRange } from "@/lib/core/policy";
import type { Protocol } from "@/lib/core/spec";
import type { OwnThings } from "./desk";
import { parseBytes } from "./units";

/**
 * `world.json` of the command line: what the app knows about the person, the stack and the environment, written down by hand. Every key may be left out;
 * what is missing is as in a fresh installation. `role` and `environment` are read and change nothing: a file is judged alike for everybody.
 */
export interface World {
  /** Null: the file's own `name`, or any. */
  stackName: string | null;
  variables: Record<string, string>;
  policy: Policy;
  takenPorts: Map<string, string>;
  asker: Asker | null;
  own: OwnThings;
}

const bytes = z.union([z.number().positive(), z.string().transform(sizeOf)]).nullish();
const amount = z
  .union([
    z.number().nonnegative(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/)
      .transform(Number),
  ])
  .nullish();
const count = z.union([z.int().nonnegative(), z.string().regex(/^\d+$/).transform(Number)]).nullish();
const names = z.array(z.string());
const id = z.union([z.int().min(0), z.string().regex(/^\d+$/).transform(Number)]);
const range = z.union([z.string(), z.int(), z.tuple([z.int(), z.int()]), z.object({ from: z.int(), to: z.int() })]).transform(rangeOf);

/** A path alone is granted to the person for reading; an object says more. */
const bindRoot = z.union([
  z.string(),
  z.object({
    path: z.string(),
    mode: z.enum(["ro", "rw"]).optional(),
    readOnly: z.boolean().optional(),
    users: names.optional(),
    projects: names.optional(),
    uid: id.nullable().optional(),
    gid: id.nullable().optional(),
    groups: z.array(id).optional(),
  }),
]);

const user = z.object({
  name: z.string().optional(),
  role: z.unknown().optional(),
  uid: id.nullish(),
  gid: id.nullish(),
  groups: z.array(id).nullish(),
  projects: names.nullish(),
});

const hostPortPool = z.object({
  ranges: z.array(range).min(1).nullish(),
  protocols: names.nullish(),
  taken: z.record(z.string(), z.string()).nullish(),
});

const quota = z.object({
  services: count,
  replicasPerService: count,
  cpusPerContainer: amount,
  memoryPerContainer: bytes,
  pids: count,
  shm: bytes,
  tmpfs: bytes,
  logMaxSize: bytes,
  logMaxFile: count,
  stopGraceSeconds: amount,
  healthIntervalMinMs: amount,
  fileBytes: bytes,
  labelBytes: bytes,
});

const own = z.object({ volumesOutsideStack: names.nullish(), secrets: names.nullish() });

const world = z.object({
  stack: z.string().nullish(),
  environment: z.unknown().optional(),
  user: user.nullish(),
  stackVariables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullish(),
  registriesAllowed: names.nullish(),
  privateNamespaces: z.record(z.string(), names).nullish(),
  bindRoots: z.array(bindRoot).nullish(),
  hostPortPool: hostPortPool.nullish(),
  quota: quota.nullish(),
  own: own.nullish(),
});
type Written = z.infer<typeof world>;

const PARTS = { user, hostPortPool, quota, own };

/** Keys of a context that nothing reads, most likely misspelt: what they were to limit is not limited. */
export function unreadKeys(value: unknown): string[] {
  const odd = (part: unknown, { shape }: { shape: object }, at: string) =>
    typeof part === "object" && part !== null ? Object.keys(part).flatMap((key) => (Object.hasOwn(shape, key) ? [] : [`${at}${key}`])) : [];
  const parts = (value ?? {}) as Record<string, unknown>;
  return [...odd(value, world, ""), ...Object.entries(PARTS).flatMap(([name, part]) => odd(parts[name], part, `${name}.`))];
}

/** Reads a context, or says in one line what is wrong with it. */
export function readWorld(value: unknown): World | string {
  const read = world.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    return `${issue?.path.join(".") || "the context"}: ${issue?.message ?? "has the wrong form"}`;
  }
  const { data } = read;
  const stackName = data.stack ?? null;
  return {
    stackName,
    variables: Object.fromEntries(Object.entries(data.stackVariables ?? {}).flatMap(([name, text]) => (text === null ? [] : [[name, String(text)]]))),
    policy: policyOf(data),
    takenPorts: new Map(Object.entries(data.hostPortPool?.taken ?? {}).filter(([, holder]) => stackName === null || holder.split("/")[0] !== stackName)),
    asker: data.user
      ? {
          username: data.user.name ?? "",
          projects: data.user.projects ?? [],
          uid: data.user.uid ?? null,
          gid: data.user.gid ?? null,
          groups: data.user.groups ?? [],
        }
      : null,
    own: { volumesOutsideStack: data.own?.volumesOutsideStack ?? [], secrets: data.own?.secrets ?? [] },
  };
}

const PROTOCOLS: Protocol[] = ["tcp", "udp"];

function policyOf(data: Written): Policy {
  const { limits } = DEFAULT_POLICY;
  const quota = data.quota ?? {};
  const [hostPorts, ...moreHostPorts] = data.hostPortPool?.ranges ?? [DEFAULT_POLICY.hostPorts];
  return completePolicy({
    hostPorts: hostPorts ?? DEFAULT_POLICY.hostPorts,
    moreHostPorts,
    protocols: data.hostPortPool?.protocols ? PROTOCOLS.filter((name) => data.hostPortPool?.protocols?.includes(name)) : DEFAULT_POLICY.protocols,
    registries: data.registriesAllowed ?? null,
    privateNamespaces: data.privateNamespaces ?? {},
    bindRoots: (data.bindRoots ?? []).map((root) => grantOf(root, data.user ?? {})),
    maxServices: quota.services ?? DEFAULT_POLICY.maxServices,
    maxScale: quota.replicasPerService ?? DEFAULT_POLICY.maxScale,
    composeBytes: quota.fileBytes ?? DEFAULT_POLICY.composeBytes,
    limits: {
      memoryBytes: quota.memoryPerContainer ?? limits.memoryBytes,
      cpus: quota.cpusPerContainer ?? limits.cpus,
      pids: quota.pids ?? limits.pids,
      shmBytes: quota.shm ?? limits.shmBytes,
      tmpfsBytes: quota.tmpfs ?? limits.tmpfsBytes,
      stopGraceSeconds: quota.stopGraceSeconds ?? limits.stopGraceSeconds,
      logMaxSizeBytes: quota.logMaxSize ?? limits.logMaxSizeBytes,
      logMaxFiles: quota.logMaxFile ?? limits.logMaxFiles,
      healthIntervalMs: quota.healthIntervalMinMs ?? limits.healthIntervalMs,
      labelBytes: quota.labelBytes ?? limits.labelBytes,
    },
  });
}

function grantOf(root: NonNullable<Written["bindRoots"]>[number], { name = "", uid = null }: z.infer<typeof user>): BindGrant {
  const said = typeof root === "string" ? { path: root } : root;
  // Without a name it is the person's, but for what has somebody else's number.
  const theirs = said.users === undefined && said.projects === undefined && (said.uid ?? uid) === uid;
  return {
    path: said.path.replace(/(?<=.)\/+$/, ""),
    mode: said.mode ?? (said.readOnly === false ? "rw" : "ro"),
    users: theirs ? [name] : (said.users ?? []),
    projects: said.projects ?? [],
    uid: said.uid ?? null,
    gid: said.gid ?? null,
    groups: said.groups ?? [],
  };
}

function rangeOf(value: string | number | [number, number] | { from: number; to: number }, context: z.RefinementCtx): PortRange {
  const [from = Number.NaN, to = from] =
    typeof value === "string" ? value.split("-").map(Number) : typeof value === "number" ? [value] : Array.isArray(value) ? value : [value.from, value.to];
  if (!(from >= 1 && to >= from && to <= 65535)) context.addIssue({ code: "custom", message: "a range is written 60000-60050" });
  return { from, to };
}

function sizeOf(text: string, context: z.RefinementCtx): number {
  const size = parseBytes(text);
  if (size === null || size <= 0) context.addIssue({ code: "custom", message: "a size is written 512m, or in bytes" });
  return size ?? 0;
}
