import type { ImageFacts } from "@/lib/core/image-facts";

/** What an image says of itself that says nothing special. */
export const factsOf = (part: Partial<ImageFacts> = {}): ImageFacts => ({
  id: "sha256:aa",
  digest: null,
  volumes: [],
  exposed: [],
  user: "",
  healthcheck: ["CMD", "ok"],
  entrypoint: [],
  command: [],
  ...part,
});
