import type { UserView } from "@/lib/core/people";
import { toMs } from "./column";
import type { Queryable } from "./queryable";
import type { RegistryReads } from "./types";

type Reads = Pick<RegistryReads, "personalProject" | "users">;

export function peopleReads(db: Queryable): Reads {
  return {
    personalProject: (userId) => db.project.findUnique({ where: { personalOf: userId }, select: { id: true, name: true } }),
    users: async () => {
      const rows = await db.user.findMany({
        select: { id: true, username: true, role: true, disabled: true, createdAt: true, lastSeenAt: true },
        orderBy: { usernameKey: "asc" },
      });
      return rows.map(
        (row): UserView => ({ ...row, role: row.role as UserView["role"], createdAt: row.createdAt.getTime(), lastSeenAt: toMs(row.lastSeenAt) }),
      );
    },
  };
}
