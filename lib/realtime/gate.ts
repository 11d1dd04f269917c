import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { allowedOrigin } from "@/lib/auth/allowed-origin";
import type { Site } from "@/lib/auth/site";
import type { Actor } from "@/lib/core/access";

const SOCKET_PATH = "/ws";
const MAX_SOCKETS_PER_USER = 20;

export interface GateDeps {
  site: Site;
  authenticate(request: IncomingMessage): Promise<Actor | null>;
  socketsOf(userId: string): number;
}

export type Admission = { admitted: true; actor: Actor } | { admitted: false; status: 400 | 401 | 403 | 404 | 429 | 503 };

/** Decides about a handshake before it completes: exact path, own Origin, a live session, not too many sockets. */
export async function admit(request: IncomingMessage, deps: GateDeps): Promise<Admission> {
  if (request.method !== "GET") return refused(400);
  if (request.url !== SOCKET_PATH) return refused(404);
  if (!allowedOrigin(request.headers.origin, request.headers.host, deps.site)) return refused(403);
  const actor = await deps.authenticate(request).catch(() => "failed" as const);
  if (actor === "failed") return refused(503);
  if (actor === null) return refused(401);
  if (deps.socketsOf(actor.userId) >= MAX_SOCKETS_PER_USER) return refused(429);
  return { admitted: true, actor };
}

const refused = (status: 400 | 401 | 403 | 404 | 429 | 503): Admission => ({ admitted: false, status });

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
