import type { BindGrant, Policy, PortRange } from "@/lib/core/policy";

const KiB = 1024;
const MiB = KiB * 1024;

interface NumberField {
  label: string;
  unit: string;
  /** How many of the policy's own units one of the field's is. */
  factor: number;
  whole: boolean;
  get: (policy: Policy) => number;
  set: (policy: Policy, value: number) => void;
}

const limit = (key: keyof Policy["limits"], label: string, unit: string, factor = 1, whole = true): NumberField => ({
  label,
  unit,
  factor,
  whole,
  get: (policy) => policy.limits[key],
  set: (policy, value) => {
    policy.limits[key] = value;
  },
});
const preset = (key: keyof Policy["defaults"], label: string, unit: string, factor = 1, whole = true): NumberField => ({
  label,
  unit,
  factor,
  whole,
  get: (policy) => policy.defaults[key],
  set: (policy, value) => {
    policy.defaults[key] = value;
  },
});
const kept = (key: "keptLogBytes" | "keptLogDays", label: string, unit: string, factor = 1): NumberField => ({
  label,
  unit,
  factor,
  whole: true,
  get: (policy) => policy.watch[key],
  set: (policy, value) => {
    policy.watch[key] = value;
  },
});
const own = (key: "maxServices" | "maxScale" | "composeBytes", label: string, unit: string, factor = 1): NumberField => ({
  label,
  unit,
  factor,
  whole: true,
  get: (policy) => policy[key],
  set: (policy, value) => {
    policy[key] = value;
  },
});

/** Every figure of a policy, in the units people think in. */
export const FIGURES = {
  maxServices: own("maxServices", "Services", "a stack"),
  maxScale: own("maxScale", "Containers", "a service"),
  memory: limit("memoryBytes", "Memory", "MiB", MiB, false),
  cpus: limit("cpus", "CPUs", "cores", 1, false),
  pids: limit("pids", "Processes", "at once"),
  shm: limit("shmBytes", "Shared memory", "MiB", MiB, false),
  tmpfs: limit("tmpfsBytes", "Memory file system", "MiB", MiB, false),
  logSize: limit("logMaxSizeBytes", "Log file size", "MiB", MiB, false),
  logFiles: limit("logMaxFiles", "Log files", "a container"),
  grace: limit("stopGraceSeconds", "Stop grace", "s"),
  health: limit("healthIntervalMs", "Health check interval", "ms at least"),
  label: limit("labelBytes", "Label", "bytes"),
  file: own("composeBytes", "Compose file", "KiB", KiB),
  defaultMemory: preset("memoryBytes", "Default memory", "MiB", MiB, false),
  defaultCpus: preset("cpus", "Default CPUs", "cores", 1, false),
  defaultPids: preset("pids", "Default processes", "at once"),
  defaultLogSize: preset("logMaxSizeBytes", "Default log file size", "MiB", MiB, false),
  defaultLogFiles: preset("logMaxFiles", "Default log files", "a container"),
  keptLogSize: kept("keptLogBytes", "Kept log size", "MiB a service", MiB),
  keptLogDays: kept("keptLogDays", "Kept log age", "days"),
  defaultGrace: preset("stopGraceSeconds", "Default stop grace", "s"),
} as const satisfies Record<string, NumberField>;
export type Figure = keyof typeof FIGURES;
const FIGURE_KEYS = Object.keys(FIGURES) as Figure[];

export interface GrantDraft {
  path: string;
  mode: BindGrant["mode"];
  users: string;
  projects: string;
  uid: string;
  gid: string;
  groups: string;
}

/** A policy while it is edited: texts as they are typed, which may be wrong for a moment. */
export interface PolicyDraft {
  anyRegistry: boolean;
  registries: string;
  namespaces: { name: string; users: string }[];
  capabilities: string[];
  nonRoot: boolean;
  grants: GrantDraft[];
  ports: string;
  protocols: Policy["protocols"];
  figures: Record<Figure, string>;
  namingHints: boolean;
  recordShells: boolean;
  keepLogs: boolean;
  statistics: boolean;
  transferFiles: boolean;
  debugImages: string;
  /** Minutes; nothing is never. */
  shellIdle: string;
}

export const words = (text: string): string[] => text.split(/[\s,;]+/).filter((word) => word !== "");
const listed = (items: readonly (string | number)[]): string => items.join(", ");
const rangeText = ({ from, to }: PortRange): string => (from === to ? String(from) : `${from}-${to}`);
const shown = (value: number | null): string => (value === null ? "" : String(value));

export function draftOf(policy: Policy): PolicyDraft {
  return {
    anyRegistry: policy.registries === null,
    registries: listed(policy.registries ?? []),
    namespaces: Object.entries(policy.privateNamespaces).map(([name, users]) => ({ name, users: listed(users) })),
    capabilities: policy.capabilities,
    nonRoot: policy.nonRoot,
    grants: policy.bindRoots.map((grant) => ({
      path: grant.path,
      mode: grant.mode,
      users: listed(grant.users),
      projects: listed(grant.projects),
      uid: shown(grant.uid),
      gid: shown(grant.gid),
      groups: listed(grant.groups),
    })),
    ports: listed([policy.hostPorts, ...policy.moreHostPorts].map(rangeText)),
    protocols: policy.protocols,
    figures: Object.fromEntries(FIGURE_KEYS.map((key) => [key, figureText(policy, key)])) as Record<Figure, string>,
    namingHints: policy.namingHints,
    recordShells: policy.recordShells,
    keepLogs: policy.watch.keepLogs,
    statistics: policy.watch.statistics,
    transferFiles: policy.watch.transferFiles,
    debugImages: listed(policy.watch.debugImages),
    shellIdle: shown(policy.watch.shellIdleMinutes),
  };
}

const figureText = (policy: Policy, key: Figure): string => String(Number((FIGURES[key].get(policy) / FIGURES[key].factor).toFixed(3)));

/** What the draft means, or what is wrong with it, by field. */
export function policyOfDraft(draft: PolicyDraft, base: Policy): { policy: Policy | null; faults: Record<string, string> } {
  const faults: Record<string, string> = {};
  const policy = structuredClone(base);
  for (const key of FIGURE_KEYS) readFigure(draft, base, policy, key, faults);
  const ranges = words(draft.ports).map(rangeOf);
  const [hostPorts, ...moreHostPorts] = ranges.filter((range) => range !== null);
  if (!hostPorts || ranges.includes(null)) faults.ports = "Write ranges such as 60000-60050, from 1024 to 65535.";
  if (draft.protocols.length === 0) faults.protocols = "Choose at least one.";
  const privateNamespaces: Policy["privateNamespaces"] = {};
  draft.namespaces.forEach(({ name, users }, index) => {
    if (isBlank([name, users])) return;
    const path = name.trim().toLowerCase();
    if (!path.includes("/")) faults[`namespace-${index}`] = "Write registry/namespace, such as docker.io/tin63.";
    privateNamespaces[path] = words(users);
  });
  draft.grants.forEach((grant, index) => {
    if (isBlankGrant(grant)) return;
    for (const [field, fault] of Object.entries(grantFaults(grant))) faults[`grant-${index}-${field}`] = fault;
  });
  if (!/^\d*$/.test(draft.shellIdle.trim())) faults.shellIdle = "A whole number of minutes, or nothing.";
  if (Object.keys(faults).length > 0 || !hostPorts) return { policy: null, faults };
  return {
    faults,
    policy: {
      ...policy,
      hostPorts,
      moreHostPorts,
      protocols: draft.protocols,
      registries: draft.anyRegistry ? null : words(draft.registries).map((word) => word.toLowerCase()),
      privateNamespaces,
      capabilities: [...draft.capabilities].sort(),
      nonRoot: draft.nonRoot,
      bindRoots: draft.grants.filter((grant) => !isBlankGrant(grant)).map(grantOf),
      namingHints: draft.namingHints,
      recordShells: draft.recordShells,
      watch: {
        ...policy.watch,
        keepLogs: draft.keepLogs,
        statistics: draft.statistics,
        transferFiles: draft.transferFiles,
        debugImages: words(draft.debugImages),
        shellIdleMinutes: numberOrNull(draft.shellIdle),
      },
    },
  };
}

function readFigure(draft: PolicyDraft, base: Policy, policy: Policy, key: Figure, faults: Record<string, string>): void {
  const field = FIGURES[key];
  const text = draft.figures[key].trim();
  // What was not touched stays to the byte, also where the field shows it rounded.
  if (text === figureText(base, key)) return;
  const value = Number(text.replace(",", "."));
  if (text === "" || !Number.isFinite(value) || value < 0 || (field.whole && !Number.isInteger(value)))
    faults[key] = field.whole ? "A whole number, such as 10." : "A number, such as 512 or 1.5.";
  else field.set(policy, field.factor === 1 ? value : Math.round(value * field.factor));
}

function rangeOf(text: string): PortRange | null {
  const match = /^(\d{1,5})(?:[-–](\d{1,5}))?$/.exec(text);
  const [from, to] = match ? [Number(match[1]), Number(match[2] ?? match[1])] : [0, 0];
  return from >= 1024 && to >= from && to <= 65535 ? { from, to } : null;
}

/** A row that was added and not filled in yet says nothing. */
const isBlank = (texts: string[]): boolean => texts.every((text) => text.trim() === "");
const isBlankGrant = ({ mode: _mode, ...texts }: GrantDraft): boolean => isBlank(Object.values(texts));

const numberOrNull = (text: string): number | null => (text.trim() === "" ? null : Number(text.trim()));

/** By the field that it is about. */
function grantFaults({ path, users, projects, uid, gid, groups }: GrantDraft): Partial<Record<keyof GrantDraft, string>> {
  const isId = (text: string) => /^([1-9]\d{0,9})?$/.test(text.trim());
  const number = "A number above 0, such as 80115.";
  return {
    ...(!/^(\/[^/:]+)+\/?$/.test(path.trim()) && { path: "Write the whole path, such as /global/project/beamline." }),
    ...(words(users).length + words(projects).length === 0 && { users: "Say to whom it is granted: people or projects." }),
    ...(!isId(uid) && { uid: number }),
    ...(!isId(gid) && { gid: number }),
    ...(!words(groups).every(isId) && { groups: "Numbers above 0, such as 71999." }),
  };
}

const grantOf = (grant: GrantDraft): BindGrant => ({
  path: grant.path.trim().replace(/\/$/, ""),
  mode: grant.mode,
  users: words(grant.users),
  projects: words(grant.projects),
  uid: numberOrNull(grant.uid),
  gid: numberOrNull(grant.gid),
  groups: words(grant.groups).map(Number),
});
