import { parseImage } from "@/lib/compose/names";
import type { StackSpec } from "@/lib/core/spec";
import type { StackRecord } from "@/lib/registry/types";

/** What the person saw in the registry, by image, as the digest of each service; those whose file names a digest itself stay with that. */
export function chosenDigests(spec: StackSpec, newest: Record<string, string> = {}): ReadonlyMap<string, string> {
  const follows = (image: string) => parseImage(image)?.digest === null;
  return new Map(
    spec.services.flatMap(({ name, image }): [string, string][] => {
      const digest = Object.hasOwn(newest, image) ? newest[image] : undefined;
      return digest !== undefined && follows(image) ? [[name, digest]] : [];
    }),
  );
}

/** Services that get new containers though the file leaves them as they are: the same name, another image. */
export function againFor(stack: StackRecord | null, digests: ReadonlyMap<string, string>): ReadonlySet<string> {
  const services = stack?.desired.services ?? [];
  return new Set(services.filter(({ name, target }) => target && digests.has(name) && digests.get(name) !== target.digest).map(({ name }) => name));
}
