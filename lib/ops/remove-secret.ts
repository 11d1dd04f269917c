import { fail } from "@/lib/core/errors";
import { usesOf } from "@/lib/core/secrets";
import type { OpArgs } from "./context";
import type { RemoveSecretInput } from "./inputs";
import { requireStack } from "./require-stack";

/** Deletes a secret with every text it had; refused while containers have one of them. */
export async function removeSecret({ ctx, input }: OpArgs<RemoveSecretInput>): Promise<void> {
  const at = ctx.now();
  await ctx.registry.transaction(async (tx) => {
    const { stack } = await requireStack(ctx, input, "secret.remove", tx);
    const stored = await tx.secrets({ kind: "all" }, { stackId: stack.id });
    const secret = stored.find(({ name }) => name === input.name);
    if (!secret) throw fail("NOT_FOUND", { what: "secret" });
    const services = [...new Set(usesOf(input.name, stack.desired.services).map(({ service }) => service))];
    if (services.length > 0) throw fail("SECRET_IN_USE", { secret: input.name, services });
    await tx.deleteSecret(stack.id, input.name);
    const subject = `${stack.name}/${input.name}`;
    await tx.audit(
      { actor: ctx.actor, address: ctx.address, action: "secret.remove", stackId: stack.id, subject, before: { version: secret.version }, after: null },
      at,
    );
  });
}
