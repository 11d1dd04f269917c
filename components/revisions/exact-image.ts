import type { ServiceImage } from "@/lib/core/views";

/** What an image was, whatever its name means by now: the registry's digest, or the engine's id where no registry has it. */
export const exactImage = ({ digest, imageId }: Pick<ServiceImage, "digest" | "imageId">): string | null => digest?.split("@").at(-1) ?? imageId;
