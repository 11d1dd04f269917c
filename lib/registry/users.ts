import type { SiteRole } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { AccountStore } from "./types";
import { ifTaken } from "./unique";

const keyOf = (username: string): string => username.toLowerCase();
const credentialColumns = { id: true, username: true, role: true, passwordHash: true, disabled: true } as const;

export function userReads(db: Queryable): Pick<AccountStore, "userCount" | "credentials"> {
  return {
    userCount: () => db.user.count(),
    credentials: async (username) => {
      const row = await db.user.findUnique({ where: { usernameKey: keyOf(username) }, select: credentialColumns });
      return row && { ...row, role: row.role as SiteRole };
    },
  };
}

export function userWrites(db: Queryable, touched: Touched): Pick<AccountStore, "createUser" | "setPassword" | "setDisabled"> {
  return {
    createUser: async ({ username, passwordHash, role, at }) => {
      const id = newId();
      const createdAt = new Date(at);
      const taken = ifTaken(() => fail("NAME_TAKEN", { name: username }));
      await db.user.create({ data: { id, username, usernameKey: keyOf(username), passwordHash, role, createdAt } }).catch(taken);
      const members = { create: { userId: id, role: "owner" } };
      await db.project.create({ data: { id: newId(), name: username, personalOf: id, createdAt, members } }).catch(taken);
      touched.users();
      return id;
    },
    setPassword: async (userId, passwordHash) => {
      await db.user.update({ where: { id: userId }, data: { passwordHash } });
    },
    setDisabled: async (userId, disabled) => {
      await db.user.update({ where: { id: userId }, data: { disabled } });
      touched.users();
      touched.sessions(userId);
    },
  };
}
