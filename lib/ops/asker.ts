import type { Actor } from "@/lib/core/access";
import type { Asker } from "@/lib/core/policy";
import type { RegistryReads, StackRow } from "@/lib/registry/types";

/**
 * Whom grants are looked up for: the person who acts, never the owner in their place, or a maintainer could mount what only the owner was given.
 * An administrator who helps with somebody else's stack acts for its owner.
 */
export function askerOf(actor: Pick<Actor, "username" | "role">, stack: Pick<StackRow, "owner" | "project" | "member"> | null): Asker {
  if (!stack) return { username: actor.username, projects: [actor.username] };
  const helps = actor.role === "admin" && stack.member === null;
  return { username: helps ? stack.owner : actor.username, projects: [stack.project] };
}

/** Who is of a directory has the numbers it says today; everybody else those of the grant. */
export async function withNumbers(reads: Pick<RegistryReads, "numbersOf">, asker: Pick<Asker, "username" | "projects">): Promise<Asker> {
  return { ...asker, ...(await reads.numbersOf(asker.username)) };
}
