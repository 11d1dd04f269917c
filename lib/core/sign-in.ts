import type { MemberRole, SiteRole } from "./access";

/** How a session began. `directory` is LDAP, `provider` OpenID Connect. */
const SIGN_IN_METHODS = ["password", "directory", "provider"] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** Where an account comes from. */
export type AccountFrom = "here" | "directory" | "provider";

/** How a directory or provider knows somebody: by a name that never changes. */
export interface IdentityKey {
  kind: "ldap" | "oidc";
  /** The directory's address, or the provider's issuer. */
  issuer: string;
  subject: string;
}

/** What the kernel knows a person by, as the directory says; services that see shared files run as this. */
export interface PosixNumbers {
  uid: number | null;
  gid: number | null;
  groups: number[];
}

/** How somebody who is signed in can prove once more who they are. */
export type Proof = "password" | "code" | "provider";

/** A second factor as it is kept: the secret sealed, unconfirmed until a first code came from the other device. */
export interface SecondFactorRow {
  sealed: string;
  confirmed: boolean;
  lastStep: number;
}

/** What the account page says of it. */
export interface SecondFactorView {
  on: boolean;
  recoveryCodes: number;
  from: AccountFrom;
}

/** Where the secret of an account's second factor is sealed for. */
export const secondFactorPlace = (userId: string): string => `second-factor/${userId}/secret`;

/** One-time codes of an authenticator, and recovery codes. The arithmetic lives in lib/auth; ops and tests get it as a value. */
export interface OneTimeCodes {
  newSecret(): string;
  /** What a phone's camera reads: `otpauth://totp/...`. */
  address(secret: string, username: string): string;
  /** The half minute the code belongs to, the one before and after included; null when it is of none. */
  stepOf(secret: string, code: string, at: number): number | null;
  /** Ten, to be shown once. */
  newRecoveryCodes(): string[];
  /** As it is kept; spaces, hyphens and case do not matter. */
  hashRecoveryCode(code: string): string;
  newOneTimePassword(): string;
}

/** Somebody of the directory whose password was right. */
export interface DirectoryPerson {
  key: IdentityKey;
  /** As the directory writes it, in lower case. */
  username: string;
  numbers: PosixNumbers | null;
  /** Names of the groups. */
  groups: string[];
}

export interface Directory {
  /** As people call it: "the facility directory". */
  name: string;
  /** Null for a wrong password and for somebody who is not there: the two are not told apart. Throws when it does not answer. */
  check(username: string, password: string): Promise<DirectoryPerson | null>;
}

/** What the groups of a directory or provider give. */
export interface GroupRules {
  projects: readonly { group: string; project: string; role: MemberRole }[];
  /** Empty: site roles are given by hand. Otherwise the groups decide at every sign-in. */
  roles: readonly { group: string; role: SiteRole }[];
}

/** How people sign in here, besides the accounts made here. */
export interface SignInSettings {
  /** How long who signed in counts as known, for what asks for it again. */
  freshForMs: number;
  /** Nothing else works for an administrator without one. */
  administratorsNeedSecondFactor: boolean;
  directory: (Directory & GroupRules) | null;
  provider: ({ name: string; issuer: string } & GroupRules) | null;
}

export const PLAIN_SIGN_IN: SignInSettings = { freshForMs: 600_000, administratorsNeedSecondFactor: false, directory: null, provider: null };
