import type { IncomingMessage } from "node:http";
import { allowedOrigin } from "@/lib/auth/allowed-origin";
import type { Site } from "@/lib/auth/site";

/** What a request may be refused with before anything reads it. */
export type DoorStatus = 400 | 403 | 405 | 413 | 421 | 429;

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Ways to write a path that one reader takes for another path than the next: doubled slashes, dots, back slashes, path parameters, control characters. */
const TWO_MEANINGS = /^\/\/|\/\/|\\|\/\.{1,2}(?:[/;]|$)|;\.|%(?:2f|5c|00|0a|0d)|\/(?:%2e|\.){1,2}(?:[/;]|$)|[^\x21-\x7e]/i;

/** Null for a request that is for this site and means one thing only. */
export function judgeRequestLine({ method = "", url = "", headers, rawHeaders, socket }: IncomingMessage, site: Site): DoorStatus | null {
  if (!METHODS.has(method)) return 405;
  // Absolute-form: a wish for a proxy, which this is not.
  if (!url.startsWith("/") || TWO_MEANINGS.test(url.split("?", 1)[0] ?? "")) return 400;
  if (count(rawHeaders, "host") !== 1 || !HOST.test(headers.host ?? "")) return 400;
  if (!isOwnHost(headers.host ?? "", socket.remoteAddress ?? "", site)) return 421;
  // What is sent to a page is a server action. Routes under /api ask for themselves: some are for programs, which send no Origin.
  const isAction = method !== "GET" && method !== "HEAD" && !url.startsWith("/api/");
  return isAction && !allowedOrigin(headers.origin, headers.host, site) ? 403 : null;
}

/** With an address that people type only that name is answered to; a proxy on this machine may also call us by where it finds us. */
function isOwnHost(host: string, peer: string, site: Site): boolean {
  if (site.origin === null) return true;
  const own = new URL(site.origin);
  const named = [own.host, own.port === "" ? `${own.host}:${own.protocol === "https:" ? 443 : 80}` : own.host];
  return named.includes(host.toLowerCase()) || (LOOPBACK.test(host) && /^(?:::ffff:)?127\.|^::1$/.test(peer));
}

const count = (rawHeaders: string[], name: string): number => rawHeaders.filter((each, at) => at % 2 === 0 && each.toLowerCase() === name).length;

/** Names by which frameworks and proxies tell each other what a request really is. From a client they are lies. */
const FORGED =
  /^(?:x-middleware-|x-invoke-|x-now-|x-matched-path$|x-nextjs-(?!data$)|x-original-|x-rewrite-|x-http-method|x-method-override$|x-nonce$|x-spindle-)/;

/** To be called before anything of ours is stamped on. */
export function dropForgedHeaders({ headers }: IncomingMessage): void {
  for (const name of Object.keys(headers)) if (FORGED.test(name)) delete headers[name];
}
