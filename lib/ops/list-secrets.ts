import { can, scopeOf } from "@/lib/core/access";
import { type SecretList, usesOf } from "@/lib/core/secrets";
import type { OpArgs } from "./context";
import { requireEnvironment } from "./require-stack";

/** The secrets of every stack whose secrets the actor may know of: names, ages and who uses them, never a text. */
export async function listSecrets({ ctx, input }: OpArgs<{ environment: string }>): Promise<SecretList> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const scope = scopeOf(ctx.actor);
  const [stacks, rows] = await Promise.all([
    ctx.registry.stacks(scope, ctx.actor.userId, environment.id),
    ctx.registry.secrets(scope, { environmentId: environment.id }),
  ]);
  const byId = new Map(stacks.map((stack) => [stack.id, stack]));
  const secrets = rows.flatMap(({ id: _id, stackId, ...row }) => {
    const stack = byId.get(stackId);
    if (!stack || !can(ctx.actor, "secret.see", stack.member)) return [];
    return [{ ...row, member: stack.member, usedBy: usesOf(row.name, stack.desired.services) }];
  });
  const writable = stacks.flatMap(({ name, member, removing }) => (!removing && can(ctx.actor, "secret.write", member) ? [name] : []));
  return { secrets, writable };
}
