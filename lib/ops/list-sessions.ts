import type { SessionView } from "@/lib/core/people";
import type { OpContext } from "./context";

/** The asking person's own live sessions, the latest used first. */
export async function listSessions({ ctx }: { ctx: OpContext }): Promise<SessionView[]> {
  const { userId, sessionId } = ctx.actor;
  const sessions = await ctx.accounts.sessions(userId, ctx.now());
  return sessions.map((session) => ({ ...session, current: session.id === sessionId }));
}
