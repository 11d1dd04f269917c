import type { IncomingMessage } from "node:http";
import type { Actor } from "@/lib/core/access";
import { type ActorDeps, actorOf } from "./actor";
import { cookieIn, cookieNames } from "./cookies";
import type { Site } from "./site";

/** Who asks for a socket, outside of Next; null for strangers. The origin is another question: see allowedOrigin. */
export function actorFromUpgrade(request: IncomingMessage, deps: ActorDeps & { site: Site }): Promise<Actor | null> {
  return actorOf(cookieIn(request.headers.cookie, cookieNames(deps.site.secure).session), deps);
}
