import * as z from "zod";
import { problem, SHAPES } from "./shapes";
import { BASE } from "./show";
import { API_ROUTES, type ApiRoute } from "./table";

type Json = { [key: string]: unknown };

/** OpenAPI 3.1, made from the table and the very schemas that read requests. */
export function openApiDocument(): Json {
  const components: Json = {};
  const paths: Record<string, Json> = {};
  for (const route of API_ROUTES) {
    const path = route.path.replaceAll("[", "{").replaceAll("]", "}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route, components) };
  }
  schemaOf(problem, "output", components);
  return {
    openapi: "3.1.0",
    info: {
      title: "Spindle",
      version: "1",
      summary: "Deploy and watch your stacks from CI and scripts",
      description:
        "Make a token on the Account page and send it as `Authorization: Bearer`, never in an address. A stack of somebody else answers like one that does not exist. Refusals are `application/problem+json`; switch on `code`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: BASE }],
    security: [{ token: [] }],
    tags: [{ name: "read" }, { name: "deploy" }, { name: "exec" }].map((tag) => ({ ...tag, description: `Needs a token with the scope ${tag.name}` })),
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer", description: "spindle_<id>_<secret>" } },
      schemas: components,
      responses: {
        Problem: { description: "A refusal", content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } } },
      },
    },
  };
}

const REFUSALS = [401, 403, 404, 409, 413, 415, 422, 429] as const;

function operationOf(route: ApiRoute, components: Json): Json {
  const refusals = route.scope === null ? [] : REFUSALS.filter((status) => route.method !== "GET" || ![413, 415].includes(status));
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    ...(route.scope === null ? { security: [] } : { tags: [route.scope] }),
    parameters: [...parametersOf(route.params, "path"), ...parametersOf(route.query, "query"), ...(route.once ? [ONCE] : [])],
    ...(route.body && { requestBody: bodyOf(route.body, components) }),
    responses: {
      ...Object.fromEntries(Object.entries(route.answers).map(([status, { says, shape }]) => [status, answerOf(status, says, shape, components)])),
      ...Object.fromEntries(refusals.map((status) => [status, { $ref: "#/components/responses/Problem" }])),
    },
  };
}

const ONCE = {
  name: "Idempotency-Key",
  in: "header",
  required: false,
  description: "One key, one operation: a repeated request answers with the operation that the first one began. Good for 24 hours",
  schema: { type: "string", minLength: 1, maxLength: 128 },
};

const LIMITS = {
  "RateLimit-Limit": { description: "Requests a minute", schema: { type: "integer" } },
  "RateLimit-Remaining": { description: "Left of them", schema: { type: "integer" } },
  "RateLimit-Reset": { description: "Seconds until there are new ones", schema: { type: "integer" } },
};

function answerOf(status: string, description: string, shape: ApiRoute["answers"][number]["shape"], components: Json): Json {
  const types = typeof shape === "string" ? [shape] : isList(shape) ? shape : null;
  const content = types
    ? Object.fromEntries(types.map((type) => [type, { schema: type === "application/json" ? { type: "object" } : { type: "string" } }]))
    : { "application/json": { schema: schemaOf(shape as z.ZodType, "output", components) } };
  const location = status === "202" ? { Location: { description: "Of the operation", schema: { type: "string" } } } : {};
  return { description, headers: { ...location, ...LIMITS }, content };
}

const isList = (shape: unknown): shape is readonly string[] => Array.isArray(shape);

/** A body of which nothing is required may be left out whole. */
function bodyOf(body: z.ZodType, components: Json): Json {
  const schema = schemaOf(body, "input", components);
  return { required: Array.isArray(schema.required), content: { "application/json": { schema } } };
}

function parametersOf(schema: z.ZodType, place: "path" | "query"): Json[] {
  const { properties = {}, required = [] } = schemaOf(schema, "input", {}) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    ...{ name, in: place, required: place === "path" || required.includes(name), schema: rest },
    ...(description !== undefined && { description }),
  }));
}

/** The schema with its named parts moved to the components. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const made = z.toJSONSchema(schema, { metadata: MIXED, io: io === "output" ? "input" : io, override: ({ jsonSchema }) => void plainly(jsonSchema) });
  const { $schema: _schema, $defs = {}, ...own } = JSON.parse(JSON.stringify(made).replaceAll("#/$defs/", "#/components/schemas/")) as Json & { $defs?: Json };
  Object.assign(components, Object.fromEntries(Object.entries($defs).map(([name, part]) => [name, withoutId(part as Json)])));
  if (typeof own.id !== "string") return own;
  components[own.id] = withoutId(own);
  return { $ref: `#/components/schemas/${own.id}` };
}

function withoutId({ id: _id, ...rest }: Json): Json {
  return rest;
}

/** What is an integer, a flag or a moment to the reader stands in an address as text. */
function plainly(schema: Json): void {
  if (schema.type === "integer" || schema.type === "boolean") {
    delete schema.pattern;
    delete schema.enum;
  }
  if (schema.format === "date-time") delete schema.pattern;
}

/** Names of shapes, and besides what each schema says of itself. */
const MIXED = {
  get: (schema: z.ZodType) => {
    const name = SHAPES.get(schema);
    const said = z.globalRegistry.get(schema);
    return name || said ? { ...said, ...name } : undefined;
  },
} as unknown as typeof z.globalRegistry;
