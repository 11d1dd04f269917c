import type { ImportedStack } from "@/lib/export/read-export";
import { leftOutside, nameList, scaledBeside, textsToType } from "@/lib/format/names";
import type { Source, SourceResult } from "./source";

/** What "Export" of a stack gave, with its name and values, or of all of them; null when the archive is no export. */
export function fromExport(stacks: readonly ImportedStack[]): SourceResult | null {
  const exported = stacks.filter(({ isExport }) => isExport);
  const [stack, another] = exported;
  if (!stack) return null;
  if (another) return { ok: true, stacks: exported };
  return { ok: true, source: sourceOf(stack) };
}

/** One stack of an export, for the editor. */
export function sourceOf({ name, composeText, rancherText, variables, missing, secrets, outside, rescaled }: ImportedStack): Source {
  const secret = missing.length > 0 ? [`${nameList(missing)} ${missing.length > 1 ? "were" : "was"} secret and must be filled in again.`] : [];
  const notes = [`This is the exported stack \`${name}\`.`, ...secret, ...textsToType(secrets), ...leftOutside(outside), ...scaledBeside(rescaled)];
  return { text: composeText, ...(rancherText !== null && { rancherText }), name, variables, notes };
}
