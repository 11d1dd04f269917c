import type { SiteRole } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { toMs } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { AccountStore, AccountTransaction } from "./types";
import { ifTaken } from "./unique";

const keyOf = (username: string): string => username.toLowerCase();
const credentialColumns = { id: true, username: true, role: true, passwordHash: true, disabled: true, oneTimeUntil: true } as const;

/** Kept for people of a directory or provider: no hash looks like this, and no password matches it. */
const NO_PASSWORD = "";

export function userReads(db: Queryable): Pick<AccountStore, "userCount" | "credentials"> {
  return {
    userCount: () => db.user.count(),
    credentials: async (username) => {
      const row = await db.user.findUnique({ where: { usernameKey: keyOf(username) }, select: credentialColumns });
      return row && { ...row, role: row.role as SiteRole, passwordHash: row.passwordHash || null, oneTimeUntil: toMs(row.oneTimeUntil) };
    },
  };
}

export function userWrites(db: Queryable, touched: Touched): Pick<AccountTransaction, "createUser" | "setPassword" | "setDisabled" | "setRole"> {
  return {
    createUser: async ({ username, passwordHash, role, at }) => {
      const id = newId();
      const createdAt = new Date(at);
      const taken = ifTaken(() => fail("NAME_TAKEN", { name: username }));
      await db.user.create({ data: { id, username, usernameKey: keyOf(username), passwordHash: passwordHash ?? NO_PASSWORD, role, createdAt } }).catch(taken);
      const members = { create: { userId: id, role: "owner" } };
      await db.project.create({ data: { id: newId(), name: username, personalOf: id, createdAt, members } }).catch(taken);
      touched.users();
      return id;
    },
    setPassword: async (userId, passwordHash, oneTimeUntil = null) => {
      await db.user.update({ where: { id: userId }, data: { passwordHash, oneTimeUntil: oneTimeUntil === null ? null : new Date(oneTimeUntil) } });
      touched.users();
    },
    setRole: async (userId, role) => {
      await db.user.update({ where: { id: userId }, data: { role } });
      touched.users();
      touched.sessions(userId);
    },
    setDisabled: async (userId, disabled) => {
      await db.user.update({ where: { id: userId }, data: { disabled } });
      touched.users();
      touched.sessions(userId);
    },
  };
}
