import { MASKED } from "@/lib/core/masking";
import type { RegistryReads, StackRecord } from "@/lib/registry/types";

/**
 * Pages know secret-looking variables only as masked. One that comes back so is the value that is stored: of the revision that the page began with,
 * or of the present one. Where nothing is stored the name is dropped, and the text says that it is unset.
 */
export async function withStored(
  reads: Pick<RegistryReads, "variablesOf">,
  stack: Pick<StackRecord, "id" | "revision"> | null,
  variables: Record<string, string>,
  from: number | null | undefined,
): Promise<Record<string, string>> {
  if (!Object.values(variables).includes(MASKED)) return variables;
  const [stored = {}] = stack ? await reads.variablesOf(stack.id, [from ?? stack.revision]) : [];
  const names = Object.entries(variables).flatMap(([name, value]): [string, string][] => {
    if (value !== MASKED) return [[name, value]];
    const kept = Object.hasOwn(stored, name) ? stored[name] : undefined;
    return kept === undefined ? [] : [[name, kept]];
  });
  return Object.fromEntries(names);
}
