import { type Permission, scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { ProjectRow, RegistryReads } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { requireRight } from "./require-permission";

/** The one gate to a project: a foreign one answers like a missing one. Null asks for no more than to see it. */
export async function requireProject(
  ctx: Pick<OpContext, "actor" | "registry">,
  name: string,
  permission: Permission | null,
  reads: RegistryReads = ctx.registry,
): Promise<ProjectRow> {
  const project = await reads.project(scopeOf(ctx.actor), ctx.actor.userId, name);
  if (!project) throw fail("NOT_FOUND", { what: "project" });
  if (permission !== null) requireRight(ctx.actor, permission, project);
  return project;
}

/** Where a new stack goes: the named project, or the actor's own. */
export async function requireHome(
  ctx: Pick<OpContext, "actor" | "registry">,
  name: string | null | undefined,
  reads: RegistryReads = ctx.registry,
): Promise<ProjectRow> {
  if (name) return requireProject(ctx, name, "stack.create", reads);
  const own = await reads.personalProject(ctx.actor.userId);
  if (!own) throw fail("FORBIDDEN", { action: "stack.create", needs: "project" });
  return requireProject(ctx, own.name, "stack.create", reads);
}
