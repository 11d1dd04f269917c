import { can } from "@/lib/core/access";
import { secretsOf, type Veil } from "@/lib/core/masking";
import type { ServiceSpec } from "@/lib/core/spec";
import type { StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";

/** Values are for those who may deploy them. */
const seesValues = ({ actor }: Pick<OpContext, "actor">, stack: Pick<StackRecord, "member">): boolean => can(actor, "values.read", stack.member);

/** What the actor must not see of a stack: secret-looking values are for nobody, for a viewer no value is. */
export const veilFor = (
  ctx: Pick<OpContext, "actor">,
  stack: Pick<StackRecord, "member">,
  variables: Readonly<Record<string, string>>[],
  specs: ServiceSpec[],
): Veil => ({ secrets: secretsOf(variables, specs), everyValue: !seesValues(ctx, stack) });

/** The text as the actor may read it. */
export const textFor = async (ctx: Pick<OpContext, "actor" | "maskCompose">, stack: Pick<StackRecord, "member">, text: string): Promise<string> =>
  seesValues(ctx, stack) ? text : ctx.maskCompose(text);

/** The same of both texts of a revision. */
export const textsFor = async (
  ctx: Pick<OpContext, "actor" | "maskCompose">,
  stack: Pick<StackRecord, "member">,
  { composeText, rancherText }: Texts,
): Promise<Texts> => ({
  composeText: await textFor(ctx, stack, composeText),
  rancherText: rancherText && (await textFor(ctx, stack, rancherText)),
});

interface Texts {
  composeText: string;
  rancherText: string | null;
}
