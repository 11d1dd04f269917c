/** How a password is kept and checked. The hashing itself lives in lib/auth; ops and tests get it as a value. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Without a hash, for an account that does not exist, it takes the same time and answers false. */
  verify(hash: string | null, password: string): Promise<boolean>;
}

/** The one-time token that proves that who sets Spindle up can read the server's console. */
export interface SetupToken {
  /** True once at most, and only while the token lives. */
  redeem(token: string): boolean;
}
