import { checkStackName } from "@/lib/compose/names";
import { siteRoleFor } from "@/lib/core/access";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { askerIn } from "./asker";
import { recordOperation, type Started } from "./change-stack";
import type { OpArgs } from "./context";
import type { DeployInput } from "./inputs";
import { withAddresses } from "./keep-addresses";
import { leasePorts } from "./lease-ports";
import { chosenDigests } from "./newest-images";
import { ownOf, storeSecrets } from "./own-secrets";
import { requireReviewed, requireSameRules } from "./read-compose";
import { requestDeploy } from "./request-approval";
import { mustWait, requireApproved, requireOpen } from "./require-open";
import { requireHome } from "./require-project";
import { measureRoom } from "./require-room";
import { requireEngine, requireEnvironment } from "./require-stack";
import { withStored } from "./stored-variables";

/** Makes a new stack in the named project, or the actor's own, and sets it going. */
export async function deployStack({ ctx, input }: OpArgs<DeployInput>): Promise<Started> {
  const { actor } = ctx;
  const home = await requireHome(ctx, input.project);
  const wrong = checkStackName(input.stack);
  if (wrong) throw fail("INVALID_INPUT", { field: "Stack name", reason: wrong });
  const place = await requireEnvironment(ctx.registry, input.environment);
  requireEngine(ctx.places.of(place.id));
  const variables = await withStored(ctx.registry, null, input.variables, null);
  const own = await ownOf(ctx.registry, null, Object.keys(input.secrets ?? {}));
  const reviewed = await requireReviewed(ctx, { ...input, variables }, place.policy, await askerIn(ctx.registry, actor, home), own);
  if (mustWait(ctx, place)) return requestDeploy(ctx, { ...input, variables });
  const at = ctx.now();
  const { stackId, operationId } = await ctx.registry.transaction(async (tx) => {
    const environment = await requireEnvironment(tx, input.environment);
    requireApproved(ctx, environment);
    const project = await requireHome(ctx, input.project, tx);
    requireSameRules(reviewed, environment.policy, await askerIn(tx, actor, project), own);
    const { spec, hash } = reviewed;
    requireOpen(ctx, environment, project.id);
    const room = await measureRoom(tx, project, environment);
    const digests = chosenDigests(spec, input.newest);
    const stackId = await tx.createStack({ name: input.stack, environmentId: environment.id, projectId: project.id, createdBy: actor.userId });
    const secrets = await storeSecrets(ctx, tx, { id: stackId, desired: null }, input.secrets);
    const revision = await tx.addRevision({
      stackId,
      composeText: input.composeText,
      rancherText: input.rancherText,
      variables,
      spec,
      hash,
      authorId: actor.userId,
      message: input.message,
      at,
    });
    await tx.updateStack(stackId, {
      revision,
      confirmedRevision: revision,
      networks: withAddresses(spec, [], []),
      volumes: spec.volumes.map(({ name }) => name),
    });
    for (const service of spec.services) {
      const serviceId = await tx.createService({ stackId, name: service.name, scale: service.scale, phase: "steady", at, strategy: DEFAULT_STRATEGY });
      const targetGeneration = await tx.addGeneration({ serviceId, revision, spec: service, portSet: 0, at, wantedDigest: digests.get(service.name) ?? null });
      await tx.updateService(serviceId, { targetGeneration });
      await leasePorts(ctx, tx, { environment, stackId, serviceId, spec: service, scale: service.scale, portSet: 0, held: [] });
    }
    const change = {
      kind: "deploy" as const,
      service: null,
      services: spec.services.map(({ name }) => name),
      message: input.message,
      toRevision: revision,
      asRole: siteRoleFor(actor, "stack.create", project.member),
      after: { revision, hash, ...(Object.keys(secrets).length > 0 && { secrets }), ...(digests.size > 0 && { digests: Object.fromEntries(digests) }) },
    };
    await room.refuseExcess();
    const stack = { id: stackId, name: input.stack, environmentId: environment.id, projectId: project.id };
    return { stackId, operationId: await recordOperation(ctx, tx, stack, change, at) };
  });
  ctx.reconciler.wake(stackId);
  return { operationId };
}
