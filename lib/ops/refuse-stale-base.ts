import { fail } from "@/lib/core/errors";
import type { StackRecord } from "@/lib/registry/types";
import type { Tx } from "./change-stack";

/** How far back the one is looked for who moved the stack; further back its revision's author stands for them. */
const RECENT = 50;

/** Nobody's deploy undoes another's unseen. In the transaction of the write itself, so of two at the same moment one is refused. */
export async function refuseStaleBase(tx: Tx, stack: StackRecord, base: number): Promise<void> {
  if (base === stack.revision) return;
  const operations = await tx.operations({ kind: "all" }, { environmentId: stack.environmentId, stackId: stack.id, limit: RECENT });
  const mover = operations.find(({ kind, toRevision }) => kind !== "repair" && toRevision === stack.revision);
  const revision = mover ? null : await tx.revision({ kind: "all" }, stack.id, stack.revision);
  throw fail("EDIT_CONFLICT", {
    base,
    current: stack.revision,
    by: mover?.actor ?? revision?.author ?? "somebody",
    at: mover?.startedAt ?? revision?.createdAt ?? 0,
  });
}
