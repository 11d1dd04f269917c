import type { MemberRole, SiteRole } from "@/lib/core/access";
import type { NoticeChoice } from "@/lib/core/notice-choices";
import type { KnownTrouble } from "@/lib/core/notices";
import type { Notice, Prisma } from "@/lib/generated/sqlite/client";
import { fromText, toMs, toText } from "./column";
import { newId } from "./id";
import type { HearerRow, NoticeReads, NoticeRow, NoticeWrites } from "./notice-types";
import type { Queryable } from "./queryable";
import { within } from "./scope";
import type { Touched } from "./touched";

type Reads = Pick<NoticeReads, "noticeTroubles" | "notices" | "noticeHearers" | "noticeChoice" | "noticeChoices" | "waitingRequests">;
type Writes = Pick<NoticeWrites, "setNoticeTroubles" | "addNotices" | "markNotices" | "pruneNotices" | "setNoticeChoice">;

const choiceId = (userId: string, stackId: string | null): string => `${userId}:${stackId ?? ""}`;

export const noticeShape = { environment: { select: { name: true } }, stack: { select: { name: true } } } satisfies Prisma.NoticeInclude;

export const toNotice = (row: Notice & { environment: { name: string } | null; stack: { name: string } | null }): NoticeRow => ({
  id: row.id,
  key: row.key,
  kind: row.kind as NoticeRow["kind"],
  phase: row.phase as NoticeRow["phase"],
  environment: row.environment?.name ?? null,
  stack: row.stack?.name ?? null,
  services: fromText(row.services),
  about: fromText(row.about),
  at: row.at.getTime(),
  readAt: toMs(row.readAt),
});

export function noticeReads(db: Queryable): Reads {
  return {
    noticeTroubles: async () => (await db.noticeTrouble.findMany()).map(({ state }) => fromText<KnownTrouble>(state)),
    notices: async (scope, { userId, hearsOfSite }, limit) => {
      const ofStack = { stackId: { not: null }, ...(scope.kind === "all" ? {} : { stack: within(scope) }) };
      const seen: Prisma.NoticeWhereInput[] = [ofStack, { stackId: null, ...(hearsOfSite ? {} : { environmentId: null }) }];
      const where: Prisma.NoticeWhereInput = { userId, bell: true, OR: seen, ...(hearsOfSite ? {} : { kind: { not: "approval-waits" } }) };
      return (await db.notice.findMany({ where, include: noticeShape, orderBy: [{ at: "desc" }, { id: "desc" }], take: limit })).map(toNotice);
    },
    noticeHearers: (stackId) => hearers(db, stackId),
    noticeChoice: async (userId, stackId) => {
      const row = await db.noticeChoice.findUnique({ where: { id: choiceId(userId, stackId) } });
      return row && fromText<NoticeChoice>(row.choice);
    },
    noticeChoices: async (scope, userId) => {
      const stack = { select: { name: true, environment: { select: { name: true } } } };
      const rows = await db.noticeChoice.findMany({ where: { userId, stackId: { not: null }, stack: within(scope) }, include: { stack } });
      return rows
        .flatMap((row) => (row.stack ? [{ environment: row.stack.environment.name, stack: row.stack.name, choice: fromText<NoticeChoice>(row.choice) }] : []))
        .sort((a, b) => a.environment.localeCompare(b.environment) || a.stack.localeCompare(b.stack));
    },
    waitingRequests: async () => {
      const where = { status: "waiting", stack: { environment: { needsApproval: true } } };
      const rows = await db.deployRequest.findMany({
        where,
        select: { id: true, stackId: true, environmentId: true, askerId: true, askerName: true, createdAt: true },
      });
      return rows.map(({ askerName, createdAt, ...row }) => ({ ...row, asker: askerName, at: createdAt.getTime() }));
    },
  };
}

const SITE_ROLES: SiteRole[] = ["admin", "operator", "auditor"];

/** Members of the stack's project, and whoever sees every stack and chose this one or hears of the installation. */
async function hearers(db: Queryable, stackId: string | null): Promise<HearerRow[]> {
  const stack = stackId === null ? null : await db.stack.findUnique({ where: { id: stackId }, select: { projectId: true } });
  if (stackId !== null && !stack) return [];
  const projectId = stack?.projectId ?? "";
  const rows = await db.user.findMany({
    where: { disabled: false, OR: [{ memberships: { some: { projectId } } }, { role: { in: SITE_ROLES } }] },
    select: {
      id: true,
      role: true,
      memberships: { where: { projectId }, select: { role: true } },
      noticeChoices: { where: { OR: [{ stackId: null }, { stackId: stackId ?? "" }] }, select: { stackId: true, choice: true } },
      noticeAddresses: { where: { off: false, confirmedAt: { not: null } }, select: { id: true, kind: true } },
    },
  });
  return rows.map(({ id, role, memberships, noticeChoices, noticeAddresses }) => {
    const chosen = (of: string | null) => {
      const found = noticeChoices.find((one) => one.stackId === of);
      return found ? fromText<NoticeChoice>(found.choice) : null;
    };
    return {
      userId: id,
      role: role as SiteRole,
      member: (memberships[0]?.role ?? null) as MemberRole | null,
      usual: chosen(null),
      own: stackId === null ? null : chosen(stackId),
      addresses: noticeAddresses.map((address) => ({ id: address.id, kind: address.kind as "mail" | "webhook" })),
    };
  });
}

export function noticeWrites(db: Queryable, touched: Touched): Writes {
  return {
    setNoticeTroubles: async (changed, gone) => {
      await db.noticeTrouble.deleteMany({ where: { key: { in: [...gone, ...changed.map(({ key }) => key)] } } });
      const stackIds = changed.flatMap(({ stackId }) => stackId ?? []);
      const there = new Set((await db.stack.findMany({ where: { id: { in: stackIds } }, select: { id: true } })).map(({ id }) => id));
      const kept = changed.filter(({ stackId }) => stackId === null || there.has(stackId));
      const rows = kept.map((one) => ({ key: one.key, environmentId: one.environmentId, stackId: one.stackId, state: toText(one) }));
      if (rows.length > 0) await db.noticeTrouble.createMany({ data: rows });
    },
    addNotices: async (notices) => {
      const ids: (string | null)[] = [];
      for (const { services, about, at, ...plain } of notices) {
        const known = await db.notice.findUnique({ where: { userId_key: { userId: plain.userId, key: plain.key } }, select: { id: true } });
        const id = known ? null : newId();
        if (id !== null) await db.notice.create({ data: { ...plain, id, services: toText(services), about: toText(about), at: new Date(at) } });
        ids.push(id);
      }
      touched.notices(notices.filter(({ bell }) => bell).map(({ userId }) => userId));
      return ids;
    },
    markNotices: async (userId, ids, at) => {
      const { count } = await db.notice.updateMany({
        where: { userId, readAt: null, ...(ids !== null && { id: { in: [...ids] } }) },
        data: { readAt: new Date(at) },
      });
      if (count > 0) touched.notices([userId]);
    },
    pruneNotices: async (before, most) => {
      await db.notice.deleteMany({ where: { at: { lt: new Date(before) } } });
      const full = await db.notice.groupBy({ by: ["userId"], _count: { _all: true }, having: { userId: { _count: { gt: most } } } });
      for (const { userId } of full) {
        const rows = await db.notice.findMany({ where: { userId }, orderBy: [{ at: "desc" }, { id: "desc" }], skip: most, select: { id: true } });
        await db.notice.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
      }
    },
    setNoticeChoice: async (userId, stackId, choice) => {
      const id = choiceId(userId, stackId);
      if (choice === null) return void (await db.noticeChoice.deleteMany({ where: { id } }));
      const data = { choice: toText(choice) };
      await db.noticeChoice.upsert({ where: { id }, create: { id, userId, stackId, ...data }, update: data });
    },
  };
}
