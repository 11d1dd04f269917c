import { queryOptions } from "@tanstack/react-query";
import { type Problem, SpindleError } from "@/lib/core/errors";
import type { ComposeGuide } from "@/lib/core/guide";
import type { PolicyView } from "@/lib/core/policy-view";
import type { EnvironmentView, OperationView, RevisionView, SessionView, StackListView, StackView, UserView } from "@/lib/core/views";

/** The only place where a query key is written. Keys nest, so a change message can invalidate a branch. */
export const keys = {
  environments: ["environments"] as const,
  environment: (environment: string) => ["environment", environment] as const,
  policy: (environment: string) => ["policy", environment] as const,
  stacks: (environment: string) => ["environment", environment, "stacks"] as const,
  stack: (environment: string, stack: string) => ["environment", environment, "stack", stack] as const,
  revisions: (environment: string, stack: string) => ["environment", environment, "stack", stack, "revisions"] as const,
  container: (environment: string, stack: string, container: string) => ["environment", environment, "stack", stack, "container", container] as const,
  operations: (environment: string, stack: string | null) => ["environment", environment, "operations", stack] as const,
  operation: (operation: string) => ["operation", operation] as const,
  composeGuide: (environment: string) => ["compose-guide", environment] as const,
  users: ["users"] as const,
  sessions: ["sessions"] as const,
};

/** Fetches JSON; a refusal arrives as `{ problem }` and is thrown as a SpindleError. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(path, { signal, headers: { accept: "application/json" }, cache: "no-store" });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  const problem = (body as { problem?: Problem } | null)?.problem;
  throw new SpindleError(problem ?? { code: "UNKNOWN", data: {} });
}

const environmentPath = (environment: string) => `/api/environments/${encodeURIComponent(environment)}`;
export const stackPath = (environment: string, stack: string) => `${environmentPath(environment)}/stacks/${encodeURIComponent(stack)}`;

export const environmentsQuery = () =>
  queryOptions({ queryKey: keys.environments, queryFn: ({ signal }) => getJson<EnvironmentView[]>("/api/environments", signal) });

export const policyQuery = (environment: string) =>
  queryOptions({ queryKey: keys.policy(environment), queryFn: ({ signal }) => getJson<PolicyView>(`${environmentPath(environment)}/policy`, signal) });

export const stacksQuery = (environment: string) =>
  queryOptions({ queryKey: keys.stacks(environment), queryFn: ({ signal }) => getJson<StackListView>(`${environmentPath(environment)}/stacks`, signal) });

export const stackQuery = (environment: string, stack: string) =>
  queryOptions({ queryKey: keys.stack(environment, stack), queryFn: ({ signal }) => getJson<StackView>(stackPath(environment, stack), signal) });

export const revisionsQuery = (environment: string, stack: string) =>
  queryOptions({
    queryKey: keys.revisions(environment, stack),
    queryFn: ({ signal }) => getJson<RevisionView[]>(`${stackPath(environment, stack)}/revisions`, signal),
  });

export const containerQuery = (environment: string, stack: string, container: string) =>
  queryOptions({
    queryKey: keys.container(environment, stack, container),
    queryFn: ({ signal }) => getJson<Record<string, unknown>>(`${stackPath(environment, stack)}/containers/${container}`, signal),
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

/** Changes only with the policy of the environment. */
export const composeGuideQuery = (environment: string) =>
  queryOptions({
    queryKey: keys.composeGuide(environment),
    queryFn: ({ signal }) => getJson<ComposeGuide>(`${environmentPath(environment)}/compose-guide`, signal),
    staleTime: 5 * 60_000,
  });

export const usersQuery = () => queryOptions({ queryKey: keys.users, queryFn: ({ signal }) => getJson<UserView[]>("/api/users", signal) });
export const sessionsQuery = () => queryOptions({ queryKey: keys.sessions, queryFn: ({ signal }) => getJson<SessionView[]>("/api/sessions", signal) });
