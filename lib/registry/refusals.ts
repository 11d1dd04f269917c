import { createRefusalBudget } from "@/lib/core/refusal-budget";
import { appendAudit } from "./audit";
import type { RefusalLog } from "./audit-types";
import type { Database } from "./database";

/** Looking whether a name belongs to anybody costs a query; so many a minute are asked for one person. */
const LOOKS = 60;
const LOOKS_MS = 60_000;

export function createRefusals(write: Database["write"], log: (error: unknown) => void): RefusalLog {
  const budget = createRefusalBudget();
  const looks = new Map<string, { since: number; count: number }>();

  const mayLook = (asker: string, at: number): boolean => {
    for (const [name, { since }] of looks) if (at - since >= LOOKS_MS) looks.delete(name);
    const look = looks.get(asker) ?? { since: at, count: 0 };
    looks.set(asker, look);
    look.count += 1;
    return look.count <= LOOKS;
  };

  return {
    noteRefusal: (entry, at, ifStack) => {
      const asker = entry.actor.userId ?? entry.address ?? "";
      if (ifStack && !mayLook(asker, at)) return;
      void write(async (tx, touched) => {
        const stack = ifStack && (await tx.stack.findUnique({ where: { environmentId_name: ifStack }, select: { id: true } }));
        if (ifStack && !stack) return;
        const spent = budget.spend(asker, `${entry.action} ${entry.subject} ${JSON.stringify(entry.after)}`, at);
        if (spent === null) return;
        const after = spent.leftOut === 0 ? entry.after : { ...Object(entry.after), more: spent.leftOut };
        await appendAudit(tx, touched, { ...entry, stackId: stack?.id ?? entry.stackId, outcome: "refused", after }, at);
      }).catch(log);
    },
  };
}
