import { scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import type { RevisionView } from "@/lib/core/views";
import type { OpArgs } from "./context";
import { requireStack } from "./require-stack";

/** Newest first. */
export async function listRevisions({ ctx, input }: OpArgs<{ environment: string; stack: string }>): Promise<RevisionView[]> {
  const { stack } = await requireStack(ctx, input, "file.read");
  return ctx.registry.revisions(scopeOf(ctx.actor), stack.id);
}

/** The compose file of a stack as its author wrote it; the latest when no revision is named. */
export async function exportStack({
  ctx,
  input,
}: OpArgs<{ environment: string; stack: string; revision: number | null }>): Promise<{ name: string; composeText: string; rancherText: string | null }> {
  const { stack } = await requireStack(ctx, input, "file.read");
  const revision = await ctx.registry.revision(scopeOf(ctx.actor), stack.id, input.revision ?? stack.revision);
  if (!revision) throw fail("NOT_FOUND", { what: "revision" });
  return { name: stack.name, composeText: revision.composeText, rancherText: revision.rancherText };
}
