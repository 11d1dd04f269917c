import type { PeopleReads } from "./account-types";
import type { OnceReads, OnceWrites } from "./api-token-types";
import type { AuditReads, AuditWrites, RefusalLog } from "./audit-types";
import type { EnvironmentReads, EnvironmentWrites } from "./environment-types";
import type { EventLog } from "./event-types";
import type { NoticeReads, NoticeWrites } from "./notice-types";
import type { OperationReads, OperationWrites, RegistryJournal } from "./operation-types";
import type { ProjectReads, ProjectWrites } from "./project-types";
import type { QuotaReads, QuotaWrites } from "./quota-types";
import type { RequestReads, RequestWrites } from "./request-types";
import type { RevisionReads, RevisionWrites } from "./revision-types";
import type { SecretReads, SecretWrites } from "./secret-types";
import type { StackReads, StackWrites } from "./stack-types";

/**
 * What the registry promises, by subject in the files beside this one. Plain objects out, plain objects in; no Prisma type leaves the room. Times are
 * ms since the epoch. Ids are 128 random bits in base32 or hex, lower case.
 */
export type { AccountStore, AccountTransaction, Credentials, GroupMembership, NewSession, SessionRow, SignInReads, SignInWrites } from "./account-types";
export type { AuditEntry } from "./audit-types";
export type { EnvironmentRow, StoredEnvironment } from "./environment-types";
export type { EventMark } from "./event-types";
export type { DueAddress, NewNotice, NoticeAddressRow, NoticeRow } from "./notice-types";
export type { ActiveOperation, JournalEntry, NewOperation, RegistryJournal } from "./operation-types";
export type { InvitationRow, OfferRow, ProjectRow } from "./project-types";
export type { LeaseRow, ProjectQuotaRow, QuotaOverride } from "./quota-types";
export type { DeployRequestRow, DeployRequestStatus } from "./request-types";
export type { ServicePatch, StackRecord, StackRow } from "./stack-types";

/** Every function that may return someone's object takes the scope it may see. */
export interface RegistryReads
  extends EnvironmentReads,
    StackReads,
    RevisionReads,
    OperationReads,
    RequestReads,
    ProjectReads,
    PeopleReads,
    SecretReads,
    QuotaReads,
    OnceReads,
    NoticeReads {}

/** Only inside `transaction`, so that state, operation and audit row land together or not at all. */
export interface RegistryWrites
  extends EnvironmentWrites,
    StackWrites,
    RevisionWrites,
    OperationWrites,
    RequestWrites,
    ProjectWrites,
    SecretWrites,
    QuotaWrites,
    OnceWrites,
    NoticeWrites,
    AuditWrites {}

/** What somebody who watches the registry is told after a commit. */
export type RegistryChange =
  | { type: "stack"; stackId: string }
  /** These people see or may do something else than before: their projects, invitations and the named stacks. */
  | { type: "access"; userIds: string[]; stackIds: string[] }
  /** Something was written down of what happened to it (lib/events). */
  | { type: "events"; stackId: string }
  | { type: "operation-ended"; stackId: string; operationId: string }
  | { type: "environments" }
  | { type: "users" }
  | { type: "sessions"; userId: string }
  /** What their bells, choices or addresses hold. */
  | { type: "notices"; userIds: string[] }
  | { type: "audit"; userId: string | null; stackId: string | null };

export interface Registry extends RegistryReads, RegistryJournal, AuditReads, RefusalLog, EventLog {
  transaction<T>(work: (tx: RegistryReads & RegistryWrites) => Promise<T>): Promise<T>;
  /** Told after commit for every stack touched in a transaction or by the journal. */
  subscribe(listener: (change: RegistryChange) => void): () => void;
  close(): Promise<void>;
}
