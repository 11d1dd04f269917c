import { fail } from "@/lib/core/errors";
import type { OpArgs } from "./context";
import type { WriteSecretInput } from "./inputs";
import { storeSecrets } from "./own-secrets";
import { requireStack } from "./require-stack";

/** A new secret of a stack, or a new text of one that is there. Nobody ever reads it back; containers get it when they are next replaced. */
export async function writeSecret({ ctx, input }: OpArgs<WriteSecretInput>): Promise<{ version: number }> {
  const at = ctx.now();
  return ctx.registry.transaction(async (tx) => {
    const { stack } = await requireStack(ctx, input, "secret.write", tx);
    if (stack.removing) throw fail("BLOCKED", { action: "write a secret", reason: "being-removed", wayOut: [] });
    const { [input.name]: version = 1 } = await storeSecrets(ctx, tx, stack, { [input.name]: input.content });
    const action = version === 1 ? "secret.create" : "secret.replace";
    const subject = `${stack.name}/${input.name}`;
    const before = version === 1 ? null : { version: version - 1 };
    await tx.audit({ actor: ctx.actor, address: ctx.address, action, stackId: stack.id, subject, before, after: { version } }, at);
    return { version };
  });
}
