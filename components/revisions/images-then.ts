import { followsName, type Newest } from "@/components/editor/image-words";
import type { ReviewImage, RevisionSummary } from "@/lib/core/views";

/** An image whose name means, or may mean, another one by now than it did in a revision. */
export interface MovedImage {
  service: string;
  image: string;
  was: { imageId: string; digest: string | null };
  /** Null where it has to be pulled first. */
  now: string | null;
}

/** What would run under the names of a revision that is to be restored, where that is not what ran then. */
export function movedImages({ services }: Pick<RevisionSummary, "services">, images: readonly ReviewImage[], newest: Newest): MovedImage[] {
  return images.flatMap(({ service, image, running, here }) => {
    const before = services.find(({ name }) => name === service);
    if (!before?.imageId || before.image !== image || !followsName({ image }) || here === "unknown") return [];
    const { imageId, digest } = before;
    if (digest !== null && newest[image] === exactDigest(digest)) return [];
    const now = running?.image === image ? running.imageId : (here?.imageId ?? null);
    return now === imageId ? [] : [{ service, image, was: { imageId, digest }, now }];
  });
}

/** `name@sha256:…` and `sha256:…` are both in use. */
export const exactDigest = (digest: string): string => digest.split("@").at(-1) ?? digest;

/** The choice that brings back the very images of then; null where one of them is in no registry. */
export function choiceOfThen(moved: readonly MovedImage[]): Newest | null {
  const entries = moved.map(({ image, was }) => [image, was.digest === null ? null : exactDigest(was.digest)] as const);
  return entries.every((entry): entry is readonly [string, string] => entry[1] !== null) ? Object.fromEntries(entries) : null;
}
