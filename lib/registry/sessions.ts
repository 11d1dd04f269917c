import type { SiteRole } from "@/lib/core/access";
import type { SignInMethod } from "@/lib/core/sign-in";
import { toMs } from "./column";
import { newId } from "./id";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { AccountStore, AccountTransaction } from "./types";

/** A session nobody used for so long has ended, whatever its expiry says. */
const SESSION_IDLE_MS = 7 * 24 * 3_600_000;

const alive = (at: number) => ({ expiresAt: { gt: new Date(at) }, lastSeenAt: { gt: new Date(at - SESSION_IDLE_MS) }, user: { disabled: false } });

interface SessionColumns {
  id: string;
  freshAt: Date | null;
  method: SignInMethod;
  userId: string;
  username: string;
  role: SiteRole;
  oneTimeUntil: Date | null;
  factorSince: Date | null;
}

export function sessionReads(db: Queryable): Pick<AccountStore, "session" | "sessions"> {
  return {
    // Asked at every request, so it is one statement: Prisma would ask for each relation by itself.
    session: async (sessionId, at) => {
      const [row] = await db.$queryRaw<SessionColumns[]>`
        SELECT s."id", s."freshAt", s."method", u."id" AS "userId", u."username", u."role", u."oneTimeUntil", f."confirmedAt" AS "factorSince"
        FROM "Session" s JOIN "User" u ON u."id" = s."userId" LEFT JOIN "SecondFactor" f ON f."userId" = u."id"
        WHERE s."id" = ${sessionId} AND s."expiresAt" > ${new Date(at)} AND s."lastSeenAt" > ${new Date(at - SESSION_IDLE_MS)} AND u."disabled" = false`;
      if (row === undefined) return null;
      const { oneTimeUntil, factorSince, freshAt, ...whose } = row;
      return { ...whose, freshAt: toMs(freshAt), oneTimePassword: oneTimeUntil !== null, hasSecondFactor: factorSince !== null };
    },
    sessions: async (userId, at) => {
      const rows = await db.session.findMany({ where: { userId, ...alive(at) }, orderBy: { lastSeenAt: "desc" } });
      return rows.map(({ id, createdAt, lastSeenAt, device, address, method, secondFactor }) => ({
        id,
        method: method as SignInMethod,
        secondFactor,
        createdAt: createdAt.getTime(),
        lastSeenAt: lastSeenAt.getTime(),
        device,
        address,
      }));
    },
  };
}

type Writes = Pick<AccountTransaction, "createSession" | "refreshSession" | "touchSession" | "revokeSession" | "revokeSessions">;

export function sessionWrites(db: Queryable, touched: Touched): Writes {
  return {
    createSession: async ({ userId, expiresAt, device, address, at, method = "password", secondFactor = false }) => {
      const id = newId();
      const now = new Date(at);
      await db.session.deleteMany({ where: { OR: [{ expiresAt: { lte: now } }, { lastSeenAt: { lte: new Date(at - SESSION_IDLE_MS) } }] } });
      await db.session.create({
        data: { id, userId, createdAt: now, lastSeenAt: now, expiresAt: new Date(expiresAt), device, address, method, secondFactor, freshAt: now },
      });
      await db.user.update({ where: { id: userId }, data: { lastSeenAt: now } });
      touched.sessions(userId);
      return id;
    },
    refreshSession: async (sessionId, at) => {
      await db.session.updateMany({ where: { id: sessionId }, data: { freshAt: new Date(at) } });
    },
    touchSession: async (sessionId, at) => {
      const session = await db.session.findUnique({ where: { id: sessionId }, select: { userId: true } });
      if (!session) return;
      const lastSeenAt = new Date(at);
      await db.session.update({ where: { id: sessionId }, data: { lastSeenAt } });
      await db.user.update({ where: { id: session.userId }, data: { lastSeenAt } });
    },
    revokeSession: async (sessionId) => {
      const session = await db.session.findUnique({ where: { id: sessionId }, select: { userId: true } });
      if (!session) return;
      await db.session.delete({ where: { id: sessionId } });
      touched.sessions(session.userId);
    },
    revokeSessions: async (userId) => {
      await db.session.deleteMany({ where: { userId } });
      touched.sessions(userId);
    },
  };
}
