import type * as z from "zod";
import type { Problem } from "@/lib/core/errors";
import type {
  ContainerView,
  EndpointView,
  EnvironmentView,
  GenerationView,
  LastChange,
  OperationView,
  RevisionDetail,
  RevisionSummary,
  ServiceView,
  StackSummary,
  StackView,
} from "@/lib/core/views";
import { problemSentence, whySentence } from "@/lib/format/sentences";
import type { TextReview } from "@/lib/ops/deploy-text";
import type { CommandRun } from "@/lib/ops/run-command";
import type * as shapes from "./shapes";

/** From the page's views to the shapes that programs rely on, field by field: what is not named here does not leave. */

type Out<Schema extends z.ZodType> = z.output<Schema>;

export const BASE = "/api/v1";
const timeOf = (ms: number): string => new Date(ms).toISOString();
const timeOr = (ms: number | null): string | null => (ms === null ? null : timeOf(ms));

const stackPath = (environment: string, stack: string) => `${BASE}/environments/${encodeURIComponent(environment)}/stacks/${encodeURIComponent(stack)}`;
export const operationPath = (id: string): string => `${BASE}/operations/${encodeURIComponent(id)}`;

/** Names stand in back-ticks for the page; a program prints them as they are. */
export function failureOf(problem: Problem): shapes.Failure {
  const { what, why, next } = problemSentence(problem);
  return { code: problem.code, title: what, detail: `${why} ${next}`.trim() };
}
const failureOr = (problem: Problem | null) => problem && failureOf(problem);

const endpointOf = ({ port, target, protocol, container }: EndpointView) => ({ port, target, protocol, container });

export const showEnvironment = ({ name, colour, engine, hostPorts }: EnvironmentView): Out<typeof shapes.environment> => ({
  name,
  colour,
  engine: { state: engine.state, since: timeOr(engine.since) },
  hostPorts: { ranges: hostPorts.ranges.map(({ from, to }) => ({ from, to })), leased: hostPorts.leased },
});

const changeOf = (change: LastChange | null) =>
  change && { operation: change.operationId, kind: change.kind, service: change.service, by: change.actor, at: timeOf(change.at), status: change.status };

const stackFields = (stack: StackSummary | StackView) => ({
  name: stack.name,
  environment: stack.environment,
  project: stack.project,
  owner: stack.owner,
  revision: stack.revision,
  confirmedRevision: stack.confirmedRevision,
  state: stack.state,
  health: stack.health,
  running: stack.running,
  wanted: stack.wanted,
  keptContainers: stack.oldKept,
  endpoints: stack.endpoints.map(endpointOf),
  lastChange: changeOf(stack.lastChange),
  url: stackPath(stack.environment, stack.name),
});

export const showSummary = (stack: StackSummary): Out<typeof shapes.stackSummary> => ({
  ...stackFields(stack),
  services: stack.services.map(({ name, image, state, health, running, wanted, oldKept }) => ({
    ...{ name, image, state, health, running, wanted },
    keptContainers: oldKept,
  })),
});

export const showStack = (stack: StackView, now: number): Out<typeof shapes.stack> => ({
  ...stackFields(stack),
  services: stack.services.map((service) => showService(service, now)),
  operation: stack.activeOperation?.id ?? null,
});

const generationOf = (one: GenerationView | null) =>
  one && { revision: one.revision, image: one.image, imageId: one.imageId, digest: one.digest, since: timeOf(one.since) };

export const showService = (service: ServiceView, now: number): Out<typeof shapes.service> => ({
  name: service.name,
  image: service.image,
  state: service.state,
  health: service.health,
  phase: service.phase,
  running: service.running,
  wanted: service.wanted,
  why: whySentence(service.why, service, now),
  keptContainers: service.oldKept,
  target: generationOf(service.target),
  kept: generationOf(service.kept),
  endpoints: service.endpoints.map(endpointOf),
  containers: service.containers.map((container) => showContainer(service.name, container)),
  doomedVolumes: (service.doomed ?? []).map(({ container, path, name }) => ({ container, path, name })),
  actions: Object.fromEntries(
    Object.entries(service.actions).map(([verb, verdict]) => [verb, { allowed: verdict.allowed, reason: verdict.allowed ? null : verdict.reason }]),
  ),
});

export const showContainer = (service: string, container: ContainerView): Out<typeof shapes.container> => ({
  id: container.state === "missing" ? "" : container.id,
  name: container.label,
  service,
  generation: container.generation,
  revision: container.revision,
  state: container.state,
  health: container.health,
  image: container.image,
  imageId: container.imageId,
  startedAt: timeOr(container.startedAt),
  finishedAt: timeOr(container.finishedAt),
  exitCode: container.exitCode,
  restarts: container.restartCount,
  endpoints: container.endpoints.map(endpointOf),
  problem: failureOr(container.problem),
});

export const showRevision = (
  { environment, stack }: { environment: string; stack: string },
  { number, author, message, createdAt, services }: RevisionSummary,
): Out<typeof shapes.revision> => ({
  ...{ number, author, message },
  createdAt: timeOf(createdAt),
  services: services.map(({ name, image, imageId, digest }) => ({ name, image, imageId, digest })),
  url: `${stackPath(environment, stack)}/revisions/${number}`,
});

export function showRevisionDetail(key: { environment: string; stack: string }, revision: RevisionDetail): Out<typeof shapes.revisionDetail> {
  const shown = showRevision(key, revision);
  return { ...shown, variables: revision.variables, compose: `${shown.url}/compose` };
}

export const showOperation = (operation: OperationView): Out<typeof shapes.operation> => ({
  id: operation.id,
  kind: operation.kind,
  environment: operation.environment,
  stack: operation.stack,
  service: operation.service,
  status: operation.status,
  by: operation.actor,
  message: operation.message,
  fromRevision: operation.fromRevision,
  toRevision: operation.toRevision,
  detail: operation.detail,
  startedAt: timeOf(operation.startedAt),
  endedAt: timeOr(operation.endedAt),
  problem: failureOr(operation.problem),
  steps: operation.steps.map((step) => ({
    title: step.title,
    cause: step.cause,
    service: step.service,
    status: step.status,
    startedAt: timeOf(step.startedAt),
    endedAt: timeOr(step.endedAt),
    problem: failureOr(step.problem),
  })),
  url: operationPath(operation.id),
});

export const showReview = (review: TextReview): Out<typeof shapes.review> => ({
  isNew: review.isNew,
  hash: review.hash,
  issues: review.issues.map(({ severity, rule, path, line, column, message }) => ({ severity, rule, path, line, column, message })),
  plan: review.plan.map(({ service, text }) => ({ service, text })),
  changes: review.diff.map(({ service, change, words = [] }) => ({ service, change, words })),
  variables: review.variables.map(({ name, value, default: otherwise, usedBy }) => ({ name, set: value !== null || otherwise !== null, usedBy })),
  rendered: review.rendered,
});

export const showRun = ({ container, label, exitCode, stdout, stderr, truncated, timedOut }: CommandRun): Out<typeof shapes.commandRun> => ({
  ...{ container, name: label, exitCode, stdout, stderr, truncated, timedOut },
});
