import type { UserView } from "@/lib/core/people";
import { toMs } from "./column";
import type { Queryable } from "./queryable";
import type { RegistryReads } from "./types";

type Reads = Pick<RegistryReads, "personalProject" | "users" | "numbersOf">;

const columns = {
  id: true,
  username: true,
  role: true,
  disabled: true,
  createdAt: true,
  lastSeenAt: true,
  oneTimeUntil: true,
  identity: { select: { kind: true } },
  secondFactor: { select: { confirmedAt: true } },
} as const;

export function peopleReads(db: Queryable): Reads {
  return {
    personalProject: (userId) => db.project.findUnique({ where: { personalOf: userId }, select: { id: true, name: true } }),
    users: async () => {
      const rows = await db.user.findMany({ select: columns, orderBy: { usernameKey: "asc" } });
      return rows.map(
        ({ identity, secondFactor, oneTimeUntil, ...row }): UserView => ({
          ...row,
          role: row.role as UserView["role"],
          createdAt: row.createdAt.getTime(),
          lastSeenAt: toMs(row.lastSeenAt),
          from: identity === null ? "here" : identity.kind === "ldap" ? "directory" : "provider",
          secondFactor: (secondFactor?.confirmedAt ?? null) !== null,
          oneTimePassword: oneTimeUntil !== null,
        }),
      );
    },
    numbersOf: async (username) => {
      const row = await db.identity.findFirst({ where: { user: { username } }, select: { uid: true, gid: true, groups: true } });
      return row && { uid: row.uid, gid: row.gid, groups: JSON.parse(row.groups) as number[] };
    },
  };
}
