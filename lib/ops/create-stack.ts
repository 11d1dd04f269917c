import { checkStackName } from "@/lib/compose/names";
import { siteRoleFor } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { recordOperation, type Started } from "./change-stack";
import type { OpArgs } from "./context";
import type { CreateStackInput } from "./inputs";
import { requireOpen } from "./require-open";
import { requireHome } from "./require-project";
import { measureRoom } from "./require-room";
import { requireEnvironment } from "./require-stack";

/** A stack without a file: a name and a place for what is to come. It has no revision until its first file is deployed, and asks nothing of the engine. */
export async function createStack({ ctx, input }: OpArgs<CreateStackInput>): Promise<Started> {
  const { actor } = ctx;
  const wrong = checkStackName(input.stack);
  if (wrong) throw fail("INVALID_INPUT", { field: "Stack name", reason: wrong });
  const at = ctx.now();
  const { stackId, operationId } = await ctx.registry.transaction(async (tx) => {
    const environment = await requireEnvironment(tx, input.environment);
    const project = await requireHome(ctx, input.project, tx);
    requireOpen(ctx, environment, project.id);
    const room = await measureRoom(tx, project, environment);
    const stackId = await tx.createStack({ name: input.stack, environmentId: environment.id, projectId: project.id, createdBy: actor.userId });
    await room.refuseExcess();
    const stack = { id: stackId, name: input.stack, environmentId: environment.id, projectId: project.id };
    const asRole = siteRoleFor(actor, "stack.create", project.member);
    return { stackId, operationId: await recordOperation(ctx, tx, stack, { kind: "create", service: null, services: [], asRole }, at) };
  });
  ctx.reconciler.wake(stackId);
  return { operationId };
}
