import { createHash } from "node:crypto";
import { actorInAudit } from "@/lib/core/api-tokens";
import { isForeignAttempt } from "@/lib/core/audit";
import { CHAIN_START, type ChainEnd, canonicalRow, type RowValues } from "@/lib/core/audit-chain";
import type { Problem } from "@/lib/core/errors";
import type { OperationStatus } from "@/lib/core/views";
import { toNullableText } from "./column";
import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { AuditEntry, RegistryWrites } from "./types";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The reader of an audit row is no archive: what is longer says how long it was, and what its hash is. */
const MOST_TEXT = 64 * 1024;
const MOST_NAME = 500;

export function auditWrites(db: Queryable, touched: Touched): Pick<RegistryWrites, "audit"> {
  return { audit: (entry, at) => appendAudit(db, touched, entry, at) };
}

/** Puts a row at the end of the chain and returns its number. The transaction is alone, so the end it sees is the end. */
export async function appendAudit(db: Queryable, touched: Touched, entry: AuditEntry, at: number): Promise<number> {
  const end = touched.chain.end ?? (await endOf(db));
  const row = await rowOf(db, entry, end.number + 1, at);
  const hash = sha256(canonicalRow(end.hash, row));
  await db.auditEntry.create({ data: { ...row, at: new Date(at), previousHash: end.hash, hash } });
  touched.chain.end = { number: row.number, hash };
  touched.audited(isForeignAttempt(entry) ? null : entry.actor.userId, entry.stackId);
  return row.number;
}

async function endOf(db: Queryable): Promise<ChainEnd> {
  const last = await db.auditEntry.findFirst({ orderBy: { number: "desc" }, select: { number: true, hash: true } });
  return last ? { number: last.number, hash: last.hash ?? "" } : CHAIN_START;
}

async function rowOf(db: Queryable, entry: AuditEntry, number: number, at: number) {
  const { actor, address, action, stackId, subject, before, after, object, outcome = "succeeded", answers = null, operationId = null } = entry;
  const place = entry.place ?? (stackId === null ? null : await placeOf(db, stackId));
  return {
    number,
    at,
    actorId: actor.userId,
    actorName: clean(actorInAudit(actor)),
    actorRole: actor.role ?? null,
    sessionId: actor.token?.id ? `token ${actor.token.id}` : actor.sessionId || null,
    address: cleanOrNull(address),
    action,
    outcome,
    answers,
    operationId,
    objectKind: object?.kind ?? action.split(".")[0] ?? null,
    objectId: object?.id ?? stackId,
    stackId,
    stackName: cleanOrNull(place?.stack),
    projectId: place?.projectId ?? null,
    projectName: cleanOrNull(place?.project),
    environment: cleanOrNull(place?.environment),
    subject: clean(subject),
    before: bounded(before),
    after: bounded(after),
  } satisfies RowValues;
}

async function placeOf(db: Queryable, stackId: string): Promise<AuditEntry["place"]> {
  const select = { name: true, projectId: true, project: { select: { name: true } }, environment: { select: { name: true } } } as const;
  const stack = await db.stack.findUnique({ where: { id: stackId }, select });
  return stack && { stack: stack.name, projectId: stack.projectId, project: stack.project.name, environment: stack.environment.name };
}

/** The row that says how an operation ended, if one said that it was begun: in the transaction that ends it. What the reconciler repairs by itself nobody asked for. */
export async function auditEnd(
  db: Queryable,
  touched: Touched,
  operationId: string,
  ending: { status: OperationStatus; problem: Problem | null },
  at: number,
): Promise<void> {
  const { status, problem } = ending;
  const intent = await db.auditEntry.findFirst({ where: { operationId, answers: null } });
  if (!intent || status === "running" || (await db.auditEntry.findFirst({ where: { answers: intent.number }, select: { number: true } }))) return;
  await appendAudit(db, touched, answerTo(intent, status, problem && { code: problem.code }), at);
}

/** A row of the same act: by the same person, on the same object, from no address, because it was no request that ended it. */
export function answerTo(intent: Intent, outcome: NonNullable<AuditEntry["outcome"]>, after: unknown): AuditEntry {
  const { stackName, projectId, projectName, environment } = intent;
  return {
    actor: { userId: intent.actorId, username: intent.actorName },
    address: null,
    action: intent.action,
    outcome,
    answers: intent.number,
    ...(intent.operationId !== null && { operationId: intent.operationId }),
    ...(intent.objectKind !== null && { object: { kind: intent.objectKind, id: intent.objectId } }),
    stackId: intent.stackId,
    place: { stack: stackName, projectId, project: projectName, environment },
    subject: intent.subject,
    before: null,
    after,
  };
}

type Intent = NonNullable<Awaited<ReturnType<Queryable["auditEntry"]["findFirst"]>>>;

/** A text that comes out of the database exactly as it went in, or its hash would not fit: no half characters, and no NUL. */
const clean = (text: string): string => Buffer.from(text.replaceAll("\0", "\u2400").slice(0, MOST_NAME)).toString();
const cleanOrNull = (text: string | null | undefined): string | null => (text === null || text === undefined ? null : clean(text));

function bounded(value: unknown): string | null {
  const text = toNullableText(value);
  return text === null || text.length <= MOST_TEXT ? text : JSON.stringify({ leftOut: `${text.length} characters`, sha256: sha256(text) });
}
