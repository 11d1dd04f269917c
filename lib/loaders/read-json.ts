import "server-only";
import type * as z from "zod";
import { fail } from "@/lib/core/errors";

const MOST_BODY_BYTES = 1024 * 1024;

/** What a schema makes of a value; throws INVALID_INPUT with the path of the first field that does not fit. */
export function shaped<Schema extends z.ZodType>(schema: Schema, value: unknown, whole: string): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue?.code === "unrecognized_keys") {
    const name = [...issue.path, issue.keys[0] ?? ""].join(".");
    throw fail("INVALID_INPUT", { field: name.slice(0, 100), reason: "there is no such field" });
  }
  throw fail("INVALID_INPUT", { field: issue?.path.join(".") || whole, reason: issue?.message ?? "it has the wrong form" });
}

/** The query as an object: a name that comes twice is a list, which no schema takes. */
export function queryOf(url: URL): Record<string, string | string[]> {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = url.searchParams.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

/** The body as JSON; an empty one is `{}`. Read no further than it may be long. Throws BODY_TOO_LARGE, NOT_JSON, INVALID_INPUT. */
export async function readJson(request: Request): Promise<unknown> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BODY_BYTES) throw fail("BODY_TOO_LARGE", { limitBytes: MOST_BODY_BYTES });
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  if (!/^application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i.test(request.headers.get("content-type") ?? "")) throw fail("NOT_JSON", {});
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw fail("INVALID_INPUT", { field: "The body", reason: "it is not JSON in UTF-8" });
  }
}

async function readBytes(request: Request): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return Buffer.concat(parts);
    length += next.value.length;
    if (length > MOST_BODY_BYTES) {
      await reader?.cancel();
      throw fail("BODY_TOO_LARGE", { limitBytes: MOST_BODY_BYTES });
    }
    parts.push(next.value);
  }
}
