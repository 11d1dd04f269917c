import { isWaiting } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { primaryOf } from "@/lib/core/groups";
import { networksFor } from "@/lib/reconcile/roll-back";
import type { StackRecord } from "@/lib/registry/types";
import { type Change, changeStack, type Started, type Tx } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import type { RemoveInput } from "./inputs";
import { specHash } from "./read-compose";
import { requireFresh } from "./require-fresh";
import { requireRight } from "./require-permission";

/** Removes a stack, or one service of it, after its name was typed. Named volumes stay unless ticked. */
export async function removeStack({ ctx, input }: OpArgs<RemoveInput>): Promise<Started> {
  await requireFresh(ctx);
  return changeStack(ctx, input, "stack.remove", async ({ tx, stack, at }) => {
    const expected = input.service ?? stack.name;
    if (input.typedName !== expected) throw fail("WRONG_CONFIRMATION", { expected });
    if (input.service !== null) return removeService(ctx, tx, stack, input.service, at);
    if (stack.removing) return null;
    if (input.volumes.length > 0) requireRight(ctx.actor, "volume.remove", stack);
    const volumes = input.volumes.filter((volume) => stack.desired.volumes.includes(volume));
    await tx.updateStack(stack.id, { removing: { volumes } });
    return {
      kind: "remove",
      service: null,
      services: stack.desired.services.map(({ name }) => name),
      before: { services: stack.desired.services.length },
      after: { volumes },
    };
  });
}

/** Takes the service out of the file as well, as a revision of its own, so that the next upgrade does not bring it back. */
async function removeService(ctx: OpContext, tx: Tx, stack: StackRecord, name: string, at: number): Promise<Change> {
  const service = stack.desired.services.find((candidate) => candidate.name === name);
  if (!service) throw fail("NOT_FOUND", { what: "service" });
  const file = await tx.revision({ kind: "all" }, stack.id, stack.revision);
  // Sidekicks go with their primary.
  const doomed = stack.desired.services.filter((other) => other === service || primaryOf(other) === name);
  const names = doomed.map((one) => one.name);
  const left = stack.desired.services.filter((other) => !doomed.includes(other));
  const by = left.filter((other) => other.target?.spec.dependsOn.some((dependency) => names.includes(dependency.service))).map((other) => other.name);
  const without = file && (await ctx.withoutServices(file.composeText, names));
  by.push(...(without?.extenders ?? []).filter((other) => !by.includes(other)));
  if (by.length > 0) throw fail("SERVICE_NEEDED", { service: name, by });
  const services = file?.spec.services.filter((one) => !names.includes(one.name)) ?? [];
  if (services.length === 0) throw fail("INVALID_INPUT", { field: "Service", reason: "It is the only service of the stack. Remove the stack instead." });
  if (file && without && services.length < file.spec.services.length) {
    const spec = { ...file.spec, services };
    const revision = await tx.addRevision({
      stackId: stack.id,
      composeText: without.text,
      rancherText: file.rancherText && (await ctx.withoutServices(file.rancherText, names)).text,
      variables: file.variables,
      spec,
      hash: specHash(ctx, stack.name, spec),
      authorId: ctx.actor.userId,
      message: `Removed ${names.join(", ")}`,
      at,
      outside: Object.fromEntries(left.flatMap(({ name, outside }) => (outside === undefined ? [] : [[name, outside]]))),
    });
    const settled = stack.revision === stack.confirmedRevision;
    await tx.updateStack(stack.id, { revision, ...(settled ? { confirmedRevision: revision } : {}) });
  } else if (file && service.outside !== undefined && !left.some(isWaiting))
    await tx.updateStack(stack.id, { networks: networksFor(file.spec, { ...stack.desired, services: left }) });
  for (const { id } of doomed)
    await tx.updateService(id, { targetGeneration: null, keptGeneration: null, phase: "steady", phaseSince: at, phaseProblem: null });
  return { kind: "remove", service: name, services: names, before: { scale: service.scale } };
}
