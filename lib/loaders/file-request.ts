import "server-only";
import { pathFromAddress } from "@/lib/core/file-path";
import type { FileKey } from "@/lib/ops/file-place";

type Place = Pick<FileKey, "environment" | "stack" | "container">;

/** As it stands in the address: what decodes addresses for others takes bytes that are no UTF-8 away. */
function asWritten(request: Request, name: string): string | null {
  const query = request.url.split("?").slice(1).join("?");
  const found = query.split("&").find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : pathFromAddress(found.slice(name.length + 1));
}

/** Nothing is judged here: whoever may not is told that first, whatever is wrong with what they ask. */
export const fileKeyOf = ({ environment, stack, container }: Place, request: Request, usual = ""): FileKey => ({
  ...{ environment, stack, container },
  path: asWritten(request, "path") ?? usual,
  reason: asWritten(request, "reason"),
});

export function downloadInputOf(place: Place, request: Request): FileKey & { kind: "file" | "folder"; report: boolean } {
  return {
    ...fileKeyOf(place, request),
    kind: asWritten(request, "kind") === "folder" ? "folder" : "file",
    report: asWritten(request, "report") === "1",
  };
}

export function uploadInputOf(place: Place, request: Request): FileKey & { size: number | null; modifiedAt: number | null; replace: boolean } {
  const length = request.headers.get("content-length") ?? "";
  const modified = asWritten(request, "modified") ?? "";
  return {
    ...fileKeyOf(place, request),
    size: /^\d{1,15}$/.test(length) ? Number(length) : null,
    modifiedAt: /^\d{1,14}$/.test(modified) ? Number(modified) : null,
    replace: asWritten(request, "replace") === "1",
  };
}

/** The body as it comes; nothing of it is read before it is asked for. */
export async function* bodyOf({ body }: Request): AsyncGenerator<Buffer> {
  if (body === null) return;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}
