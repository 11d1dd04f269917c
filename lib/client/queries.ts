import { queryOptions } from "@tanstack/react-query";
import type { EngineDiskView, EngineHealthView } from "@/lib/core/engine-health";
import type { DeployRequestDetail, EnvironmentAdminList } from "@/lib/core/environments";
import { type Problem, SpindleError } from "@/lib/core/errors";
import type { ComposeGuide } from "@/lib/core/guide";
import type { OverviewView } from "@/lib/core/overview";
import type { SessionView, UserView } from "@/lib/core/people";
import type { PolicyView } from "@/lib/core/policy-view";
import type { PortsView } from "@/lib/core/ports";
import type { AccessView, ProjectsView, ProjectView } from "@/lib/core/projects";
import type { QuotasView, QuotaView } from "@/lib/core/quota";
import type { RunningView } from "@/lib/core/running";
import type { SecretList } from "@/lib/core/secrets";
import type { SecondFactorView } from "@/lib/core/sign-in";
import { type PackedStackList, unpackList } from "@/lib/core/stack-list";
import type { StatisticsRange, StatisticsView } from "@/lib/core/statistics";
import type { StorageSizes, StorageView } from "@/lib/core/storage";
import type { EnvironmentView, OperationView, RegistryDigest, RevisionComparison, RevisionDetail, RevisionSummary, StackView } from "@/lib/core/views";

/** The only place where a query key is written. Keys nest, so a change message can invalidate a branch. */
export const keys = {
  environments: ["environments"] as const,
  environment: (environment: string) => ["environment", environment] as const,
  policy: (environment: string) => ["policy", environment] as const,
  ownQuotas: (environment: string) => ["environment", environment, "quota"] as const,
  quotas: (environment: string) => ["environment", environment, "quotas"] as const,
  ports: (environment: string) => ["environment", environment, "ports"] as const,
  running: (environment: string) => ["environment", environment, "containers"] as const,
  overview: (environment: string) => ["environment", environment, "overview"] as const,
  stacks: (environment: string) => ["environment", environment, "stacks"] as const,
  stack: (environment: string, stack: string) => ["environment", environment, "stack", stack] as const,
  history: (environment: string, stack: string) => ["environment", environment, "stack", stack, "revisions", "history"] as const,
  revision: (environment: string, stack: string, revision: number) => ["environment", environment, "stack", stack, "revisions", revision] as const,
  comparison: (environment: string, stack: string, from: number, to: number) => ["environment", environment, "stack", stack, "revisions", from, to] as const,
  /** Under the stack: what it is asked for stands in its timeline too. */
  events: (environment: string, stack: string) => ["environment", environment, "stack", stack, "events"] as const,
  container: (environment: string, stack: string, container: string) => ["environment", environment, "stack", stack, "container", container] as const,
  storage: (environment: string, stack: string, service: string) => ["environment", environment, "stack", stack, "storage", service] as const,
  /** Outside the stack's branch: no change message may have the disk walked again. */
  storageSizes: (environment: string, stack: string, service: string) => ["storage-sizes", environment, stack, service] as const,
  /** Outside the stack's branch: what comes meanwhile comes by itself. */
  statistics: (environment: string, stack: string, service: string | null, range: StatisticsRange) =>
    ["statistics", environment, stack, service, range] as const,
  registry: (environment: string, images: readonly string[]) => ["registry", environment, ...images] as const,
  adminEnvironments: ["admin-environments"] as const,
  engine: (environment: string) => ["engine", environment] as const,
  /** Outside the stack's branch: it changes with every line, and is asked for by the clock. */
  logHistogram: (environment: string, stack: string, asked: unknown) => ["log-histogram", environment, stack, asked] as const,
  /** Only when a person asks. */
  engineDisk: (environment: string) => ["engine-disk", environment] as const,
  request: (environment: string, stack: string) => ["environment", environment, "stack", stack, "request"] as const,
  operations: (environment: string, stack: string | null) => ["environment", environment, "operations", stack] as const,
  operation: (operation: string) => ["operation", operation] as const,
  composeGuide: (environment: string) => ["compose-guide", environment] as const,
  secrets: (environment: string) => ["environment", environment, "secrets"] as const,
  projects: ["projects"] as const,
  project: (project: string) => ["projects", project] as const,
  access: (environment: string, stack: string) => ["environment", environment, "stack", stack, "access"] as const,
  audit: ["audit"] as const,
  users: ["users"] as const,
  sessions: ["sessions"] as const,
  secondFactor: ["second-factor"] as const,
  tokens: ["tokens"] as const,
  /** The bell, and below it what is chosen. */
  notices: ["notices"] as const,
  noticeChoices: ["notices", "choices"] as const,
  watch: (environment: string, stack: string) => ["notices", "watch", environment, stack] as const,
  bell: ["notices", "bell"] as const,
  unread: ["notices", "unread"] as const,
  noticeSettings: ["notice-settings"] as const,
};

/** Fetches JSON; a refusal arrives as `{ problem }` and is thrown as a SpindleError. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answered<T>(await fetch(path, { signal, headers: { accept: "application/json" }, cache: "no-store" }));
}

/** The same for what a POST makes; it takes no body. */
export async function postJson<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  return answered<T>(await post(path, body, signal));
}

/** The same for an answer that is read while it comes. */
export async function postForStream(path: string, body: unknown, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const answer = await post(path, body, signal);
  return answer.ok && answer.body !== null ? answer.body : answered(answer);
}

function post(path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const said = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) };
  return fetch(path, { method: "POST", headers, cache: "no-store", ...said, ...(signal && { signal }) });
}

async function answered<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  throw refusalIn(body);
}

/** What a refusal says, as far as it is one of ours. */
export const refusalIn = (body: unknown): SpindleError => new SpindleError((body as { problem?: Problem } | null)?.problem ?? { code: "UNKNOWN", data: {} });

export const environmentPath = (environment: string) => `/api/environments/${encodeURIComponent(environment)}`;
export const stackPath = (environment: string, stack: string) => `${environmentPath(environment)}/stacks/${encodeURIComponent(stack)}`;

/** Answers that somebody has to work for: asked when a person looks, and not again for a minute. */
const COSTLY = { staleTime: 60_000, retry: false, refetchOnWindowFocus: false, refetchOnReconnect: false } as const;

export const environmentsQuery = () =>
  queryOptions({ queryKey: keys.environments, queryFn: ({ signal }) => getJson<EnvironmentView[]>("/api/environments", signal) });

export const policyQuery = (environment: string) =>
  queryOptions({ queryKey: keys.policy(environment), queryFn: ({ signal }) => getJson<PolicyView>(`${environmentPath(environment)}/policy`, signal) });

export const ownQuotasQuery = (environment: string) =>
  queryOptions({ queryKey: keys.ownQuotas(environment), queryFn: ({ signal }) => getJson<QuotaView[]>(`${environmentPath(environment)}/quota`, signal) });

export const quotasQuery = (environment: string) =>
  queryOptions({ queryKey: keys.quotas(environment), queryFn: ({ signal }) => getJson<QuotasView>(`${environmentPath(environment)}/quotas`, signal) });

export const portsQuery = (environment: string) =>
  queryOptions({ queryKey: keys.ports(environment), queryFn: ({ signal }) => getJson<PortsView>(`${environmentPath(environment)}/ports`, signal) });

export const runningQuery = (environment: string) =>
  queryOptions({ queryKey: keys.running(environment), queryFn: ({ signal }) => getJson<RunningView>(`${environmentPath(environment)}/containers`, signal) });

/** Load is a figure of a moment: it is read again while one looks. */
export const overviewQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.overview(environment),
    queryFn: ({ signal }) => getJson<OverviewView>(`${environmentPath(environment)}/overview`, signal),
    refetchInterval: 5_000,
  });

export const stacksQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.stacks(environment),
    queryFn: ({ signal }) => getJson<PackedStackList>(`${environmentPath(environment)}/stacks`, signal),
    select: unpackList,
  });

export const stackQuery = (environment: string, stack: string) =>
  queryOptions({ queryKey: keys.stack(environment, stack), queryFn: ({ signal }) => getJson<StackView>(stackPath(environment, stack), signal) });

export const historyQuery = (environment: string, stack: string) =>
  queryOptions({
    queryKey: keys.history(environment, stack),
    queryFn: ({ signal }) => getJson<RevisionSummary[]>(`${stackPath(environment, stack)}/history`, signal),
  });

/** A revision never changes but for the images that its first pull resolves. */
export const revisionQuery = (environment: string, stack: string, revision: number) =>
  queryOptions({
    queryKey: keys.revision(environment, stack, revision),
    queryFn: ({ signal }) => getJson<RevisionDetail>(`${stackPath(environment, stack)}/revisions/${revision}`, signal),
  });

export const comparisonQuery = (environment: string, stack: string, from: number, to: number) =>
  queryOptions({
    queryKey: keys.comparison(environment, stack, from, to),
    queryFn: ({ signal }) => getJson<RevisionComparison>(`${stackPath(environment, stack)}/compare?from=${from}&to=${to}`, signal),
  });

export const containerQuery = (environment: string, stack: string, container: string) =>
  queryOptions({
    queryKey: keys.container(environment, stack, container),
    queryFn: ({ signal }) => getJson<Record<string, unknown>>(`${stackPath(environment, stack)}/containers/${container}`, signal),
  });

const servicePath = (environment: string, stack: string, service: string) => `${stackPath(environment, stack)}/services/${encodeURIComponent(service)}`;

export const storageQuery = (environment: string, stack: string, service: string) =>
  queryOptions({
    queryKey: keys.storage(environment, stack, service),
    queryFn: ({ signal }) => getJson<StorageView>(`${servicePath(environment, stack, service)}/storage`, signal),
  });

/** `containers`: a container made meanwhile is measured too, the others are remembered unless one asks `again`. */
export const storageSizesQuery = (environment: string, stack: string, service: string, containers: readonly string[], again = false) =>
  queryOptions({
    queryKey: [...keys.storageSizes(environment, stack, service), ...containers],
    queryFn: ({ signal }) => getJson<StorageSizes>(`${servicePath(environment, stack, service)}/storage/sizes${again ? "?again" : ""}`, signal),
    ...COSTLY,
  });

/** What was kept; what is used from then on comes over the socket. */
export const statisticsQuery = (environment: string, stack: string, service: string | null, range: StatisticsRange) =>
  queryOptions({
    queryKey: keys.statistics(environment, stack, service, range),
    queryFn: ({ signal }) =>
      getJson<StatisticsView>(`${stackPath(environment, stack)}/statistics?${new URLSearchParams({ range, ...(service !== null && { service }) })}`, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

/** What the registries have now for these images. */
export const registryQuery = (environment: string, images: readonly string[]) =>
  queryOptions({
    queryKey: keys.registry(environment, images),
    queryFn: ({ signal }) =>
      getJson<Record<string, RegistryDigest>>(`${environmentPath(environment)}/images?${new URLSearchParams(images.map((image) => ["image", image]))}`, signal),
    ...COSTLY,
  });

/** Newest first, the latest 100. */
export const operationsQuery = (environment: string, stack: string | null) =>
  queryOptions({
    queryKey: keys.operations(environment, stack),
    queryFn: ({ signal }) =>
      getJson<OperationView[]>(`${environmentPath(environment)}/operations${stack === null ? "" : `?stack=${encodeURIComponent(stack)}`}`, signal),
  });

export const operationQuery = (operation: string) =>
  queryOptions({
    queryKey: keys.operation(operation),
    queryFn: ({ signal }) => getJson<OperationView>(`/api/operations/${encodeURIComponent(operation)}`, signal),
  });

export const adminEnvironmentsQuery = () =>
  queryOptions({ queryKey: keys.adminEnvironments, queryFn: ({ signal }) => getJson<EnvironmentAdminList>("/api/admin/environments", signal) });

/** One question to the engine; asked again when somebody says so. */
export const engineQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.engine(environment),
    queryFn: ({ signal }) => getJson<EngineHealthView>(`${environmentPath(environment)}/engine`, signal),
    ...COSTLY,
  });

/** Walks the disk of the engine. */
export const engineDiskQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.engineDisk(environment),
    queryFn: ({ signal }) => getJson<EngineDiskView>(`${environmentPath(environment)}/engine/disk`, signal),
    ...COSTLY,
  });

export const requestQuery = (environment: string, stack: string) =>
  queryOptions({
    queryKey: keys.request(environment, stack),
    queryFn: ({ signal }) => getJson<DeployRequestDetail | null>(`${stackPath(environment, stack)}/request`, signal),
  });

/** Changes only with the policy of the environment. */
export const composeGuideQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.composeGuide(environment),
    queryFn: ({ signal }) => getJson<ComposeGuide>(`${environmentPath(environment)}/compose-guide`, signal),
    staleTime: 5 * 60_000,
  });

export const secretsQuery = (environment: string) =>
  queryOptions({ queryKey: keys.secrets(environment), queryFn: ({ signal }) => getJson<SecretList>(`${environmentPath(environment)}/secrets`, signal) });
export const projectsQuery = () => queryOptions({ queryKey: keys.projects, queryFn: ({ signal }) => getJson<ProjectsView>("/api/projects", signal) });

export const projectQuery = (project: string) =>
  queryOptions({ queryKey: keys.project(project), queryFn: ({ signal }) => getJson<ProjectView>(`/api/projects/${encodeURIComponent(project)}`, signal) });

/** Who may see and do what with a stack. */
export const accessQuery = (environment: string, stack: string) =>
  queryOptions({ queryKey: keys.access(environment, stack), queryFn: ({ signal }) => getJson<AccessView>(`${stackPath(environment, stack)}/access`, signal) });

export const usersQuery = () => queryOptions({ queryKey: keys.users, queryFn: ({ signal }) => getJson<UserView[]>("/api/users", signal) });
export const sessionsQuery = () => queryOptions({ queryKey: keys.sessions, queryFn: ({ signal }) => getJson<SessionView[]>("/api/sessions", signal) });
export const secondFactorQuery = () =>
  queryOptions({ queryKey: keys.secondFactor, queryFn: ({ signal }) => getJson<SecondFactorView>("/api/second-factor", signal) });
