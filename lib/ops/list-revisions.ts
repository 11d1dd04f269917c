import { diffSpecs, diffTexts } from "@/lib/compose/diff";
import { renderService } from "@/lib/compose/render";
import { scopeOf } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { maskSpec, maskVariables, type Veil } from "@/lib/core/masking";
import type { StackSpec } from "@/lib/core/spec";
import type { RevisionComparison, RevisionDetail, RevisionSummary, RevisionView, SpecDiff } from "@/lib/core/views";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { requireStack } from "./require-stack";
import { textsFor, veilFor } from "./veil";

interface Key {
  environment: string;
  stack: string;
}

/** Who, when and why, newest first: what a long list needs and no more. */
export async function listHistory({ ctx, input }: OpArgs<Key>): Promise<RevisionSummary[]> {
  const { stack } = await requireStack(ctx, input, "file.read");
  return ctx.registry.history(scopeOf(ctx.actor), stack.id);
}

/** One revision in full, as the actor may see it. */
export async function getRevision({ ctx, input }: OpArgs<Key & { revision: number }>): Promise<RevisionDetail> {
  const { stack } = await requireStack(ctx, input, "file.read");
  const revision = await requireRevision(ctx, stack, input.revision);
  const veil = veilFor(ctx, stack, [revision.variables], revision.spec.services);
  return {
    ...summaryOf(revision),
    ...(await textsFor(ctx, stack, revision)),
    variables: maskVariables(revision.variables, veil),
    rendered: revision.spec.services.map((spec) => ({ service: spec.name, text: renderService(maskSpec(spec, veil)) })),
  };
}

/** What lies between any two revisions of a stack; what the latest brought where none is named. */
export async function compareRevisions({ ctx, input }: OpArgs<Key & { from: number | null; to: number | null }>): Promise<RevisionComparison> {
  const { stack } = await requireStack(ctx, input, "file.read");
  const last = input.to ?? stack.revision;
  const to = await requireRevision(ctx, stack, last);
  const from = await requireRevision(ctx, stack, input.from ?? Math.max(1, last - 1));
  const veil = veilFor(ctx, stack, [from.variables, to.variables], [...from.spec.services, ...to.spec.services]);
  return {
    from: summaryOf(from),
    to: summaryOf(to),
    text: diffTexts(bothTexts(await textsFor(ctx, stack, from)), bothTexts(await textsFor(ctx, stack, to))),
    services: diffStacks(from.spec, to, veil),
    variables: diffVariables(from.variables, to.variables, veil),
    images: diffImages(from, to),
  };
}

/** A rancher-compose.yml below the compose text, where there is one. */
const bothTexts = ({ composeText, rancherText }: Pick<RevisionView, "composeText" | "rancherText">): string =>
  rancherText ? `${composeText.trimEnd()}\n\n# rancher-compose.yml\n${rancherText}` : composeText;

type Revision = RevisionView & { spec: StackSpec; hash: string };

export async function requireRevision(ctx: OpContext, stack: StackRecord, number: number): Promise<Revision> {
  const revision = await ctx.registry.revision(scopeOf(ctx.actor), stack.id, number);
  if (!revision) throw fail("NOT_FOUND", { what: "revision" });
  return revision;
}

const summaryOf = ({ number, author, approvedBy, message, createdAt, services, outside }: Revision): RevisionSummary => ({
  ...{ number, author, message, createdAt, services },
  ...(approvedBy !== undefined && { approvedBy }),
  ...(outside && { outside }),
});

/** Services in their order by name. What changed is judged by the specs themselves, what is shown by the masked ones. */
export function diffStacks(from: StackSpec, { spec: to, outside = {} }: Pick<Revision, "spec" | "outside">, veil: Veil): SpecDiff[] {
  const names = [...new Set([...from.services, ...to.services].map(({ name }) => name))].sort();
  return names.map((name) => {
    const before = from.services.find((service) => service.name === name) ?? null;
    const after = to.services.find((service) => service.name === name) ?? null;
    const { change } = diffSpecs(before, after);
    const keptRunning = change === "removed" && Object.hasOwn(outside, name);
    return { ...diffSpecs(before && maskSpec(before, veil), after && maskSpec(after, veil, before)), change, ...(keptRunning && { keptRunning }) };
  });
}

export function diffVariables(before: Record<string, string>, after: Record<string, string>, veil: Veil): RevisionComparison["variables"] {
  const [old, young] = [maskVariables(before, veil), maskVariables(after, veil)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => before[name] !== after[name]).map((name) => ({ name, before: old[name] ?? null, after: young[name] ?? null }));
}

/** Another name, or the same one and not the same image: somebody pushed a new one in between. */
function diffImages(from: Revision, to: Revision): RevisionComparison["images"] {
  return from.services.flatMap((before) => {
    const after = to.services.find(({ name }) => name === before.name);
    if (!after) return [];
    const isOther = before.image !== after.image || (before.imageId !== null && after.imageId !== null && before.imageId !== after.imageId);
    return isOther ? [{ service: before.name, before, after }] : [];
  });
}
