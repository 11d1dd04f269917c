/** What a project may hold in one environment, in the order it is shown in. Ports are host ports, CPUs are cores. */
export const RESOURCES = ["stacks", "services", "containers", "cpus", "memoryBytes", "ports"] as const;
export type Resource = (typeof RESOURCES)[number];

/** How much is allowed of each; null is as much as one likes. */
export type Quota = Record<Resource, number | null>;
export type Usage = Record<Resource, number>;

/** One thing of which a change would take more than is allowed. `asked` is what it would add to `used`. */
export interface Excess {
  what: Resource;
  used: number;
  asked: number;
  allowed: number;
}

const GiB = 1024 ** 3;

/** For projects of which nothing else is said: room for a busy team, and an end to a loop that deploys. */
export const DEFAULT_QUOTA: Quota = { stacks: 40, services: 200, containers: 200, cpus: 200, memoryBytes: 128 * GiB, ports: 50 };

export const NOTHING_USED: Usage = { stacks: 0, services: 0, containers: 0, cpus: 0, memoryBytes: 0, ports: 0 };

export const forEach = <T>(value: (what: Resource) => T): Record<Resource, T> =>
  Object.fromEntries(RESOURCES.map((what) => [what, value(what)])) as Record<Resource, T>;

/** Billionths of a CPU are what an engine counts in; sums of decimals are kept to them. */
export const exact = (value: number): number => Math.round(value * 1e9) / 1e9;

export const sumUsage = (parts: Iterable<Usage>): Usage => {
  const total = { ...NOTHING_USED };
  for (const part of parts) for (const what of RESOURCES) total[what] = exact(total[what] + part[what]);
  return total;
};

/** `minus` taken out of `from`, `plus` put in its place. */
export const exchange = (from: Usage, minus: Usage, plus: Usage): Usage => forEach((what) => exact(from[what] - minus[what] + plus[what]));

/** What an administrator said for one project counts before what the environment says for all. */
export const quotaWith = (environment: Quota, override: Partial<Quota> | null): Quota => ({ ...environment, ...override });

/**
 * What a change takes too much of. One that takes no more of a thing than was held before is never refused for it: a quota that was made smaller stops
 * growth, and nobody is kept from scaling down, going back or removing.
 */
export function excessOf(before: Usage, after: Usage, allowed: Quota): Excess[] {
  return RESOURCES.flatMap((what) => {
    const limit = allowed[what];
    if (limit === null || after[what] <= limit || after[what] <= before[what]) return [];
    return [{ what, used: before[what], asked: exact(after[what] - before[what]), allowed: limit }];
  });
}

/** Near is a fifth or less left. */
export type QuotaStanding = "free" | "near" | "full" | "over";

export function standingOf(used: number, allowed: number | null): QuotaStanding {
  if (allowed === null) return "free";
  if (used > allowed) return "over";
  if (used === allowed) return used === 0 ? "free" : "full";
  return used >= allowed * 0.8 ? "near" : "free";
}

/** What a project holds of what it may. */
export interface QuotaView {
  projectId: string;
  project: string;
  /** Somebody's own, of the same name. */
  personal: boolean;
  used: Usage;
  allowed: Quota;
  /** Why it may hold something else than others; null where the environment's quota counts. */
  reason: string | null;
}

/** The same for whoever keeps order: what was said for this project alone, and by whom. */
export interface ProjectQuotaView extends QuotaView {
  members: number;
  override: { limits: Partial<Quota>; reason: string; setBy: string; setAt: number } | null;
}

export interface QuotasView {
  environment: string;
  /** For every project of which nothing else is said. */
  quota: Quota;
  projects: ProjectQuotaView[];
}

/** What a change that is under review would make of it. */
export interface RoomView {
  project: string;
  environment: string;
  used: Usage;
  after: Usage;
  allowed: Quota;
  over: Excess[];
}
