import { type Permission, type SiteRole, siteRoleFor } from "@/lib/core/access";
import type { OperationKind } from "@/lib/core/views";
import type { ProjectRow, StackRecord } from "@/lib/registry/types";
import type { Tx } from "./change-stack";
import type { OpContext } from "./context";

interface Note {
  kind: Extract<OperationKind, "shell" | "files" | "logs" | "transfer" | "access">;
  service?: string | null;
  message?: string | null;
  detail?: string | null;
  asRole?: SiteRole | null;
}

type Place = Pick<StackRecord, "id" | "name" | "environmentId" | "projectId">;

/** What touched no container still stands in the stack's history, where its owner sees it. */
export function noteInHistory(
  ctx: OpContext,
  tx: Tx,
  stack: Place,
  { kind, service = null, message = null, detail = null, asRole = null }: Note,
): Promise<string> {
  const { userId, username } = ctx.actor;
  return tx.noteOperation(
    {
      ...{ kind, service, message, detail, asRole, services: [], fromRevision: null, toRevision: null },
      actor: { userId, username },
      ...{ environmentId: stack.environmentId, projectId: stack.projectId, stackId: stack.id, stack: stack.name },
    },
    ctx.now(),
  );
}

/** What a site role does to a project of others is told on each of its stacks. */
export async function noteForOwners(ctx: OpContext, tx: Tx, project: ProjectRow, permission: Permission, detail: string): Promise<void> {
  const asRole = siteRoleFor(ctx.actor, permission, project.member);
  if (asRole === null) return;
  for (const stack of await tx.stacksOf(project.id)) await noteInHistory(ctx, tx, { ...stack, projectId: project.id }, { kind: "access", detail, asRole });
}

/** A reader comes back every few seconds while a tail is open; the owner is told once an hour. */
const VISIT_MS = 3_600_000;
const visits = new WeakMap<OpContext["registry"], Map<string, number>>();

/** Logs that a site role reads in a stack of others. */
export async function noteLogsRead(ctx: OpContext, stack: StackRecord, service: string | null): Promise<void> {
  const asRole = siteRoleFor(ctx.actor, "logs.read", stack.member);
  if (asRole === null || !isNewVisit(ctx, stack.id)) return;
  await ctx.registry.transaction((tx) => noteInHistory(ctx, tx, stack, { kind: "logs", service, asRole }));
}

/** True for the first of an hour. `what` is named by its stack and what is looked at there. */
export function isNewVisit(ctx: OpContext, what: string): boolean {
  const seen = visits.get(ctx.registry) ?? new Map<string, number>();
  visits.set(ctx.registry, seen);
  const key = `${ctx.actor.userId} ${what}`;
  const at = ctx.now();
  if (at - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < VISIT_MS) return false;
  for (const [other, last] of seen) if (at - last >= VISIT_MS) seen.delete(other);
  seen.set(key, at);
  return true;
}
