import type { Site } from "./site";

/**
 * Whether a request was made by a page of this very site. Without it any page in the browser of a signed-in person could open a socket or send
 * an action with their cookies. A missing, opaque or malformed Origin is refused.
 */
export function allowedOrigin(origin: string | null | undefined, host: string | null | undefined, site: Site): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  const { origin: canonical, host: from, protocol } = new URL(origin);
  if (canonical !== origin.toLowerCase() || !/^https?:$/.test(protocol)) return false;
  return site.origin === null ? from === host?.toLowerCase() : canonical === site.origin;
}
