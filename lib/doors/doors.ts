import type { IncomingMessage, Server, ServerOptions, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Site } from "@/lib/auth/site";
import { ADDRESS_HEADER, stampRequest } from "@/lib/auth/stamp-request";
import { addressBytes } from "@/lib/core/private-address";
import { countBody, fitsBody, isUpload } from "./body-limit";
import { type DoorStatus, dropForgedHeaders, judgeRequestLine } from "./request-line";
import { TokenBuckets } from "./token-buckets";

/** A sender who is slow on purpose holds a connection no longer than this. */
export const SERVER_LIMITS: ServerOptions = {
  headersTimeout: 15_000,
  // Long enough for a file on a slow line; everything else has BODY_MS.
  requestTimeout: 15 * 60_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
  requireHostHeader: true,
};
const BODY_MS = 60_000;
const MAX_CONNECTIONS_PER_ADDRESS = 512;
const BURST_SECONDS = 10;
/** The same files for everybody, read from the disk. */
const STATIC = /^\/_next\/static\/|^\/(?:favicon\.ico|icon\.svg)(?:\?|$)/;
const YEAR_SECONDS = 365 * 24 * 3_600;

export interface Doors {
  /** True when a request may go on to the pages; else it has been answered. Everything later believes the headers that stand there then. */
  admit(request: IncomingMessage, response: ServerResponse): boolean;
  /** The same for a wish for a socket. */
  admitUpgrade(request: IncomingMessage, socket: Duplex): boolean;
  /** Bounds what one address may keep open. */
  guard(server: Server): void;
}

export interface DoorsOptions {
  site: Site;
  /** What one address may send for ever; ten times as much at once. */
  requestsPerSecond: number;
  /** ms, never going back. */
  now: () => number;
}

/** What every request passes before any work is done for it. */
export function createDoors({ site, requestsPerSecond, now }: DoorsOptions): Doors {
  const buckets = new TokenBuckets({ rate: requestsPerSecond, burst: requestsPerSecond * BURST_SECONDS });

  const judge = (request: IncomingMessage): DoorStatus | null => {
    dropForgedHeaders(request);
    stampRequest(request, site);
    const sender = senderOf(String(request.headers[ADDRESS_HEADER]));
    if (!STATIC.test(request.url ?? "") && !buckets.take(sender, now())) return 429;
    return judgeRequestLine(request, site) ?? (fitsBody(request) ? null : 413);
  };

  return {
    admit(request, response) {
      const status = judge(request);
      if (status !== null) {
        answer(response, status);
        return false;
      }
      if (site.secure) response.setHeader("strict-transport-security", `max-age=${YEAR_SECONDS}`);
      if (!STATIC.test(request.url ?? "")) response.setHeader("cache-control", "private, no-store");
      countBody(request, () => {
        response.once("close", () => request.destroy());
        if (!response.headersSent) answer(response, 413);
      });
      hurry(request, response);
      return true;
    },
    admitUpgrade(request, socket) {
      const status = judge(request);
      if (status === null) return true;
      socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n`, () => socket.destroy());
      return false;
    },
    guard(server) {
      const open = new Map<string, number>();
      server.on("connection", (socket) => {
        const peer = socket.remoteAddress ?? "";
        // This machine: a proxy, behind which is everybody.
        if (/^(?:::ffff:)?127\.|^::1$/.test(peer)) return;
        const sender = senderOf(peer);
        const count = (open.get(sender) ?? 0) + 1;
        if (count > MAX_CONNECTIONS_PER_ADDRESS) return void socket.destroy();
        open.set(sender, count);
        socket.once("close", () => {
          const left = (open.get(sender) ?? 1) - 1;
          if (left > 0) open.set(sender, left);
          else open.delete(sender);
        });
      });
    },
  };
}

/** A body that is no file has to be there within a minute. */
function hurry(request: IncomingMessage, response: ServerResponse): void {
  const has = Number(request.headers["content-length"] ?? 0) > 0 || request.headers["transfer-encoding"] !== undefined;
  if (!has || isUpload(request)) return;
  const timer = setTimeout(() => request.complete || request.destroy(), BODY_MS);
  response.once("close", () => clearTimeout(timer));
}

function answer(response: ServerResponse, status: DoorStatus): void {
  const headers = { connection: "close", "content-length": "0", "cache-control": "no-store", "x-content-type-options": "nosniff" };
  response.writeHead(status, { ...headers, ...(status === 429 && { "retry-after": "1" }) }).end();
}

/** One sender: an address, and in IPv6 the network that one customer gets. */
function senderOf(address: string): string {
  const bytes = addressBytes(address);
  return bytes !== null && bytes.length === 16 ? bytes.slice(0, 8).join(".") : address;
}
