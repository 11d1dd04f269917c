import type { ImageFacts } from "@/lib/core/image-facts";
import type { StackSpec } from "@/lib/core/spec";
import type { ReviewImage } from "@/lib/core/views";
import type { StackRecord } from "@/lib/registry/types";

/** For each service what runs now, and what this host has under the name that would run. What the registry has is a question of its own. */
export function reviewImages(stack: StackRecord | null, spec: StackSpec, images: ReadonlyMap<string, ImageFacts | null>): ReviewImage[] {
  return spec.services.map(({ name, image }) => {
    const target = stack?.desired.services.find((service) => service.name === name)?.target;
    const facts = images.get(image);
    return {
      service: name,
      image,
      running: target ? { image: target.spec.image, imageId: target.imageId, digest: target.digest } : null,
      here: facts === undefined ? "unknown" : facts && { imageId: facts.id, digest: facts.digest },
    };
  });
}
