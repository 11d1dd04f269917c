import type { Scope, SiteRole } from "@/lib/core/access";
import type { Problem } from "@/lib/core/errors";
import type { OperationKind, OperationStatus, OperationView, PullProgress } from "@/lib/core/views";

export interface NewOperation {
  kind: OperationKind;
  environmentId: string;
  /** Kept on the row: the operation outlives its stack and stays visible to the project. */
  projectId: string;
  stackId: string;
  stack: string;
  service: string | null;
  /** Services meant by the operation, by name; its end is judged by them. */
  services: string[];
  actor: { userId: string | null; username: string };
  approvedBy?: string | null;
  message: string | null;
  fromRevision: number | null;
  toRevision: number | null;
  detail: string | null;
  /** The site role that alone allowed it. */
  asRole?: SiteRole | null;
}

export interface ActiveOperation {
  id: string;
  kind: OperationKind;
  stackId: string;
  services: string[];
  startedAt: number;
}

export interface OperationFilter {
  environmentId: string;
  stackId?: string;
  kinds?: readonly OperationKind[];
  /** Those that began in a stretch of time, ms. */
  from?: number;
  before?: number;
  limit: number;
}

export interface OperationReads {
  /** Newest first. */
  operations(scope: Scope, filter: OperationFilter): Promise<OperationView[]>;
  operation(scope: Scope, operationId: string): Promise<OperationView | null>;
  activeOperation(stackId: string): Promise<ActiveOperation | null>;
}

export interface OperationWrites {
  createOperation(input: NewOperation, at: number): Promise<string>;
  /** Something that is done already and moved no container: it stands in the history and is nobody's last change. */
  noteOperation(input: NewOperation, at: number): Promise<string>;
  endOperation(operationId: string, status: OperationStatus, problem: Problem | null, at: number): Promise<void>;
}

/** One step of an operation as far as it has come. `begun` is absent when it is written already, `ended` while it runs. */
export interface JournalEntry {
  operationId: string;
  seq: number;
  begun?: { title: string; cause: string; service: string | null; startedAt: number };
  ended?: { status: "succeeded" | "failed"; endedAt: number; problem: Problem | null; pull: PullProgress | null };
}

/** The reconciler's journal: outside the big transactions, ordered per operation. */
export interface RegistryJournal {
  /** All of them or none; every step is one of `stackId`. */
  writeSteps(stackId: string, entries: JournalEntry[]): Promise<void>;
  /** Steps still open after a crash end as failed with no problem. Returns the next free seq. */
  nextSeq(operationId: string): Promise<number>;
}
