import { apiTokenReads, apiTokenWrites } from "./api-tokens";
import { auditWrites } from "./audit";
import type { Database } from "./database";
import { failureReads, failureWrites } from "./failures";
import { identityReads, identityWrites } from "./identities";
import { peopleReads } from "./people";
import type { Queryable } from "./queryable";
import { secondFactorReads, secondFactorWrites } from "./second-factors";
import { sessionReads, sessionWrites } from "./sessions";
import type { Touched } from "./touched";
import type { AccountStore, AccountTransaction } from "./types";
import { userReads, userWrites } from "./users";

type Writes = ReturnType<typeof writes>;

/** Accounts and sessions over one open database. Each write alone is a transaction; `transaction` joins several. */
export function createAccountStore(database: Database): AccountStore {
  const writing =
    <Args extends unknown[], T>(verb: (tx: Writes, ...args: Args) => Promise<T>) =>
    (...args: Args): Promise<T> =>
      database.write((tx, touched) => verb(writes(tx, touched), ...args));

  return {
    ...reads(database.prisma),
    createUser: writing((tx, input) => tx.createUser(input)),
    setPassword: writing((tx, userId, passwordHash, oneTimeUntil) => tx.setPassword(userId, passwordHash, oneTimeUntil)),
    setDisabled: writing((tx, userId, disabled) => tx.setDisabled(userId, disabled)),
    createSession: writing((tx, input) => tx.createSession(input)),
    touchSession: writing((tx, sessionId, at) => tx.touchSession(sessionId, at)),
    revokeSession: writing((tx, sessionId) => tx.revokeSession(sessionId)),
    revokeSessions: writing((tx, userId) => tx.revokeSessions(userId)),
    recordFailure: writing((tx, key, at) => tx.recordFailure(key, at)),
    clearFailures: writing((tx, key) => tx.clearFailures(key)),
    createApiToken: writing((tx, input) => tx.createApiToken(input)),
    touchApiToken: writing((tx, tokenId, address, at) => tx.touchApiToken(tokenId, address, at)),
    revokeApiToken: writing((tx, tokenId) => tx.revokeApiToken(tokenId)),
    revokeApiTokens: writing((tx, userId) => tx.revokeApiTokens(userId)),
    noteRefusal: database.noteRefusal,
    transaction: (work) => database.write((tx, touched) => work(all(tx, touched))),
  };
}

const reads = (db: Queryable) => ({
  ...userReads(db),
  ...sessionReads(db),
  ...failureReads(db),
  ...identityReads(db),
  ...secondFactorReads(db),
  ...apiTokenReads(db),
});
const writes = (db: Queryable, touched: Touched) => ({
  ...userWrites(db, touched),
  ...sessionWrites(db, touched),
  ...failureWrites(db),
  ...apiTokenWrites(db, touched),
});
const all = (db: Queryable, touched: Touched): AccountTransaction => ({
  ...reads(db),
  ...writes(db, touched),
  ...identityWrites(db, touched),
  ...secondFactorWrites(db, touched),
  users: peopleReads(db).users,
  ...auditWrites(db, touched),
});
