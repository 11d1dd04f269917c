import { fail, problemOf } from "@/lib/core/errors";
import type { OpContext } from "./context";

const REFUSALS = ["NOT_FOUND", "FORBIDDEN", "UNAUTHENTICATED", "TRANSFER_OFF"];

/** Who may reach into a container can change while something runs there: it ends with the right, whose refusal is the signal's reason. */
export function watchRight(ctx: OpContext, { stackId }: { stackId: string }, ask: () => Promise<unknown>): { signal: AbortSignal; stop(): void } {
  const { userId } = ctx.actor;
  const lost = new AbortController();
  const look = (first: () => Promise<unknown> = async () => undefined) =>
    first()
      .then(ask)
      .catch((error: unknown) => REFUSALS.includes(problemOf(error).code) && lost.abort(error));
  const stop = ctx.registry.subscribe((change) => {
    const concerns =
      change.type === "stack"
        ? change.stackId === stackId
        : change.type === "sessions"
          ? change.userId === userId
          : change.type === "access"
            ? change.userIds.includes(userId)
            : change.type === "environments";
    if (concerns) void look(change.type === "sessions" ? () => requireSession(ctx) : undefined);
  });
  // What happened between the first look and this one.
  void look();
  return { signal: lost.signal, stop };
}

/** Who came with a token has none; what becomes of the token is seen at its door. */
async function requireSession({ actor, accounts, now }: OpContext): Promise<void> {
  if (actor.token !== undefined) return;
  const session = await accounts.session(actor.sessionId, now());
  if (session === null || session.userId !== actor.userId) throw fail("UNAUTHENTICATED", {});
}
