import { can, scopeOf } from "@/lib/core/access";
import { type AuditDetail, type AuditFilter, type AuditPage, type AuditScope, isForeignAttempt } from "@/lib/core/audit";
import { fail } from "@/lib/core/errors";
import type { OpArgs, OpContext } from "./context";
import { requireStack } from "./require-stack";

const LIMIT = 100;

/** Whose log is meant: everything one may read, what one did oneself, or one stack's. */
export type AuditBook = { of: "all" } | { of: "oneself" } | { of: "stack"; environment: string; stack: string };

/** Auditors and administrators read everything, everybody else what they did; of a stack its owners and maintainers read all of it. */
export async function auditScopeOf(ctx: OpContext, book: AuditBook): Promise<AuditScope> {
  if (book.of === "stack") return { kind: "stack", stackId: (await requireStack(ctx, book, "audit.read")).stack.id };
  const all = book.of === "all" && can(ctx.actor, "audit.read", null);
  return all ? { kind: "all" } : { kind: "person", userId: ctx.actor.userId };
}

/** Acts, newest first, from `before` on. */
export async function readAudit({ ctx, input }: OpArgs<{ book: AuditBook; filter: AuditFilter; before: number | null }>): Promise<AuditPage> {
  const scope = await auditScopeOf(ctx, input.book);
  return ctx.registry.auditLines(scope, input.filter, { before: input.before, limit: LIMIT });
}

/** The names that occur, to choose from. */
export async function readAuditNames({ ctx, input }: OpArgs<{ book: AuditBook }>): Promise<{ people: string[]; stacks: string[] }> {
  return ctx.registry.auditNames(await auditScopeOf(ctx, input.book));
}

/** One act with everything that is known of it. Throws NOT_FOUND for one that is not there, or not for the asker. */
export async function readAuditEntry({ ctx, input }: OpArgs<{ number: number }>): Promise<AuditDetail> {
  const { number } = input;
  const rights = await rightsOn(ctx, number);
  const detail = rights.read ? await ctx.registry.auditDetail({ kind: "all" }, number) : null;
  if (!detail) throw fail("NOT_FOUND", { what: "audit entry" });
  const id = rights.replay ? recordingOf(detail) : null;
  return { ...detail, recording: id === null ? "none" : (await ctx.recordings.has(id)) ? "here" : "gone" };
}

/**
 * Its own person reads a row; so do those who may read all, and owners and maintainers of the project that had the stack then, or has it now, as its
 * list shows it to them. Recordings are for owners of then and those who may read all.
 */
export async function rightsOn(ctx: OpContext, number: number): Promise<{ read: boolean; replay: boolean }> {
  const row = await ctx.registry.auditOwner(number);
  if (!row) return { read: false, replay: false };
  const role = row.projectId === null ? null : await ctx.registry.roleIn(row.projectId, ctx.actor.userId);
  const stack = row.stackId === null ? null : await ctx.registry.stack(scopeOf(ctx.actor), ctx.actor.userId, { id: row.stackId });
  const all = can(ctx.actor, "audit.read", null);
  const own = row.actorId === ctx.actor.userId && !isForeignAttempt(row);
  return { read: all || own || [role, stack?.member ?? null].some((member) => can(ctx.actor, "audit.read", member)), replay: all || role === "owner" };
}

export function recordingOf(detail: Pick<AuditDetail, "action" | "after">): string | null {
  if ((detail.action !== "shell.open" && detail.action !== "shell.command") || detail.after === null) return null;
  const { recording } = JSON.parse(detail.after) as { recording?: unknown };
  return typeof recording === "string" ? recording : null;
}
