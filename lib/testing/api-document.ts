import Ajv from "ajv/dist/2020.js";
import { openApiDocument } from "@/lib/api/openapi";
import { BASE } from "@/lib/api/show";

type Json = { [key: string]: unknown };

interface DocumentedAnswer {
  content?: Record<string, { schema: Json }>;
  $ref?: string;
}

/** The document with every shape closed: a field that it does not name must not leave the server. */
const document = closed(openApiDocument()) as Json & {
  paths: Record<string, Record<string, { responses: Record<string, DocumentedAnswer> }>>;
  components: { schemas: Json; responses: Record<string, DocumentedAnswer> };
};

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: "doc", ...document });

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, closed(inner)]));
  const isShape = entries.type === "object" && entries.properties !== undefined && entries.additionalProperties === undefined;
  return isShape ? { ...entries, additionalProperties: false } : entries;
}

/** What the document says against an answer; empty when it is as promised. `text` is the body of a JSON answer. */
export function answerFaults(method: string, address: string, status: number, type: string | null, text: string): string[] {
  const path = new URL(address, "http://spindle.test").pathname.slice(BASE.length);
  const known = Object.keys(document.paths).find((one) => new RegExp(`^${one.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`).test(path));
  const operation = known === undefined ? undefined : document.paths[known]?.[method.toLowerCase()];
  if (!operation) return [`${method} ${path} is not in the document`];
  const listed = operation.responses[String(status)];
  const answer = listed?.$ref ? document.components.responses[listed.$ref.split("/").at(-1) ?? ""] : listed;
  if (!answer) return [`${method} ${path} answers ${status}, which is not in the document`];
  const media = (type ?? "").split(";")[0] ?? "";
  const schema = answer.content?.[media]?.schema;
  if (!schema) return [`${method} ${path} answers ${status} as ${media}, not ${Object.keys(answer.content ?? {}).join(" or ")}`];
  if (!/^application\/(problem\+)?json$/.test(media)) return [];
  const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"doc#/')) as Json;
  const fits = ajv.compile(rooted);
  if (fits(JSON.parse(text))) return [];
  return (fits.errors ?? []).map(({ instancePath, message, params }) => `${method} ${path} ${status} ${instancePath}: ${message} ${JSON.stringify(params)}`);
}
