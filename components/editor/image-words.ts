import type { RegistryDigest, ReviewImage, ReviewView } from "@/lib/core/views";
import { shortId, shortImage } from "@/lib/format/names";

/** Digests to run, by image. */
export type Newest = Readonly<Record<string, string>>;

/** An image named by its digest cannot become another. */
export const followsName = ({ image }: Pick<ReviewImage, "image">): boolean => !image.includes("@");

/** What would run without any choice: the image of the same name that runs, or the one on this host. */
function present({ image, running, here }: ReviewImage): string | null {
  if (running?.image === image) return running.digest;
  return here !== null && here !== "unknown" ? here.digest : null;
}

/** Whether something is here already that the registry's answer can be newer than. */
const isHere = ({ image, running, here }: ReviewImage): boolean => running?.image === image || (here !== null && here !== "unknown");

/** Services for which the registry has another image than would run, with its digest. */
export function newerImages(
  images: readonly ReviewImage[],
  registry: Record<string, RegistryDigest> | undefined,
): { service: string; image: string; digest: string }[] {
  return images.flatMap((image) => {
    const digest = registry?.[image.image]?.digest;
    return digest && followsName(image) && isHere(image) && digest !== present(image) ? [{ service: image.service, image: image.image, digest }] : [];
  });
}

const UNKNOWN: Record<Exclude<RegistryDigest["why"], null>, string> = {
  "not-found": "The registry does not know this image.",
  denied: "The registry does not tell strangers about this image.",
  "no-answer": "Whether its registry has a newer one is not known: it did not answer.",
  unclear: "Whether its registry has a newer one is not known.",
};

/** What is not on this host and would not be pulled either. */
const MISSING: Partial<Record<Exclude<RegistryDigest["why"], null>, string>> = {
  "not-found": "its registry does not know it",
  denied: "its registry does not give it to strangers",
  "no-answer": "its registry does not answer now",
};

const missingWords = (image: ReviewImage, answer: RegistryDigest | undefined): string | null =>
  image.here === null && !isHere(image) && answer?.why ? (MISSING[answer.why] ?? null) : null;

/** For the plan, once the registries have answered: pulls that would fail. */
export function failingPulls(images: readonly ReviewImage[], registry: Record<string, RegistryDigest> | undefined): ReviewView["plan"] {
  return images.flatMap((image) => {
    const why = missingWords(image, registry?.[image.image]);
    return why === null
      ? []
      : [{ icon: "warning" as const, service: image.service, text: `${image.service} cannot start: ${image.image} is not on this host, and ${why}` }];
  });
}

export interface ImageWords {
  text: string;
  newer: boolean;
  /** It would not start. */
  failing: boolean;
}

/** One sentence: is it here, and does the registry have a newer one? */
export function imageWords(image: ReviewImage, answer: RegistryDigest | undefined, asking: boolean): ImageWords {
  const words = (text: string, part: Partial<ImageWords> = {}): ImageWords => ({ text, newer: false, failing: false, ...part });
  const place = isHere(image) ? "" : image.here === null ? "Not on this host yet; it is pulled. " : "";
  if (!followsName(image)) return words(`${place}Named by its digest, so it is always this one.`);
  if (asking) return words(`${place}Asking its registry.`);
  if (!answer) return words(place.trim() || "Is on this host.");
  const why = missingWords(image, answer);
  if (why !== null) return words(`Not on this host, and ${why}, so it cannot be pulled. Check the name and the tag.`, { failing: true });
  if (answer.digest === null) return words(place + UNKNOWN[answer.why]);
  if (!isHere(image)) return words(place.trim());
  if (answer.digest === present(image)) return words("The same as in its registry.");
  const old = image.running?.image === image.image ? "runs" : "would run";
  return words(`Its registry has a newer ${shortImage(image.image)}; the one on this host ${old} unless you choose otherwise.`, { newer: true });
}

const short = (digest: string | null | undefined, id?: string | null): string | null => (digest ? shortId(digest) : id ? `image ${shortId(id)}` : null);

/** "before → after", as far as either is known. */
export function digestSide(image: ReviewImage, answer: RegistryDigest | undefined, chosen: string | undefined): string {
  const { running, here } = image;
  const before = running && short(running.digest, running.imageId);
  const local = here !== null && here !== "unknown" ? short(here.digest, here.imageId) : null;
  const same = running?.image === image.image;
  const after = chosen ? shortId(chosen) : same ? before : (local ?? short(answer?.digest));
  if (before === null || before === undefined) return after ?? "not known before it is pulled";
  if (same && !chosen) return before;
  return `${before} → ${after ?? "not known before it is pulled"}`;
}
