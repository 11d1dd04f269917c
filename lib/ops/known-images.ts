import { type ParsedCompose, type ParseOptions, parseCompose } from "@/lib/compose/parse-compose";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { OpContext } from "./context";

/** Somebody waits while typing: what has not answered by then is not known. */
const LOOK_MS = 1_500;

export interface LookedAt {
  parsed: ParsedCompose;
  /** Facts, or null for an image that is not on this host. An image that is missing here was not asked for or did not answer. */
  images: ReadonlyMap<string, ImageFacts | null>;
}

/** Reads a text together with what its images say of themselves. The text is read once to know the images, and again when they had something to say. */
export async function parseWithImages(ctx: OpContext, text: string, options: ParseOptions): Promise<LookedAt> {
  const named = new Set<string>();
  const first = parseCompose(text, {
    ...options,
    images: (image) => {
      named.add(image);
      return null;
    },
  });
  // Of an image that may not run here nothing is told either.
  const refused = first.issues.some(({ severity, path }) => severity === "error" && /^services\.[^.]+\.image$/.test(path));
  const images = await lookAtImages(ctx, refused ? [] : [...named]);
  const known = [...images.values()].some((facts) => facts !== null);
  return { parsed: known ? parseCompose(text, { ...options, images: (image) => images.get(image) ?? null }) : first, images };
}

/** Never fails and never takes long: an engine that is away knows nothing. */
async function lookAtImages({ engine, mirror }: OpContext, names: string[]): Promise<Map<string, ImageFacts | null>> {
  const found = new Map<string, ImageFacts | null>();
  const { state } = mirror.status();
  if (state === "down" || state === "connecting") return found;
  const asked = names.map(async (name) => {
    try {
      found.set(name, await engine.image(name));
    } catch {
      // Not known.
    }
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LOOK_MS);
  });
  await Promise.race([Promise.all(asked), late]);
  clearTimeout(timer);
  // What comes later is for the next question.
  return new Map(found);
}
