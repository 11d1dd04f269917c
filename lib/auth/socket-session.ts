import type { IncomingMessage } from "node:http";
import type { Actor } from "@/lib/core/access";
import { type ActorDeps, actorOf } from "./actor";
import { cookieIn, cookieNames } from "./cookies";
import { site } from "./site";

/** Who asks for a socket, outside of Next; null for strangers. The origin is another question: see allowedOrigin. */
export function actorFromUpgrade(request: IncomingMessage, deps: ActorDeps): Promise<Actor | null> {
  return actorOf(cookieIn(request.headers.cookie, cookieNames(site().secure).session), deps);
}
