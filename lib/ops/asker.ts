import type { Actor } from "@/lib/core/access";
import type { Asker } from "@/lib/core/policy";
import type { ProjectRow, RegistryReads, StackRow } from "@/lib/registry/types";

type Reads = Pick<RegistryReads, "numbersOf">;

/**
 * Whom grants are looked up for: the person who acts, never the owner in their place, or a maintainer could mount what only the owner was given.
 * An administrator who helps with somebody else's stack acts for its owner.
 */
export function askerOf(reads: Reads, actor: Pick<Actor, "username" | "role">, stack: Pick<StackRow, "owner" | "project" | "member">): Promise<Asker> {
  const helps = actor.role === "admin" && stack.member === null;
  return withNumbers(reads, { username: helps ? stack.owner : actor.username, projects: [stack.project] });
}

/** For a stack that is to be made in this project. */
export const askerIn = (reads: Reads, actor: Pick<Actor, "username">, project: Pick<ProjectRow, "name">): Promise<Asker> =>
  withNumbers(reads, { username: actor.username, projects: [project.name] });

/** Who is of a directory has the numbers it says today; everybody else those of the grant. */
export async function withNumbers(reads: Reads, asker: Pick<Asker, "username" | "projects">): Promise<Asker> {
  return { ...asker, ...(await reads.numbersOf(asker.username)) };
}
