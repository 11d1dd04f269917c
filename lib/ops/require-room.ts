import { fail } from "@/lib/core/errors";
import { excessOf, type Quota, quotaWith } from "@/lib/core/quota";
import type { OperationKind } from "@/lib/core/views";
import type { EnvironmentRow, RegistryReads } from "@/lib/registry/types";

type Reads = Pick<RegistryReads, "projectUsage" | "quotaOverride">;
type Project = { id: string; name: string };
type Place = Pick<EnvironmentRow, "id" | "name" | "policy">;

/** What a project may hold in an environment: what an administrator said for it, and what the policy says for all. */
export async function quotaOf(reads: Reads, project: Pick<Project, "id">, environment: Place): Promise<Quota> {
  return quotaWith(environment.policy.quota, (await reads.quotaOverride(project.id, environment.id))?.limits ?? null);
}

/**
 * Looks at what a project holds before something is written; `refuseExcess`, afterwards and in the same transaction, throws QUOTA_EXCEEDED when it holds
 * more of anything than it may and than it did. The database has one writer, so two changes can never both take the last room.
 */
export async function measureRoom(tx: Reads, project: Project, environment: Place): Promise<{ refuseExcess(): Promise<void> }> {
  const before = await tx.projectUsage(project.id, environment.id);
  return {
    refuseExcess: async () => {
      const after = await tx.projectUsage(project.id, environment.id);
      const over = excessOf(before, after, await quotaOf(tx, project, environment));
      if (over.length > 0) throw fail("QUOTA_EXCEEDED", { project: project.name, environment: environment.name, over });
    },
  };
}

/** Does `change`, which must fit into what the project may hold; else nothing of it stays. */
export async function requireRoom<T>(tx: Reads, project: Project, environment: Place, change: () => Promise<T>): Promise<T> {
  const room = await measureRoom(tx, project, environment);
  const done = await change();
  await room.refuseExcess();
  return done;
}

/** A way back, an end or a decision is never refused for want of room: they take none, and people must get out of what they are in. */
const ALWAYS: ReadonlySet<OperationKind> = new Set(["confirm", "roll-back", "pause", "stop", "restart", "remove"]);

export const takesRoom = (kind: OperationKind): boolean => !ALWAYS.has(kind);
