import "server-only";
import type { Pending } from "@/lib/auth/actor";
import { getStanding } from "@/lib/auth/session";
import type { ActorView } from "@/lib/core/people";
import { getRuntime } from "@/lib/runtime";

/** Whether there is no account yet, so that the first run has to make the administrator. */
export async function loadSetupState(): Promise<{ needed: boolean }> {
  return { needed: (await getRuntime().accounts.userCount()) === 0 };
}

export interface Visitor extends ActorView {
  /** What they must do before anything else works. */
  pending: Pending | null;
}

/** Who looks at a page that needs no account; null for a stranger. */
export async function loadVisitor(): Promise<Visitor | null> {
  const standing = await getStanding();
  if (!standing) return null;
  const { userId, username, role } = standing.actor;
  return { id: userId, username, role, pending: standing.pending };
}

/** How one signs in here, besides the accounts made here. */
export function loadSignInWays(): { directory: string | null; provider: string | null } {
  const { directory, provider } = getRuntime().signIn;
  return { directory: directory?.name ?? null, provider: provider?.name ?? null };
}
