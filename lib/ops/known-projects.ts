import { fail } from "@/lib/core/errors";
import type { RegistryReads } from "@/lib/registry/types";

/** Projects that an environment is opened to must be there; null is everybody. */
export async function knownProjects(reads: Pick<RegistryReads, "projects">, ids: string[] | null): Promise<string[] | null> {
  if (ids === null) return null;
  const known = new Set((await reads.projects()).map(({ id }) => id));
  if (ids.some((id) => !known.has(id))) throw fail("INVALID_INPUT", { field: "Projects", reason: "one of them is gone; choose again" });
  return [...new Set(ids)].sort();
}
