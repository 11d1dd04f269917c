import { parseImage } from "@/lib/compose/names";
import { problemOf } from "@/lib/core/errors";
import type { Policy } from "@/lib/core/policy";
import type { RegistryDigest } from "@/lib/core/views";
import type { Place } from "@/lib/engine/port";
import type { ProjectRow } from "@/lib/registry/types";
import { askerIn } from "./asker";
import type { OpArgs, OpContext } from "./context";
import { requireHome } from "./require-project";
import { requireEngine, requireEnvironment } from "./require-stack";

const MOST = 50;

/** What the registries have now for these images, by image. A registry that does not answer is an answer too. */
export async function checkRegistry({ ctx, input }: OpArgs<{ environment: string; images: string[] }>): Promise<Record<string, RegistryDigest>> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const home = await requireHome(ctx, null);
  const asked = [...new Set(input.images)].slice(0, MOST);
  const allowed = await Promise.all(asked.map((image) => isAllowed(ctx, image, environment.policy, home)));
  const images = asked.filter((_, at) => allowed[at]);
  const place = ctx.places.of(environment.id);
  if (images.length > 0) requireEngine(place);
  return Object.fromEntries(await Promise.all(images.map(async (image) => [image, await ask(ctx, place, image)] as const)));
}

async function ask({ log }: OpContext, { engine }: Place, image: string): Promise<RegistryDigest> {
  try {
    const digest = await engine.registryDigest(image);
    return digest === null ? { digest: null, why: "unclear" } : { digest, why: null };
  } catch (error) {
    const { code } = problemOf(error);
    if (code === "UNKNOWN") log(error);
    if (code === "IMAGE_NOT_FOUND") return { digest: null, why: "not-found" };
    if (code === "IMAGE_DENIED") return { digest: null, why: "denied" };
    return { digest: null, why: "no-answer" };
  }
}

/** A file that could not be deployed must not make the engine call on a registry either; whatever the policy says of images holds here too. */
async function isAllowed(ctx: OpContext, image: string, policy: Policy, home: ProjectRow): Promise<boolean> {
  if (parseImage(image)?.full !== image || parseImage(image)?.digest !== null) return false;
  const text = JSON.stringify({ services: { image: { image: image.replaceAll("$", "$$$$") } } });
  const asker = await askerIn(ctx.registry, ctx.actor, home);
  const { spec } = await ctx.readCompose(text, { stackName: ctx.actor.username, variables: {}, policy, asker });
  return spec?.services[0]?.image === image;
}
