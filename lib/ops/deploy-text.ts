import { scopeOf } from "@/lib/core/access";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { DroppedChoices } from "@/lib/core/dropped";
import { fail } from "@/lib/core/errors";
import { MASKED } from "@/lib/core/masking";
import type { ReviewView } from "@/lib/core/views";
import type { StackRecord } from "@/lib/registry/types";
import type { Started } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import { deployStack } from "./deploy-stack";
import { requireEnvironment, requireStack } from "./require-stack";
import { reviewStack } from "./review-stack";
import { upgradeStack } from "./upgrade-stack";

export interface TextInput {
  environment: string;
  stack: string;
  composeText: string;
  rancherText: string | null;
  /** Laid over those that the stack has; null takes one away. */
  variables: Record<string, string | null>;
  /** Where a new stack goes; null is the asker's own. */
  project: string | null;
  strategy: Partial<Strategy>;
  dropped: DroppedChoices;
}

export interface DeployTextInput extends TextInput {
  message: string | null;
  /** Of an earlier review; without it the text is reviewed here and exactly what was checked is deployed. */
  reviewedHash: string | null;
  /** The revision the text was begun on; null for whatever is there now. */
  baseRevision: number | null;
  replaceCandidate: boolean;
  /** `create` also makes the stack; `upgrade` wants one that is there. */
  mode: "create-or-upgrade" | "upgrade";
}

export interface TextReview extends ReviewView {
  /** There is no such stack that the asker may see. */
  isNew: boolean;
}

/** What a script asks before it deploys: the page's own review, of a stack that need not exist yet. */
export async function reviewText({ ctx, input }: OpArgs<TextInput>): Promise<TextReview> {
  const scene = await sceneOf(ctx, input);
  const { strategy, ...review } = await reviewOf(ctx, input, scene);
  return { ...review, strategy, isNew: scene.stack === null };
}

/** Makes a stack what this text says: a new one, or an upgrade of the one that is there. */
export async function deployText({ ctx, input }: OpArgs<DeployTextInput>): Promise<Started> {
  if (input.mode === "upgrade") await requireStack(ctx, input, "stack.deploy");
  const scene = await sceneOf(ctx, input);
  const reviewedHash = input.reviewedHash ?? hashOf(await reviewOf(ctx, input, scene));
  const { environment, stack, composeText, rancherText, message } = input;
  const text = { environment, stack, composeText, rancherText, message, reviewedHash, variables: scene.variables };
  if (!scene.stack) return deployStack({ ctx, input: { ...text, project: input.project } });
  return upgradeStack({
    ctx,
    input: {
      ...text,
      strategy: scene.strategy,
      baseRevision: input.baseRevision ?? scene.stack.revision,
      replaceCandidate: input.replaceCandidate,
      dropped: input.dropped,
    },
  });
}

interface Scene {
  stack: StackRecord | null;
  variables: Record<string, string>;
  strategy: Strategy;
}

/** Whether the actor may do anything with it is for the ops to say: here it is only looked for among what they may see. */
async function sceneOf(ctx: OpContext, input: TextInput): Promise<Scene> {
  const environment = await requireEnvironment(ctx.registry, input.environment);
  const stack = await ctx.registry.stack(scopeOf(ctx.actor), ctx.actor.userId, { environmentId: environment.id, name: input.stack });
  const stored = stack ? ((await ctx.registry.variablesOf(stack.id, [stack.revision]))[0] ?? {}) : {};
  // What is stored is named, not read: the masked value stands for it until the op that may deploy puts it in.
  const kept = Object.fromEntries(Object.keys(stored).map((name) => [name, MASKED]));
  const variables = Object.entries({ ...kept, ...input.variables }).filter((pair): pair is [string, string] => pair[1] !== null);
  const before = stack?.desired.services[0]?.strategy ?? DEFAULT_STRATEGY;
  return { stack, variables: Object.fromEntries(variables), strategy: { ...before, ...input.strategy } };
}

const reviewOf = (ctx: OpContext, { environment, stack, composeText, rancherText, dropped, project }: TextInput, scene: Scene): Promise<ReviewView> =>
  reviewStack({
    ctx,
    input: {
      environment,
      stack,
      composeText,
      rancherText,
      dropped,
      project,
      isNew: scene.stack === null,
      variables: scene.variables,
      strategy: scene.strategy,
    },
  });

function hashOf({ hash, issues }: ReviewView): string {
  if (hash !== null) return hash;
  const errors = issues.filter(({ severity }) => severity === "error");
  const { message = "", line = 1, column = 1, rule = "", path = "(document)" } = errors[0] ?? {};
  const every = errors.map((issue) => ({ rule: issue.rule, path: issue.path, line: issue.line, column: issue.column, message: issue.message }));
  throw fail("COMPOSE_REFUSED", { errors: errors.length, first: message, line, column, rule, path, issues: every });
}
