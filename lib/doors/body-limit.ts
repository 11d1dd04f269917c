import type { IncomingMessage } from "node:http";
import { MOST_FILE_BYTES } from "@/lib/core/files";

export const MAX_BODY_BYTES = 1024 * 1024;

/** A file on its way into a container: streamed, and the one thing that may be long. The proxy of Next is told to leave it alone, for it would keep it. */
const UPLOAD = /^\/api\/environments\/[^/?]+\/stacks\/[^/?]+\/containers\/[^/?]+\/files\/content(?:\?|$)/;

export const isUpload = ({ method, url = "" }: IncomingMessage): boolean => method === "PUT" && UPLOAD.test(url);

const limitOf = (request: IncomingMessage): number => (isUpload(request) ? MOST_FILE_BYTES : MAX_BODY_BYTES);

/** False when the request says itself that it is too long. */
export const fitsBody = (request: IncomingMessage): boolean => Number(request.headers["content-length"] ?? 0) <= limitOf(request);

/** A request that does not say how long it is (chunked) is counted as it comes; `over` is called once, and nothing more is handed on. */
export function countBody(request: IncomingMessage, over: () => void): void {
  if (request.headers["transfer-encoding"] === undefined) return;
  const push = request.push.bind(request);
  const most = limitOf(request);
  let bytes = 0;
  // The parser's own way in: listening for data would set the stream going before its reader is there.
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    const before = bytes;
    bytes += Buffer.isBuffer(chunk) ? chunk.length : 0;
    if (bytes <= most) return push(chunk, encoding);
    if (before <= most) over();
    return false;
  };
}
