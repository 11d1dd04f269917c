import "server-only";
import { problemOf } from "@/lib/core/errors";
import type { ActorView } from "@/lib/core/people";
import { getRuntime } from "@/lib/runtime";
import { opContext } from "./context";

/** Whether there is no account yet, so that the first run has to make the administrator. */
export async function loadSetupState(): Promise<{ needed: boolean }> {
  return { needed: (await getRuntime().accounts.userCount()) === 0 };
}

/** Who looks at a page that needs no account; null for a stranger. */
export async function loadVisitor(): Promise<ActorView | null> {
  try {
    const { actor } = await opContext();
    return { id: actor.userId, username: actor.username, role: actor.role };
  } catch (error) {
    if (problemOf(error).code === "UNAUTHENTICATED") return null;
    throw error;
  }
}
