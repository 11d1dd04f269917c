import type { Actor } from "@/lib/core/access";
import type { Asker } from "@/lib/core/policy";
import type { RegistryReads, StackRow } from "@/lib/registry/types";

/**
 * Whom grants are looked up for: the person who acts, never the owner in their place, or a maintainer could mount what only the owner was given.
 * An administrator who helps with somebody else's stack acts for its owner.
 */
export async function askerOf(
  reads: Pick<RegistryReads, "numbersOf">,
  actor: Pick<Actor, "username" | "role">,
  stack: Pick<StackRow, "owner" | "project" | "member"> | null,
): Promise<Asker> {
  const helps = stack !== null && actor.role === "admin" && stack.member === null;
  const username = helps ? stack.owner : actor.username;
  return withNumbers(reads, { username, projects: [stack === null ? actor.username : stack.project] });
}

/** Who is of a directory has the numbers it says today; everybody else those of the grant. */
export async function withNumbers(reads: Pick<RegistryReads, "numbersOf">, asker: Pick<Asker, "username" | "projects">): Promise<Asker> {
  return { ...asker, ...(await reads.numbersOf(asker.username)) };
}
