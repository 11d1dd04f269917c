import type * as z from "zod";
import type { Permission } from "@/lib/core/access";
import type { TokenScope } from "@/lib/core/api-tokens";
import * as inputs from "./inputs";
import * as shapes from "./shapes";

/** One way in for programs: its handler, its row in the document and its tests all come from here. */
export interface ApiRoute<Params extends z.ZodType = z.ZodType, Query extends z.ZodType = z.ZodType, Body extends z.ZodType | null = z.ZodType | null> {
  /** The document's operationId. */
  id: string;
  method: "GET" | "POST" | "PUT";
  /** Below /api/v1, as in app/: `/environments/[environment]`. */
  path: string;
  /** What a token needs; null where none is asked for. */
  scope: TokenScope | null;
  /** What its person needs in the project; null for lists, which answer with what the person may see. */
  may: Permission | null;
  summary: string;
  description?: string;
  params: Params;
  query: Query;
  body: Body;
  /** By status; a text names a media type that is no JSON. */
  answers: Record<number, { says: string; shape: z.ZodType | string | readonly string[] }>;
  /** Takes an Idempotency-Key. */
  once?: true;
}

const route = <Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType | null>(row: ApiRoute<Params, Query, Body>) => row;

const STACK = "/environments/[environment]/stacks/[stack]";

const read = <Params extends z.ZodType, Query extends z.ZodType>(
  id: string,
  path: string,
  may: Permission | null,
  summary: string,
  params: Params,
  query: Query,
  shape: z.ZodType,
) => route({ id, method: "GET", path, scope: "read", may, summary, params, query, body: null, answers: { 200: { says: "What was asked for", shape } } });

/** Begins an operation. */
const begins = <Params extends z.ZodType, Body extends z.ZodType>(
  id: string,
  path: string,
  may: Permission,
  summary: string,
  params: Params,
  body: Body,
  description?: string,
) =>
  route({
    ...{ id, method: "POST", path, scope: "deploy", may, summary, params, query: inputs.waiting, body, once: true },
    ...(description !== undefined && { description }),
    answers: {
      200: { says: "Waited for: it went well. Or there was nothing to do", shape: shapes.started },
      202: { says: "It has begun; its address is in `Location`", shape: shapes.started },
    },
  });

export const ROUTES = {
  openapi: route({
    ...{ id: "openapi", method: "GET", path: "/openapi.json", scope: null, may: null, summary: "This document" },
    ...{ params: inputs.nothing, query: inputs.nothing, body: null, answers: { 200: { says: "OpenAPI 3.1", shape: "application/json" } } },
  }),
  environments: read(
    "listEnvironments",
    "/environments",
    null,
    "Environments, with how their engines are",
    inputs.nothing,
    inputs.nothing,
    shapes.environment.array(),
  ),
  stacks: read("listStacks", "/environments/[environment]/stacks", null, "Your stacks, by name", inputs.inEnvironment, inputs.listing, shapes.stackPage),
  environmentOperations: read(
    "listOperations",
    "/environments/[environment]/operations",
    null,
    "What was done in your stacks, the newest first",
    inputs.inEnvironment,
    inputs.operationPaging,
    shapes.operationPage,
  ),
  stack: read("getStack", STACK, "stack.see", "A stack with its services and containers", inputs.ofStack, inputs.nothing, shapes.stack),
  createStack: route({
    ...{ id: "createStack", method: "PUT", path: STACK, scope: "deploy", may: "stack.deploy", summary: "See to it that there is such a stack" },
    description: "An empty one, where there is none: give it its secrets, then deploy its first file. One that is there is left as it is.",
    ...{ params: inputs.ofStack, query: inputs.nothing, body: inputs.createBody },
    answers: { 200: { says: "It was there", shape: shapes.stack }, 201: { says: "It was made", shape: shapes.stack } },
  }),
  services: read("listServices", `${STACK}/services`, "stack.see", "The services of a stack", inputs.ofStack, inputs.nothing, shapes.service.array()),
  service: read("getService", `${STACK}/services/[service]`, "stack.see", "One service", inputs.ofService, inputs.nothing, shapes.service),
  containers: read(
    "listContainers",
    `${STACK}/containers`,
    "stack.see",
    "Every container of a stack",
    inputs.ofStack,
    inputs.nothing,
    shapes.container.array(),
  ),
  revisions: read(
    "listRevisions",
    `${STACK}/revisions`,
    "file.read",
    "Every file it was given, the newest first",
    inputs.ofStack,
    inputs.revisionPaging,
    shapes.revisionPage,
  ),
  revision: read("getRevision", `${STACK}/revisions/[revision]`, "file.read", "One revision", inputs.ofRevision, inputs.nothing, shapes.revisionDetail),
  compose: route({
    ...{ id: "getComposeText", method: "GET", path: `${STACK}/revisions/[revision]/compose`, scope: "read", may: "file.read" },
    ...{ summary: "The compose text of a revision", params: inputs.ofRevision, query: inputs.nothing, body: null },
    answers: { 200: { says: "The text as it was written", shape: "application/yaml" } },
  }),
  operations: read(
    "listStackOperations",
    `${STACK}/operations`,
    "stack.see",
    "What was done with a stack, the newest first",
    inputs.ofStack,
    inputs.operationPaging,
    shapes.operationPage,
  ),
  operation: read(
    "getOperation",
    "/operations/[operation]",
    "stack.see",
    "One operation, with its steps",
    inputs.ofOperation,
    inputs.waiting,
    shapes.operation,
  ),
  logs: route({
    ...{ id: "readLogs", method: "GET", path: `${STACK}/logs`, scope: "read", may: "logs.read", summary: "Logs of a stack, a service or a container" },
    description:
      "Lines in the order of time. Where the environment keeps log lines, those of containers that are gone are among them, and those that the engine has let go. Nothing is read faster than you take it, and a stream ends with its token.",
    ...{ params: inputs.ofStack, query: inputs.logQuery, body: null },
    answers: { 200: { says: "Lines", shape: ["application/x-ndjson", "text/plain"] } },
  }),
  review: route({
    ...{
      id: "review",
      method: "POST",
      path: `${STACK}/review`,
      scope: "deploy",
      may: "stack.deploy",
      summary: "What a compose text would do, without doing it",
    },
    ...{ params: inputs.ofStack, query: inputs.nothing, body: inputs.reviewBody },
    answers: { 200: { says: "Issues with rule, line and column, the plan, and the hash to deploy by", shape: shapes.review } },
  }),
  deploy: begins(
    "deploy",
    `${STACK}/deploy`,
    "stack.deploy",
    "Make the stack, or upgrade it, to what a compose text says",
    inputs.ofStack,
    inputs.deployBody,
    "An upgrade keeps the old containers until you confirm it or roll it back.",
  ),
  upgrade: begins("upgrade", `${STACK}/upgrade`, "stack.deploy", "Upgrade a stack that is there", inputs.ofStack, inputs.deployBody),
  confirm: begins(
    "confirm",
    `${STACK}/confirm`,
    "stack.deploy",
    "Confirm an upgrade: the old containers go",
    inputs.ofStack,
    inputs.serviceBody,
    "No token deletes data: where `doomedVolumes` of a service names any, this answers 403, and an owner confirms at the page.",
  ),
  rollback: begins("rollBack", `${STACK}/rollback`, "stack.deploy", "Roll an upgrade back to the old containers", inputs.ofStack, inputs.serviceBody),
  start: begins("start", `${STACK}/start`, "service.operate", "Start", inputs.ofStack, inputs.serviceBody),
  stop: begins("stop", `${STACK}/stop`, "service.operate", "Stop", inputs.ofStack, inputs.serviceBody),
  restart: begins("restart", `${STACK}/restart`, "service.operate", "Restart the same containers", inputs.ofStack, inputs.serviceBody),
  scale: begins("scale", `${STACK}/services/[service]/scale`, "service.scale", "How many containers a service has", inputs.ofService, inputs.scaleBody),
  secret: route({
    ...{ id: "writeSecret", method: "PUT", path: `${STACK}/secrets/[secret]`, scope: "deploy", may: "secret.write", summary: "Give a secret a text" },
    description: "Makes the secret where there is none. It cannot be read back; containers get the new text when they are next replaced, as by a deploy.",
    ...{ params: inputs.ofSecret, query: inputs.nothing, body: inputs.secretBody },
    answers: { 200: { says: "It is stored, sealed", shape: shapes.secretWritten } },
  }),
  exec: route({
    ...{ id: "runCommand", method: "POST", path: `${STACK}/exec`, scope: "exec", may: "shell.open", summary: "Run one command in a container" },
    description: "As the container's own user, without a terminal. Its end answers 200 whatever its exit code is.",
    ...{ params: inputs.ofStack, query: inputs.nothing, body: inputs.execBody },
    answers: { 200: { says: "What it said, and its exit code", shape: shapes.commandRun } },
  }),
} as const satisfies Record<string, ApiRoute>;

export const API_ROUTES: readonly ApiRoute[] = Object.values(ROUTES);
