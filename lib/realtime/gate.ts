import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Actor } from "@/lib/core/access";

export const SOCKET_PATH = "/ws";
const MAX_SOCKETS_PER_USER = 20;

export interface GateDeps {
  /** The address people type where a proxy stands in front; without it the Origin must be the Host. */
  publicUrl: string | null;
  authenticate(request: IncomingMessage): Promise<Actor | null>;
  socketsOf(userId: string): number;
}

export type Admission = { admitted: true; actor: Actor } | { admitted: false; status: 400 | 401 | 403 | 404 | 429 | 503 };

/** Decides about a handshake before it completes: exact path, own Origin, a live session, not too many sockets. */
export async function admit(request: IncomingMessage, deps: GateDeps): Promise<Admission> {
  if (request.method !== "GET") return refused(400);
  if (request.url !== SOCKET_PATH) return refused(404);
  if (!isOwnOrigin(request, deps.publicUrl)) return refused(403);
  const actor = await deps.authenticate(request).catch(() => "failed" as const);
  if (actor === "failed") return refused(503);
  if (actor === null) return refused(401);
  if (deps.socketsOf(actor.userId) >= MAX_SOCKETS_PER_USER) return refused(429);
  return { admitted: true, actor };
}

const refused = (status: 400 | 401 | 403 | 404 | 429 | 503): Admission => ({ admitted: false, status });

/** Whole strings are compared: no prefix, suffix, other port or other host passes. Browsers leave a default port out of both headers alike. */
function isOwnOrigin(request: IncomingMessage, publicUrl: string | null): boolean {
  const { origin, host } = request.headers;
  if (origin === undefined || host === undefined) return false;
  const own = [`http://${host}`, `https://${host}`];
  if (publicUrl !== null) own.push(new URL(publicUrl).origin);
  return own.includes(origin);
}

const REASON: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  503: "Service Unavailable",
};

/** Answers a handshake in plain HTTP and ends the connection. */
export function refuse(socket: Duplex, status: number): void {
  socket.on("error", () => undefined);
  socket.end(`HTTP/1.1 ${status} ${REASON[status] ?? "Refused"}\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`, () =>
    socket.destroy(),
  );
}
