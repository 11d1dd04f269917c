import type { ApiField, ApiOperation, ApiReference } from "@/lib/core/api-reference";
import { TOKEN_SCOPES, type TokenScope } from "@/lib/core/api-tokens";
import { openApiDocument } from "./openapi";

interface Schema {
  type?: string;
  enum?: string[];
  const?: string;
  $ref?: string;
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
}

interface Documented {
  operationId: string;
  summary: string;
  description?: string;
  tags?: [TokenScope];
  parameters: { name: string; in: string; required: boolean; description?: string; schema: Schema }[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, { schema: Schema }> }>;
}

let made: ApiReference | null = null;

/** What the document says, for people: made from the document itself, so that the two cannot differ. */
export function apiReference(): ApiReference {
  made ??= makeReference();
  return made;
}

function makeReference(): ApiReference {
  const { paths } = openApiDocument() as unknown as { paths: Record<string, Record<string, Documented>> };
  const all = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, one]) => ({ method, path, one })));
  return {
    groups: TOKEN_SCOPES.map((scope) => ({
      scope,
      operations: all.filter(({ one }) => one.tags?.[0] === scope).map(({ method, path, one }) => operationOf(method.toUpperCase(), path, one)),
    })),
  };
}

function operationOf(method: string, path: string, one: Documented): ApiOperation {
  const body = one.requestBody?.content["application/json"].schema;
  return {
    ...{ id: one.operationId, method, path, summary: one.summary, description: one.description ?? null },
    parameters: one.parameters.map(({ name, in: place, required, description, schema }) =>
      field(name, place, required, { ...schema, ...(description !== undefined && { description }) }),
    ),
    fields: body ? Object.entries(body.properties ?? {}).map(([name, schema]) => field(name, "body", body.required?.includes(name) ?? false, schema)) : null,
    answers: Object.entries(one.responses).flatMap(([status, { $ref, description = "", content = {} }]) => {
      if ($ref) return [];
      const [type, media] = Object.entries(content)[0] ?? [];
      return [{ status, description, shape: media ? (type === "application/json" ? typeOf(media.schema) : Object.keys(content).join(" or ")) : null }];
    }),
  };
}

const field = (name: string, place: string, required: boolean, schema: Schema): ApiField => ({
  ...{ name, place, required, type: typeOf(schema), description: schema.description ?? null },
});

/** In a word or two: `string or null`, `read, deploy`, `list of Stack`. */
function typeOf({ type, enum: words, const: word, $ref, items, anyOf }: Schema): string {
  if ($ref) return $ref.slice($ref.lastIndexOf("/") + 1);
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (words) return words.join(", ");
  if (word !== undefined) return word;
  if (type === "array") return `list of ${items ? typeOf(items) : "values"}`;
  return type ?? "value";
}
