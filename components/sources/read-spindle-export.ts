import { type ImportedStack, readExport } from "@/lib/export/read-export";
import { TarRefusal } from "@/lib/export/read-tar";
import { leftOutside, nameList } from "@/lib/format/names";
import { refuse, type SourceResult } from "./source";

const LIMITS = { bytes: 8 * 1024 * 1024, fileBytes: 1024 * 1024, entries: 500 };

/** What "Export" of a stack gave, with its name and values; null when the archive is not one. */
export async function readSpindleExport(archive: Uint8Array): Promise<SourceResult | null> {
  const stacks = await readExport(archive, LIMITS).catch((error: unknown) => {
    if (error instanceof TarRefusal) return [];
    throw error;
  });
  const exported = stacks.filter(({ isExport }) => isExport);
  const [stack, another] = exported;
  if (!stack) return null;
  if (another) {
    const names = nameList(exported.slice(0, 8).map(({ name }) => name));
    return refuse(`This archive holds ${exported.length} stacks: ${names}. Import one at a time: pack the folder of that stack alone, or export it alone.`);
  }
  return { ok: true, source: sourceOf(stack) };
}

function sourceOf({ name, composeText, rancherText, variables, missing, outside }: ImportedStack) {
  const secret = missing.length > 0 ? [`${nameList(missing)} ${missing.length > 1 ? "were" : "was"} secret and must be filled in again.`] : [];
  return {
    ...{ text: composeText, name, variables },
    ...(rancherText !== null && { rancherText }),
    notes: [`This is the exported stack \`${name}\`.`, ...secret, ...leftOutside(outside)],
  };
}
