import type { MemberRole, Scope, SiteRole, Switches } from "@/lib/core/access";
import type { DesiredStack, Lease, Phase, Strategy } from "@/lib/core/desired";
import type { EngineAddress } from "@/lib/core/engine-address";
import type { EnvironmentColour } from "@/lib/core/environments";
import type { Problem } from "@/lib/core/errors";
import type { SessionView, UserView } from "@/lib/core/people";
import type { Policy, PortRange } from "@/lib/core/policy";
import type { IdentityKey, PosixNumbers, SecondFactorRow, SignInMethod } from "@/lib/core/sign-in";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { LastChange, OperationKind, OperationStatus, OperationView, PullProgress, RevisionSummary, RevisionView } from "@/lib/core/views";
import type { ApiTokenReads, ApiTokenWrites, OnceReads, OnceWrites } from "./api-token-types";
import type { AuditEntry, AuditReads, RefusalLog } from "./audit-types";
import type { EventLog } from "./event-types";
import type { NoticeReads, NoticeWrites } from "./notice-types";
import type { ProjectReads, ProjectWrites } from "./project-types";
import type { QuotaReads, QuotaWrites } from "./quota-types";
import type { SecretReads, SecretWrites } from "./secret-types";

export type { DueAddress, NewNotice, NoticeAddressRow, NoticeRow } from "./notice-types";
export type { InvitationRow, OfferRow, ProjectRow } from "./project-types";
export type { AuditEntry };

/** Plain objects out, plain objects in; no Prisma type leaves the room. Times are ms since the epoch. Ids are 128 random bits in base32 or hex, lower case. */

export interface EnvironmentRow {
  id: string;
  name: string;
  colour: EnvironmentColour;
  policy: Policy;
  baseDomain: string | null;
  /** Ids of the projects that may deploy there; null is everybody. */
  openTo: readonly string[] | null;
  /** What people without a right to say yes themselves deploy there waits for one. */
  needsApproval: boolean;
}

/** All that is stored of an environment but its policy. */
export interface StoredEnvironment extends Omit<EnvironmentRow, "id" | "policy">, EngineAddress {}

/** What waits for a yes; `input` is sealed. */
export interface DeployRequestRow {
  id: string;
  stackId: string;
  stack: string;
  environmentId: string;
  askerId: string;
  asker: string;
  kind: "deploy" | "upgrade";
  hash: string;
  baseRevision: number;
  message: string | null;
  createdAt: number;
  status: DeployRequestStatus;
  decidedBy: string | null;
  decidedAt: number | null;
  reason: string | null;
}
export type DeployRequestStatus = "waiting" | "approved" | "declined" | "withdrawn" | "replaced";

export interface StackRow {
  id: string;
  name: string;
  environmentId: string;
  environment: string;
  projectId: string;
  project: string;
  /** Username of the person who made it. */
  owner: string;
  /** The asking person's role in the project; null when they see it as administrators. */
  member: MemberRole | null;
  /** The project's. */
  switches: Switches;
  /** The project it is offered to; null while it is not. */
  offer: { to: string; by: string; at: number } | null;
  revision: number;
  confirmedRevision: number;
  removing: { volumes: string[] } | null;
  lastChange: LastChange | null;
}

/** A stack with everything the views and the reconciler need. */
export interface StackRecord extends StackRow {
  desired: DesiredStack;
}

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

export interface ServicePatch {
  scale?: number;
  /** The scale to go back to on rollback; null when the upgrade did not change it. */
  scaleBefore?: number | null;
  running?: boolean;
  phase?: Phase;
  phaseSince?: number;
  phaseProblem?: Problem | null;
  targetGeneration?: number | null;
  keptGeneration?: number | null;
  strategy?: Strategy;
  restartRequestedAt?: number | null;
  addresses?: number[];
}

/** Reads: every function that may return someone's object takes the scope it may see. */
export interface RegistryReads extends SecretReads, ProjectReads, QuotaReads, OnceReads, NoticeReads {
  environments(): Promise<EnvironmentRow[]>;
  environment(name: string): Promise<EnvironmentRow | null>;
  /** How each environment's engine is reached, keys still sealed. Never reaches a person. */
  engineAddresses(): Promise<{ environmentId: string; address: EngineAddress }[]>;
  /** Sorted by name. `viewer` decides `member`. */
  stacks(scope: Scope, viewerId: string, environmentId: string): Promise<StackRecord[]>;
  stack(scope: Scope, viewerId: string, key: { environmentId: string; name: string } | { id: string }): Promise<StackRecord | null>;
  /** For the reconciler and sockets only: no scope, never reaches a person. */
  desired(stackId: string): Promise<DesiredStack | null>;
  stackIds(): Promise<{ id: string; environmentId: string }[]>;
  /** Who may see a stack: user ids of its project's members (administrators see everything besides). */
  watchers(stackId: string): Promise<{ environment: string; stack: string; userIds: string[] } | null>;
  scaleBefore(serviceId: string): Promise<number | null>;
  revisions(scope: Scope, stackId: string): Promise<RevisionView[]>;
  /** Newest first, without their texts. */
  history(scope: Scope, stackId: string): Promise<RevisionSummary[]>;
  revision(scope: Scope, stackId: string, number: number): Promise<(RevisionView & { spec: StackSpec; hash: string }) | null>;
  /** The variables of the named revisions, in the clear: for whoever must hide them, or deploy with them. */
  variablesOf(stackId: string, revisions: number[]): Promise<Record<string, string>[]>;
  /** Newest first. */
  operations(scope: Scope, filter: { environmentId: string; stackId?: string; limit: number; before?: number }): Promise<OperationView[]>;
  operation(scope: Scope, operationId: string): Promise<OperationView | null>;
  activeOperation(stackId: string): Promise<ActiveOperation | null>;
  /** Host ports leased in these environments: "60010/tcp" -> "stack/service". */
  /** How many ports of these ranges are leased: a range may have been narrowed since, and tcp and udp of one number are one port. */
  leaseCount(environmentId: string, ranges: readonly PortRange[]): Promise<number>;
  leasedPorts(...environmentIds: string[]): Promise<Map<string, { stackId: string; stack: string; service: string }>>;
  /** Stacks in an environment, whoever's. */
  stackCount(environmentId: string): Promise<number>;
  /** Projects whose stacks a person may deploy, by id. */
  deployProjects(userId: string): Promise<string[]>;
  /** Every project, by name: for whoever opens an environment to some. */
  projects(): Promise<{ id: string; name: string }[]>;
  /** What waits in an environment, and what was declined and not yet put away. Oldest first. */
  openRequests(scope: Scope, environmentId: string, stackId?: string): Promise<DeployRequestRow[]>;
  request(scope: Scope, requestId: string): Promise<(DeployRequestRow & { input: string }) | null>;
  personalProject(userId: string): Promise<{ id: string; name: string } | null>;
  users(): Promise<UserView[]>;
  /** The numbers that the directory has for a person; null for everybody else. */
  numbersOf(username: string): Promise<PosixNumbers | null>;
}

/** Writes: only inside `transaction`, so that state, operation and audit row land together or not at all. */
export interface RegistryWrites extends SecretWrites, ProjectWrites, QuotaWrites, OnceWrites, NoticeWrites {
  /** Running stacks are not touched: they were checked under the policy of their day. */
  /** `address` makes it for the row's id, that its key is sealed for. */
  createEnvironment(
    input: Omit<StoredEnvironment, keyof EngineAddress> & { policy: Policy; address: (id: string) => EngineAddress },
    at: number,
  ): Promise<string>;
  updateEnvironment(environmentId: string, patch: Partial<StoredEnvironment>): Promise<void>;
  /** With its history of operations; throws when it has stacks. */
  deleteEnvironment(environmentId: string): Promise<void>;
  /** Takes the place of what waited for the same stack. `input` makes the sealed text for the row's id. */
  addRequest(
    input: Pick<DeployRequestRow, "stackId" | "environmentId" | "askerId" | "asker" | "kind" | "hash" | "baseRevision" | "message"> & {
      input: (id: string) => string;
    },
    at: number,
  ): Promise<string>;
  /** False when it was not in one of `from` any more. */
  decideRequest(
    requestId: string,
    from: DeployRequestStatus[],
    decision: { status: DeployRequestStatus; by: string; reason?: string | null; operationId?: string | null },
    at: number,
  ): Promise<boolean>;
  /** What waits in an environment that asks for no yes any more. */
  withdrawRequests(environmentId: string, by: string, at: number): Promise<void>;
  setPolicy(environmentId: string, policy: Policy): Promise<void>;
  /** Throws NAME_TAKEN when the environment already has a stack of that name. */
  createStack(input: { name: string; environmentId: string; projectId: string; createdBy: string }): Promise<string>;
  updateStack(
    stackId: string,
    patch: {
      revision?: number;
      confirmedRevision?: number;
      removing?: { volumes: string[] } | null;
      networks?: DesiredStack["networks"];
      volumes?: string[];
    },
  ): Promise<void>;
  deleteStack(stackId: string): Promise<void>;
  /** Returns the new revision's number, one more than the last. */
  addRevision(input: {
    stackId: string;
    composeText: string;
    rancherText?: string | null | undefined;
    variables: Record<string, string>;
    spec: StackSpec;
    hash: string;
    authorId: string;
    approvedBy?: string | null;
    message: string | null;
    at: number;
    /** Services that run on outside of this file, and since which revision they do; null is this one. */
    outside?: Record<string, number | null>;
  }): Promise<number>;
  /** What runs outside of a revision's file is known only later: somebody went back with a service alone. */
  setOutside(stackId: string, revision: number, outside: Record<string, number>): Promise<void>;
  createService(input: { stackId: string; name: string; scale: number; phase: Phase; at: number; strategy: Strategy }): Promise<string>;
  updateService(serviceId: string, patch: ServicePatch): Promise<void>;
  deleteService(serviceId: string): Promise<void>;
  /** Returns the generation's number, one more than the service's last. */
  addGeneration(input: { serviceId: string; revision: number; spec: ServiceSpec; portSet: 0 | 1; at: number; wantedDigest?: string | null }): Promise<number>;
  /** Image id and digest resolved by the first pull. */
  recordImage(serviceId: string, generation: number, image: { imageId: string; digest: string | null }): Promise<void>;
  /** Unique by environment, port and protocol; throws PORT_TAKEN naming the holder only when `mayName` says the holder is the asker's own. */
  addLease(input: { environmentId: string; stackId: string; serviceId: string; lease: Lease }): Promise<void>;
  dropLeases(serviceId: string, leases: Lease[]): Promise<void>;
  createOperation(input: NewOperation, at: number): Promise<string>;
  /** Something that is done already and moved no container: it stands in the history and is nobody's last change. */
  noteOperation(input: NewOperation, at: number): Promise<string>;
  endOperation(operationId: string, status: OperationStatus, problem: Problem | null, at: number): Promise<void>;
  /** Puts a row at the end of the audit log and returns its number. */
  audit(entry: AuditEntry, at: number): Promise<number>;
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

/** Accounts and sessions, used by lib/auth and the account ops. */
export interface AccountStore extends SignInReads, ApiTokenReads, ApiTokenWrites, RefusalLog {
  userCount(): Promise<number>;
  /** Username is compared lower-cased. `passwordHash` is null for people of a directory or provider; `oneTimeUntil` is set while an administrator's password stands. */
  credentials(username: string): Promise<Credentials | null>;
  /** Makes the user and its personal project (named like the user, role owner) in one transaction; throws NAME_TAKEN. */
  createUser(input: { username: string; passwordHash: string | null; role: SiteRole; at: number }): Promise<string>;
  /** `oneTimeUntil`: the person may only sign in to choose another, and only until then. */
  setPassword(userId: string, passwordHash: string, oneTimeUntil?: number | null): Promise<void>;
  setDisabled(userId: string, disabled: boolean): Promise<void>;
  /** Whoever gets a session has just proved who they are: it is fresh at `at`. */
  createSession(input: NewSession): Promise<string>;
  /** Null when missing, expired, revoked or its user is disabled. */
  session(sessionId: string, at: number): Promise<SessionRow | null>;
  touchSession(sessionId: string, at: number): Promise<void>;
  sessions(userId: string, at: number): Promise<Omit<SessionView, "current">[]>;
  revokeSession(sessionId: string): Promise<void>;
  revokeSessions(userId: string): Promise<void>;
  /** Failure counters survive restarts: key is account or address. */
  failures(key: string): Promise<{ count: number; lastAt: number } | null>;
  recordFailure(key: string, at: number): Promise<void>;
  clearFailures(key: string): Promise<void>;
  /** A change and its audit row land together or not at all. */
  transaction<T>(work: (tx: AccountTransaction) => Promise<T>): Promise<T>;
}

export type AccountTransaction = Omit<AccountStore, "transaction" | "noteRefusal"> &
  SignInWrites &
  Pick<RegistryReads, "users"> &
  Pick<RegistryWrites, "audit">;

export interface Credentials {
  id: string;
  username: string;
  role: SiteRole;
  passwordHash: string | null;
  disabled: boolean;
  oneTimeUntil: number | null;
}

export interface NewSession {
  userId: string;
  expiresAt: number;
  device: string;
  address: string;
  at: number;
  method?: SignInMethod;
  /** A code was given as well. */
  secondFactor?: boolean;
}

export interface SessionRow {
  id: string;
  userId: string;
  username: string;
  role: SiteRole;
  /** When the person last proved who they are. */
  freshAt: number | null;
  method: SignInMethod;
  /** What must happen before anything else works: a password of one's own where an administrator gave one out. */
  oneTimePassword: boolean;
  hasSecondFactor: boolean;
}

/** A membership that the directory gives. */
export interface GroupMembership {
  project: string;
  role: MemberRole;
}

/** Identities, second factors and the numbers of a directory. */
export interface SignInReads {
  byIdentity(key: IdentityKey): Promise<{ id: string; username: string; role: SiteRole; disabled: boolean } | null>;
  identityOf(userId: string): Promise<IdentityKey | null>;
  secondFactor(userId: string): Promise<SecondFactorRow | null>;
  recoveryCodeCount(userId: string): Promise<number>;
}

export interface SignInWrites {
  addIdentity(userId: string, key: IdentityKey): Promise<void>;
  setNumbers(userId: string, numbers: PosixNumbers): Promise<void>;
  /**
   * Makes a person's memberships those the directory says, and leaves alone what people gave one another. Projects are made when missing; somebody's
   * personal project is nobody else's. Names what changed.
   */
  followGroups(userId: string, wanted: readonly GroupMembership[], at: number): Promise<{ joined: string[]; left: string[]; refused: string[] }>;
  setRole(userId: string, role: SiteRole): Promise<void>;
  /** A new secret, unconfirmed. */
  beginSecondFactor(userId: string, sealed: string): Promise<void>;
  confirmSecondFactor(userId: string, step: number, at: number): Promise<void>;
  /** False when a code of this half minute, or a later one, was used before. */
  takeStep(userId: string, step: number): Promise<boolean>;
  /** With its recovery codes. */
  removeSecondFactor(userId: string): Promise<void>;
  setRecoveryCodes(userId: string, hashes: readonly string[]): Promise<void>;
  /** False when there is no such code: each is gone once it was used. */
  takeRecoveryCode(userId: string, hash: string): Promise<boolean>;
  refreshSession(sessionId: string, at: number): Promise<void>;
}

export type { EventMark } from "./event-types";
export type { LeaseRow, ProjectQuotaRow, QuotaOverride } from "./quota-types";
