import { type EngineDiskView, type EngineHealthView, versionFaults } from "@/lib/core/engine-health";
import type { OpArgs, OpContext } from "./context";
import { requireEnvironmentReading } from "./require-permission";
import { requireEngine, requireEnvironment } from "./require-stack";

/** How the engine of an environment is: one question to it, because a person asked. */
export async function readEngine({ ctx, input }: OpArgs<{ environment: string }>): Promise<EngineHealthView> {
  const { engine, mirror } = await requireReadable(ctx, input.environment);
  const health = await engine.health();
  return { ...health, ...mirror.line(), faults: versionFaults(health.components) };
}

/** What fills its disk, and which stacks use its images. Walks the disk, so it is a question of its own. */
export async function readEngineDisk({ ctx, input }: OpArgs<{ environment: string }>): Promise<EngineDiskView> {
  const { id, engine, mirror } = await requireReadable(ctx, input.environment);
  const [{ imageList, ...disk }, users] = await Promise.all([engine.disk(), usersOf(ctx, id, mirror)]);
  return { ...disk, imageList: imageList.map((image) => ({ ...image, users: [...(users.get(image.id) ?? [])].sort() })) };
}

async function requireReadable(ctx: OpContext, name: string) {
  requireEnvironmentReading(ctx.actor);
  const { id } = await requireEnvironment(ctx.registry, name);
  const place = ctx.places.of(id);
  requireEngine(place);
  return { id, engine: place.engine, mirror: place.mirror };
}

/** By image id: `stack/service` of every environment on this engine. Who reads this may see every stack. */
async function usersOf(ctx: OpContext, environmentId: string, mirror: ReturnType<OpContext["places"]["of"]>["mirror"]): Promise<Map<string, Set<string>>> {
  const users = new Map<string, Set<string>>();
  for (const id of ctx.places.sharing(environmentId))
    for (const { desired, name } of await ctx.registry.stacks({ kind: "all" }, ctx.actor.userId, id))
      for (const { imageId, serviceId } of mirror.stack(desired.id).containers) {
        const service = desired.services.find((one) => one.id === serviceId)?.name;
        if (service) users.set(imageId, (users.get(imageId) ?? new Set()).add(`${name}/${service}`));
      }
  return users;
}
