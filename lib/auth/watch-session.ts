import type { Actor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { AccountStore, Registry } from "@/lib/registry/types";

interface WatchDeps {
  accounts: Pick<AccountStore, "session">;
  registry: Pick<Registry, "subscribe">;
  now: () => number;
}

/** For what takes a while: a signal that ends with the session, or when its person is another role. Call `stop` when it is done. */
export function watchSession(actor: Actor, { accounts, registry, now }: WatchDeps): { signal: AbortSignal; stop(): void } {
  const over = new AbortController();
  const look = () =>
    accounts.session(actor.sessionId, now()).then(
      (session) => {
        if (session?.userId !== actor.userId || session.role !== actor.role) over.abort(fail("UNAUTHENTICATED", {}));
      },
      // Who cannot be asked about does not stay.
      (error: unknown) => over.abort(error),
    );
  const stop = registry.subscribe((change) => {
    if (change.type === "users" || (change.type === "sessions" && change.userId === actor.userId)) void look();
  });
  // What happened between the request's own look and this one.
  void look();
  return { signal: over.signal, stop };
}
