import type { MemberRole, SiteRole } from "@/lib/core/access";
import type { SessionView, UserView } from "@/lib/core/people";
import type { IdentityKey, PosixNumbers, SecondFactorRow, SignInMethod } from "@/lib/core/sign-in";
import type { ApiTokenReads, ApiTokenWrites } from "./api-token-types";
import type { AuditWrites, RefusalLog } from "./audit-types";

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

export type AccountTransaction = Omit<AccountStore, "transaction" | "noteRefusal"> & SignInWrites & Pick<PeopleReads, "users"> & AuditWrites;

export interface PeopleReads {
  users(): Promise<UserView[]>;
  /** The numbers that the directory has for a person; null for everybody else. */
  numbersOf(username: string): Promise<PosixNumbers | null>;
}

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
