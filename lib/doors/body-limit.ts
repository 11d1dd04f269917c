import type { IncomingMessage } from "node:http";

export const MAX_BODY_BYTES = 1024 * 1024;

/** False when the request says itself that it is too long. */
export const fitsBody = ({ headers }: IncomingMessage): boolean => Number(headers["content-length"] ?? 0) <= MAX_BODY_BYTES;

/** A request that does not say how long it is (chunked) is counted as it comes; `over` is called once, and nothing more is handed on. */
export function countBody(request: IncomingMessage, over: () => void): void {
  if (request.headers["transfer-encoding"] === undefined) return;
  const push = request.push.bind(request);
  let bytes = 0;
  // The parser's own way in: listening for data would set the stream going before its reader is there.
  request.push = (chunk: unknown, encoding?: BufferEncoding) => {
    const before = bytes;
    bytes += Buffer.isBuffer(chunk) ? chunk.length : 0;
    if (bytes <= MAX_BODY_BYTES) return push(chunk, encoding);
    if (before <= MAX_BODY_BYTES) over();
    return false;
  };
}
