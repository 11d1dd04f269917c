import type { SiteRole } from "@/lib/core/access";
import { NO_NOTICE_SETTINGS, type NoticeSettings } from "@/lib/core/notice-addresses";
import { hearsOfSite } from "@/lib/core/notice-choices";
import type { NoticeAddress, Prisma } from "@/lib/generated/sqlite/client";
import { fromNullableText, fromText, toDate, toMs, toNullableText, toText } from "./column";
import { newId } from "./id";
import type { DueAddress, NoticeAddressRow, NoticeReads, NoticeWrites } from "./notice-types";
import { noticeShape, toNotice } from "./notices";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";

type Reads = Pick<NoticeReads, "noticeAddresses" | "noticeAddress" | "noticeSettings" | "dueAddresses" | "nextDelivery">;
type Writes = Pick<
  NoticeWrites,
  "addNoticeAddress" | "updateNoticeAddress" | "removeNoticeAddress" | "setNoticeSettings" | "addDeliveries" | "setDeliveries" | "settleDeliveries"
>;

const SITE = "site";
const HOUR_MS = 3_600_000;
/** More of them waiting for one address, and the oldest are not sent any more. */
const MOST_WAITING = 500;

const toAddress = (row: NoticeAddress): NoticeAddressRow => ({
  id: row.id,
  userId: row.userId,
  kind: row.kind as NoticeAddressRow["kind"],
  shown: row.shown,
  sealed: row.sealed,
  confirmedAt: toMs(row.confirmedAt),
  code: row.codeHash !== null && row.codeUntil !== null ? { hash: row.codeHash, until: row.codeUntil.getTime(), tries: row.codeTries } : null,
  off: row.off,
  failures: row.failures,
  last: row.lastAt && { at: row.lastAt.getTime(), problem: fromNullableText(row.lastProblem) },
});

export function noticeAddressReads(db: Queryable): Reads {
  return {
    noticeAddresses: async (userId) => (await db.noticeAddress.findMany({ where: { userId }, orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map(toAddress),
    noticeAddress: async (id) => {
      const row = await db.noticeAddress.findUnique({ where: { id }, include: { user: { select: { username: true } } } });
      return row && { ...toAddress(row), username: row.user.username };
    },
    noticeSettings: async () => {
      const row = await db.noticeSettings.findUnique({ where: { id: SITE } });
      return { settings: { ...NO_NOTICE_SETTINGS, ...(row && fromText<NoticeSettings>(row.settings)) }, smtpPassword: row?.smtpPassword ?? null };
    },
    dueAddresses: async (at) => {
      const due = await db.noticeDelivery.findMany({
        where: { status: "waiting", dueAt: { lte: new Date(at) } },
        select: { addressId: true },
        distinct: ["addressId"],
      });
      return Promise.all(due.map(({ addressId }) => dueAddress(db, addressId, at)));
    },
    nextDelivery: async () => {
      const row = await db.noticeDelivery.findFirst({ where: { status: "waiting" }, orderBy: { dueAt: "asc" }, select: { dueAt: true } });
      return row?.dueAt.getTime() ?? null;
    },
  };
}

async function dueAddress(db: Queryable, addressId: string, at: number): Promise<DueAddress> {
  const person = { select: { username: true, role: true, disabled: true, memberships: { select: { projectId: true } } } };
  const { user, ...address } = await db.noticeAddress.findUniqueOrThrow({ where: { id: addressId }, include: { user: person } });
  const rows = await db.noticeDelivery.findMany({
    where: { addressId, status: "waiting" },
    include: { notice: { include: { ...noticeShape, stack: { select: { name: true, projectId: true } } } } },
    orderBy: { notice: { at: "asc" } },
  });
  const projects = new Set(user.memberships.map(({ projectId }) => projectId));
  const maySee = ({ notice }: (typeof rows)[number]) => {
    if (user.disabled) return false;
    if (notice.kind === "engine-down" || notice.kind === "approval-waits") return hearsOfSite(user.role as SiteRole);
    return notice.stack === null || user.role !== "user" || projects.has(notice.stack.projectId);
  };
  const sent = await db.noticeDelivery.findMany({
    where: { addressId, message: { not: null }, endedAt: { gt: new Date(at - HOUR_MS) } },
    select: { endedAt: true },
    distinct: ["message"],
  });
  return {
    address: toAddress(address),
    username: user.username,
    deliveries: rows.filter(maySee).map((row) => ({ id: row.id, tries: row.tries, notice: toNotice(row.notice) })),
    lost: rows.filter((row) => !maySee(row)).map(({ id }) => id),
    sentAt: sent.flatMap(({ endedAt }) => endedAt?.getTime() ?? []).sort((a, b) => a - b),
  };
}

export function noticeAddressWrites(db: Queryable, touched: Touched): Writes {
  const patched = async (id: string, data: Prisma.NoticeAddressUpdateManyMutationInput) => {
    const row = await db.noticeAddress.findUnique({ where: { id }, select: { userId: true } });
    // One that was taken away meanwhile stays away.
    if (!row) return;
    await db.noticeAddress.updateMany({ where: { id }, data });
    touched.notices([row.userId]);
  };
  return {
    addNoticeAddress: async ({ sealed, code, confirmedAt, ...plain }, at) => {
      const id = newId();
      const data = { ...plain, id, sealed: sealed(id), confirmedAt: toDate(confirmedAt), ...codeColumns(code), createdAt: new Date(at) };
      await db.noticeAddress.create({ data });
      touched.notices([plain.userId]);
      return id;
    },
    updateNoticeAddress: (id, { confirmedAt, code, off, failures, last }) =>
      patched(id, {
        ...(confirmedAt !== undefined && { confirmedAt: toDate(confirmedAt) }),
        ...(code !== undefined && codeColumns(code)),
        ...(off !== undefined && { off }),
        ...(failures !== undefined && { failures }),
        ...(last !== undefined && { lastAt: toDate(last?.at ?? null), lastProblem: toNullableText(last?.problem) }),
      }),
    removeNoticeAddress: async (id) => {
      await patched(id, {});
      await db.noticeAddress.deleteMany({ where: { id } });
    },
    setNoticeSettings: async (settings, smtpPassword) => {
      const data = { settings: toText(settings), smtpPassword };
      await db.noticeSettings.upsert({ where: { id: SITE }, create: { id: SITE, ...data }, update: data });
    },
    addDeliveries: async (deliveries) => {
      for (const { addressId, noticeId, dueAt } of deliveries)
        await db.noticeDelivery.create({ data: { id: newId(), addressId, noticeId, status: "waiting", dueAt: new Date(dueAt) } });
      for (const addressId of new Set(deliveries.map((one) => one.addressId))) {
        const over = await db.noticeDelivery.findMany({
          where: { addressId, status: "waiting" },
          orderBy: { notice: { at: "desc" } },
          skip: MOST_WAITING,
          select: { id: true },
        });
        if (over.length > 0) await db.noticeDelivery.updateMany({ where: { id: { in: over.map(({ id }) => id) } }, data: { status: "dropped" } });
      }
    },
    setDeliveries: async (ids, { dueAt, ...patch }, at) => {
      const isOver = patch.status !== "waiting" && patch.status !== "sending";
      await db.noticeDelivery.updateMany({
        where: { id: { in: [...ids] } },
        data: { ...patch, ...(dueAt !== undefined && { dueAt: new Date(dueAt) }), ...((isOver || patch.message !== undefined) && { endedAt: new Date(at) }) },
      });
    },
    settleDeliveries: async (at) => {
      await db.noticeDelivery.updateMany({ where: { status: "sending" }, data: { status: "unknown", endedAt: new Date(at) } });
    },
  };
}

const codeColumns = (code: NoticeAddressRow["code"]) => ({
  codeHash: code?.hash ?? null,
  codeUntil: toDate(code?.until ?? null),
  codeTries: code?.tries ?? 0,
});
