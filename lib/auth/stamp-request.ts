import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Site } from "./site";

/** The caller's address as every later reader of the request finds it. */
export const ADDRESS_HEADER = "x-spindle-address";

/**
 * Overwrites what a client may have written itself: who it is and under which name it came. For every request and upgrade, before anything else
 * reads it. A forwarded address is believed only when settings say that a proxy stands in front and the connection comes from this machine.
 */
export function stampRequest(request: IncomingMessage, site: Site): void {
  const { headers, socket } = request;
  const peer = plain(socket.remoteAddress ?? "");
  const forwarded =
    String(headers["x-forwarded-for"] ?? "")
      .split(",")
      .at(-1)
      ?.trim() ?? "";
  const throughProxy = site.origin !== null && isLoopback(peer) && isIP(forwarded) !== 0;
  const own = site.origin === null ? null : new URL(site.origin);

  for (const name of ["forwarded", "x-forwarded-for", "x-forwarded-port", "x-real-ip"]) delete headers[name];
  headers[ADDRESS_HEADER] = throughProxy ? plain(forwarded) : peer || "unknown";
  headers["x-forwarded-host"] = own?.host ?? headers.host ?? "localhost";
  headers["x-forwarded-proto"] = own ? own.protocol.slice(0, -1) : "encrypted" in socket ? "https" : "http";
}

/** An IPv4 address that came over an IPv6 socket, as people write it. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
const isLoopback = (address: string): boolean => address === "::1" || /^127\./.test(address);
