import { diffSpecs } from "@/lib/compose/diff";
import { checkStackName } from "@/lib/compose/names";
import { planInWords } from "@/lib/compose/plan-words";
import { renderStack } from "@/lib/compose/render";
import { can } from "@/lib/core/access";
import type { DesiredService } from "@/lib/core/desired";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Issue, ReviewView, SpecDiff } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import { askerOf } from "./asker";
import type { OpArgs, OpContext } from "./context";
import type { ReviewInput } from "./inputs";
import { specHash } from "./read-compose";
import { requireEnvironment, requireStack } from "./require-stack";

/** What a text would do, in full and without doing any of it: nothing is stored, no engine is asked. */
export async function reviewStack({ ctx, input }: OpArgs<ReviewInput>): Promise<ReviewView> {
  const { environment, stack } = input.isNew ? await newStack(ctx, input) : await requireStack(ctx, input, "stack.deploy");
  const takenPorts = await portsOfOthers(ctx, environment, stack);
  const parsed = await ctx.readCompose(input.composeText, {
    stackName: input.stack,
    variables: input.variables,
    policy: environment.policy,
    takenPorts,
    asker: askerOf(ctx.actor, stack),
  });
  const issues = input.isNew ? [...nameIssues(input.stack), ...parsed.issues] : parsed.issues;
  const { spec } = parsed;
  const before = stack ? stack.desired.services.flatMap((service) => (service.target ? [{ service: service.target.spec, scale: service.scale }] : [])) : [];
  const sound = spec !== null && !issues.some((issue) => issue.severity === "error");
  return {
    hash: sound ? specHash(ctx, input.stack, spec) : null,
    issues,
    variables: parsed.variables,
    diff: spec
      ? diffOf(
          spec,
          before.map(({ service }) => service),
        )
      : [],
    plan: spec ? planInWords({ before, after: spec, strategy: input.strategy ?? strategyOf(stack), imagesHere: imagesHere(stack) }) : [],
    rendered: spec ? renderStack(spec) : null,
    lines: parsed.lines,
    services: spec?.services.length ?? 0,
  };
}

async function newStack(ctx: OpContext, input: ReviewInput): Promise<{ environment: EnvironmentRow; stack: null }> {
  if (!can(ctx.actor, "stack.create", null)) throw fail("FORBIDDEN", { action: "stack.create", needs: "user" });
  return { environment: await requireEnvironment(ctx.registry, input.environment), stack: null };
}

/** "60010/tcp" -> who has it, as far as the asker may know. */
async function portsOfOthers({ registry, mirror }: OpContext, environment: EnvironmentRow, stack: StackRecord | null): Promise<Map<string, string>> {
  const taken = new Map<string, string>();
  for (const key of mirror.publishedPorts().keys()) taken.set(key, "a container outside Spindle");
  for (const [key, holder] of await registry.leasedPorts(environment.id)) {
    if (stack && holder.stackId === stack.id) taken.delete(key);
    else taken.set(key, "another stack");
  }
  return taken;
}

function nameIssues(name: string): Issue[] {
  const reason = checkStackName(name);
  if (!reason) return [];
  return [
    {
      severity: "error",
      rule: "stack.name",
      path: "(document)",
      line: 1,
      column: 1,
      endLine: 1,
      endColumn: 1,
      short: "stack name",
      message: reason,
      fix: null,
    },
  ];
}

function diffOf(after: StackSpec, before: ServiceSpec[]): SpecDiff[] {
  const removed = before.filter((old) => !after.services.some(({ name }) => name === old.name));
  return [
    ...after.services.map((service) => diffSpecs(before.find(({ name }) => name === service.name) ?? null, service)),
    ...removed.map((old) => diffSpecs(old, null)),
  ];
}

const strategyOf = (stack: StackRecord | null) => stack?.desired.services[0]?.strategy ?? DEFAULT_STRATEGY;

/** An image is known to be here when a generation of this very stack has resolved it. */
function imagesHere(stack: StackRecord | null): (image: string) => boolean | null {
  const known = new Set(
    (stack?.desired.services ?? []).flatMap(({ target, kept }: DesiredService) => [target, kept].flatMap((one) => (one?.imageId ? [one.spec.image] : []))),
  );
  return (image) => (known.has(image) ? true : null);
}
