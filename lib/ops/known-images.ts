import type { ParsedCompose, ParseOptions } from "@/lib/compose/parse-compose";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { Place } from "@/lib/engine/port";
import type { OpContext } from "./context";

/** Somebody waits while typing: what has not answered by then is not known. */
const LOOK_MS = 1_500;

export interface LookedAt {
  parsed: ParsedCompose;
  /** Facts, or null for an image that is not on this host. An image that is missing here was not asked for or did not answer. */
  images: ReadonlyMap<string, ImageFacts | null>;
}

/** Reads a text together with what its images say of themselves: once to know the images, and again when they had something to say. */
export async function readWithImages(ctx: OpContext, place: Place, text: string, options: ParseOptions): Promise<LookedAt> {
  const first = await ctx.readCompose(text, options);
  // Of an image that may not run here nothing is told either.
  const refused = first.issues.some(({ severity, path }) => severity === "error" && /^services\.[^.]+\.image$/.test(path));
  const images = await lookAtImages(place, refused ? [] : (first.images ?? []));
  const known = new Map([...images].flatMap(([name, facts]): [string, ImageFacts][] => (facts ? [[name, facts]] : [])));
  return { parsed: known.size > 0 ? await ctx.readCompose(text, { ...options, images: known }) : first, images };
}

/** Never fails and never takes long: an engine that is away knows nothing. */
async function lookAtImages({ engine, mirror }: Place, names: string[]): Promise<Map<string, ImageFacts | null>> {
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
