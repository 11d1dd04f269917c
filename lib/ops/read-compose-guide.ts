import { composeGuide } from "@/lib/compose/guide";
import type { ComposeGuide } from "@/lib/core/guide";
import type { OpArgs } from "./context";
import { requireEnvironment } from "./require-stack";

/** What the editor tells about each key; the same for everybody who may deploy into this environment. */
export async function readComposeGuide({ ctx, input }: OpArgs<{ environment: string }>): Promise<ComposeGuide> {
  const { policy } = await requireEnvironment(ctx.registry, input.environment);
  return composeGuide(policy);
}
