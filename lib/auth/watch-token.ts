import type { Actor } from "@/lib/core/access";
import type { AccountStore, Registry } from "@/lib/registry/types";
import { actorStill } from "./token-actor";

interface WatchDeps {
  accounts: Pick<AccountStore, "apiToken" | "touchApiToken">;
  registry: Pick<Registry, "subscribe">;
  now: () => number;
  log: (error: unknown) => void;
}

/** The longest that a timer can be set for. */
const LONGEST_MS = 2 ** 31 - 1;

/** For what stays open: `ended` is told once when the token is revoked, has expired, or its person was disabled or is another role. Returns the way to stop. */
export function watchToken(actor: Actor, expiresAt: number, deps: WatchDeps, ended: () => void): () => void {
  let over = false;
  const end = () => {
    if (over) return;
    stop();
    ended();
  };
  const look = () =>
    void actorStill(actor, deps).then(
      (now) => {
        if (now === null || now.role !== actor.role) end();
      },
      // Who cannot be asked about does not stay.
      (error: unknown) => {
        deps.log(error);
        end();
      },
    );
  const unsubscribe = deps.registry.subscribe((change) => {
    if (change.type === "users" || (change.type === "sessions" && change.userId === actor.userId)) look();
  });
  const timer = setTimeout(end, Math.min(LONGEST_MS, Math.max(0, expiresAt - deps.now())));
  const stop = () => {
    over = true;
    unsubscribe();
    clearTimeout(timer);
  };
  // What happened between the request's own look and this one.
  look();
  return stop;
}
