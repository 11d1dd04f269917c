import "server-only";
import { pathFromAddress } from "@/lib/core/file-path";
import type { FileKey } from "@/lib/ops/file-place";

type Place = Pick<FileKey, "environment" | "stack" | "container">;

/** `?at=` holds the very bytes of a path, `?path=` what a person may type. */
function pathIn(query: URLSearchParams): string | null {
  const exact = query.get("at");
  return exact === null ? query.get("path") : pathFromAddress(exact);
}

/** Nothing is judged here: whoever may not is told that first, whatever is wrong with what they ask. */
export function fileKeyOf({ environment, stack, container }: Place, request: Request, usual = ""): FileKey {
  const query = queryOf(request);
  return { environment, stack, container, path: pathIn(query) ?? usual, reason: query.get("reason") };
}

const queryOf = (request: Request): URLSearchParams => new URL(request.url).searchParams;

const kindIn = (request: Request): "file" | "folder" => (queryOf(request).get("kind") === "folder" ? "folder" : "file");

export function downloadInputOf(place: Place, request: Request): FileKey & { kind: "file" | "folder"; report: boolean } {
  return {
    ...fileKeyOf(place, request),
    kind: kindIn(request),
    report: queryOf(request).get("report") === "1",
  };
}

export function uploadInputOf(
  place: Place,
  request: Request,
): FileKey & { kind: "file" | "folder"; size: number | null; modifiedAt: number | null; replace: boolean } {
  const length = request.headers.get("content-length") ?? "";
  const modified = queryOf(request).get("modified") ?? "";
  return {
    ...fileKeyOf(place, request),
    kind: kindIn(request),
    size: /^\d{1,15}$/.test(length) ? Number(length) : null,
    modifiedAt: /^\d{1,14}$/.test(modified) ? Number(modified) : null,
    replace: queryOf(request).get("replace") === "1",
  };
}

/** The body as it comes; nothing of it is read before it is asked for. */
export async function* bodyOf({ body }: Request): AsyncGenerator<Buffer> {
  if (body === null) return;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
