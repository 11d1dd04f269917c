import type { ChainEnd } from "@/lib/core/audit-chain";
import type { RegistryChange } from "./types";

/** What a transaction says about itself: whom to tell after the commit, and which records it made old. */
export interface Touched {
  stack(stackId: string): void;
  /** Whether this transaction changed it. */
  hasStack(stackId: string): boolean;
  /** A step of an operation: worth telling, but nothing of the stack's record changed. */
  journal(stackId: string): void;
  /** A row of what happened to it. */
  events(stackId: string): void;
  operationEnded(stackId: string, operationId: string): void;
  environments(): void;
  /** Who sees or may what is another than before, for these people and on these stacks. */
  access(userIds: string[], stackIds: string[]): void;
  users(): void;
  sessions(userId: string): void;
  /** Bells, choices and addresses of these people. */
  notices(userIds: string[]): void;
  /** A row of the audit log: by whom, and of which stack. */
  audited(userId: string | null, stackId: string | null): void;
  /** The end of the audit log as this transaction sees it; null when that must be read. */
  chain: { end: ChainEnd | null };
}

export function touching(end: ChainEnd | null): { touched: Touched; changes: RegistryChange[]; stale: Set<string> } {
  const changes: RegistryChange[] = [];
  const stale = new Set<string>();
  const touched: Touched = {
    stack: (stackId) => {
      stale.add(stackId);
      changes.push({ type: "stack", stackId });
    },
    hasStack: (stackId) => stale.has(stackId),
    journal: (stackId) => void changes.push({ type: "stack", stackId }),
    events: (stackId) => void changes.push({ type: "events", stackId }),
    operationEnded: (stackId, operationId) => void changes.push({ type: "operation-ended", stackId, operationId }),
    environments: () => void changes.push({ type: "environments" }),
    access: (userIds, stackIds) => {
      for (const stackId of stackIds) touched.stack(stackId);
      changes.push({ type: "access", userIds: [...new Set(userIds)], stackIds });
    },
    users: () => void changes.push({ type: "users" }),
    sessions: (userId) => void changes.push({ type: "sessions", userId }),
    notices: (userIds) => void (userIds.length > 0 && changes.push({ type: "notices", userIds: [...new Set(userIds)] })),
    audited: (userId, stackId) => void changes.push({ type: "audit", userId, stackId }),
    chain: { end },
  };
  return { touched, changes, stale };
}
