import type { Actor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";

/** For what only somebody at a page does: a token that leaked must not make itself another one. */
export function requirePerson(actor: Pick<Actor, "token">): void {
  if (actor.token) throw fail("FORBIDDEN", { action: "token.manage", needs: "a person who is signed in" });
}
