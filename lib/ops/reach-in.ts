import { type SiteRole, siteRoleFor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { ObservedContainer } from "@/lib/core/observed";
import type { Place } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";

/** What must hold before anything is done inside a container, by a shell, a command or with its files. */
export interface Reach {
  /** The site role by which it is done, in a stack of others. */
  asRole: Exclude<SiteRole, "user"> | null;
  /** Why: for the owner to read. */
  reason: string | null;
}

const LONGEST_REASON = 300;

/** Who reaches into a stack of others says why. Throws REASON_NEEDED. */
export function requireReason({ actor }: OpContext, stack: Pick<StackRecord, "member">, said: string | null | undefined, what?: "files"): Reach {
  const asRole = siteRoleFor(actor, "shell.open", stack.member);
  const reason = said?.trim().slice(0, LONGEST_REASON) || null;
  if (asRole !== null && reason === null) throw fail("REASON_NEEDED", { action: "shell.open", ...(what && { what }) });
  return { asRole, reason };
}

/** Throws CONTAINER_NOT_RUNNING. */
export function requireRunning({ mirror }: Pick<Place, "mirror">, { container: id, label }: { container: string; label: string }): ObservedContainer {
  const container = mirror.container(id);
  if (container?.state !== "running") throw fail("CONTAINER_NOT_RUNNING", { container: label, state: container?.state ?? "missing" });
  return container;
}
