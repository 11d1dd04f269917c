import type { MemberRole, SiteRole } from "@/lib/core/access";
import type { AuditDetail, AuditFilter, AuditOutcome, AuditPage, AuditScope } from "@/lib/core/audit";
import type { ChainEnd, StoredRow } from "@/lib/core/audit-chain";

export interface AuditEntry {
  /** `token`: what the person's will came by, when nobody sat at a page. */
  actor: { userId: string | null; username: string; role?: SiteRole; sessionId?: string; token?: { id?: string; name: string } };
  address: string | null;
  /** `noun.verb`, such as `service.scale`; one of lib/core/audit-actions.ts. */
  action: string;
  stackId: string | null;
  subject: string;
  /** Without secrets. */
  before: unknown;
  after: unknown;
  /** What it was done to, where the noun of the action and the stack do not say it. */
  object?: { kind: string; id: string | null };
  /** Where that is; asked of the stack when it is not given. */
  place?: { stack: string | null; projectId: string | null; project: string | null; environment: string | null } | null;
  /** Done, unless it is said. What goes on after the transaction is `started`, and another row `answers` it by its number. */
  outcome?: AuditOutcome;
  answers?: number;
  operationId?: string;
}

export interface AuditWrites {
  /** Puts a row at the end of the audit log and returns its number. */
  audit(entry: AuditEntry, at: number): Promise<number>;
}

/** The audit log as it is read. It has no writes but `audit` and `noteRefusal`: nothing in it is ever changed. */
export interface AuditReads {
  /** Acts, newest first, each with its end. */
  auditLines(scope: AuditScope, filter: AuditFilter, page: { before: number | null; limit: number }): Promise<AuditPage>;
  auditDetail(scope: AuditScope, number: number): Promise<AuditDetail | null>;
  /** Every row that `scope` and `filter` let through, oldest first, in pieces of some hundred. */
  auditRows(scope: AuditScope, filter: AuditFilter): AsyncIterable<StoredRow[]>;
  /** For what may be filtered by: the names that occur. */
  auditNames(scope: AuditScope): Promise<{ people: string[]; stacks: string[] }>;
  /** Which stack an act belongs to, and by whom it was: for whoever decides about its row. */
  auditOwner(number: number): Promise<{ actorId: string | null; action: string; stackId: string | null; projectId: string | null } | null>;
  /** Rows behind `after`, oldest first; for what is sent elsewhere. */
  auditAfter(after: number, limit: number): Promise<StoredRow[]>;
  auditEnd(): Promise<ChainEnd>;
  /** The person's role in a project; null for strangers to it. */
  roleIn(projectId: string, userId: string): Promise<MemberRole | null>;
}

/** Attempts that were turned away. */
export interface RefusalLog {
  /**
   * Writes one down, behind the answer and never too many (lib/core/refusal-budget.ts). With `ifStack` only where such a stack exists, whoever
   * owns it: a name that is nobody's is a slip, a foreign one is an attempt. Never throws.
   */
  noteRefusal(entry: Omit<AuditEntry, "outcome">, at: number, ifStack?: { environmentId: string; name: string }): void;
}
