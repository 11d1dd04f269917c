import type { Policy } from "@/lib/core/policy";
import type { FailingStack, PolicyTrial } from "@/lib/core/policy-view";
import { canonicalText } from "@/lib/core/spec";
import type { Issue } from "@/lib/core/views";
import { withNumbers } from "./asker";
import { errorsOfRevision } from "./check-revision";
import type { OpArgs, OpContext } from "./context";
import { alongsideOf } from "./kept-services";
import { ownOf } from "./own-secrets";
import type { TryPolicyInput } from "./policy-input";
import { requirePolicyAdministration } from "./require-permission";
import { requireEnvironment } from "./require-stack";

/** What an edited, unsaved policy would say: to a pasted text, and to the present file of every stack. Nothing is changed. */
export async function tryPolicy({ ctx, input }: OpArgs<TryPolicyInput>): Promise<PolicyTrial> {
  requirePolicyAdministration(ctx.actor);
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const issues = input.file && (await issuesOf(ctx, input.file, input.policy));
  const stacks = await ctx.registry.stacks({ kind: "all" }, ctx.actor.userId, environment.id);
  const same = canonicalText(environment.policy) === canonicalText(input.policy);
  const failing: FailingStack[] = [];
  for (const stack of stacks) {
    const file = stack.removing ? null : await ctx.registry.revision({ kind: "all" }, stack.id, stack.revision);
    const alongside = alongsideOf(stack.desired.services, {});
    const own = await ownOf(ctx.registry, stack);
    const errors = file
      ? await errorsOfRevision({ readCompose: ctx.readCompose, numbersOf: ctx.registry.numbersOf }, stack, file, input.policy, own, alongside)
      : [];
    const [first] = errors;
    if (!file || !first) continue;
    const { rule, line, message } = first;
    const already =
      same ||
      (await errorsOfRevision({ readCompose: ctx.readCompose, numbersOf: ctx.registry.numbersOf }, stack, file, environment.policy, own, alongside)).length > 0;
    failing.push({ stack: stack.name, project: stack.project, revision: stack.revision, errors: errors.length, rule, line, message, already });
  }
  return { issues, failing, stacks: stacks.length };
}

async function issuesOf(ctx: OpContext, { composeText, username }: NonNullable<TryPolicyInput["file"]>, policy: Policy): Promise<Issue[]> {
  const asker = await withNumbers(ctx.registry, { username, projects: [username] });
  const stackName = /^name:[ \t]*["']?([a-z0-9][a-z0-9-]{1,39})["']?[ \t]*$/m.exec(composeText)?.[1] ?? "my-stack";
  return (await ctx.readCompose(composeText, { stackName, variables: {}, policy, asker })).issues;
}
