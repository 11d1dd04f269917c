import { checkStackName } from "@/lib/compose/names";
import { renderStack } from "@/lib/compose/render";
import { confirmedOf } from "@/lib/core/desired";
import { droppedBy, keptOf } from "@/lib/core/dropped";
import { hide, maskSpec, maskVariables, secretsOf, type Veil } from "@/lib/core/masking";
import type { Asker } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import { compare } from "@/lib/core/verdicts";
import type { Issue, ReviewView } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import { askerIn, askerOf } from "./asker";
import type { OpArgs, OpContext } from "./context";
import type { ReviewInput } from "./inputs";
import { alongsideOf, droppedView, keepIssues } from "./kept-services";
import { readWithImages } from "./known-images";
import { againFor, chosenDigests } from "./newest-images";
import { ownThings, secretsInFile, storedSecrets } from "./own-secrets";
import { specHash } from "./read-compose";
import { requireHome } from "./require-project";
import { requireEnvironment, requireStack } from "./require-stack";
import { diffOf } from "./review-diff";
import { reviewImages } from "./review-images";
import { planOf } from "./review-plan";
import { withStored } from "./stored-variables";

/** What a text would do, in full and without doing any of it: nothing is stored, and the engine is asked only what its images say of themselves. */
export async function reviewStack({ ctx, input }: OpArgs<ReviewInput>): Promise<ReviewView> {
  const { environment, stack, asker } = input.isNew ? await newStack(ctx, input) : await oldStack(ctx, input);
  const services = stack?.desired.services ?? [];
  const takenPorts = await portsOfOthers(ctx, environment, stack);
  const secrets = await storedSecrets(ctx.registry, stack);
  const variables = await withStored(ctx.registry, stack, input.variables, input.variablesFrom);
  const { parsed, images } = await readWithImages(ctx, ctx.places.of(environment.id), input.composeText, {
    stackName: input.stack,
    variables,
    policy: environment.policy,
    takenPorts,
    heldPorts: new Map(services.flatMap(({ name, leases }) => leases.map(({ port, protocol }): [string, string] => [`${port}/${protocol}`, name]))),
    asker,
    besides: besides(stack, input.strategy),
    alongside: alongsideOf(services, input.dropped),
    rancherText: input.rancherText ?? null,
    own: ownThings(secrets, input.secrets),
  });
  const { spec, names } = parsed;
  const dropped = names?.length ? droppedBy(services, new Set(names), input.dropped) : [];
  const kept = new Set(keptOf(dropped).map(({ name }) => name));
  const digests = spec ? chosenDigests(spec, input.newest) : new Map<string, string>();
  const last = stack && (await ctx.registry.revision({ kind: "all" }, stack.id, stack.revision));
  const verdicts = spec && compare(services, spec, last?.spec ?? null, againFor(stack, digests), kept);
  const issues = [...(input.isNew ? nameIssues(input.stack) : []), ...(verdicts && kept.size > 0 ? keepIssues(verdicts) : []), ...parsed.issues];
  const running = services.flatMap(({ target }) => (target ? [target.spec] : []));
  // What runs may be of an older revision, and made with values that the present one no longer knows.
  const made = services.flatMap(({ target }) => (target ? [target.revision] : []));
  const stored = stack ? await ctx.registry.variablesOf(stack.id, [...new Set([stack.revision, ...made])]) : [];
  const veil: Veil = { secrets: secretsOf([variables, ...stored], [...running, ...(spec?.services ?? [])]), everyValue: false };
  const planned = spec && verdicts && (await planOf(ctx, { environment, stack, input, spec, verdicts, images, digests }));
  const sound = spec !== null && !issues.some((issue) => issue.severity === "error");
  return {
    hash: sound ? specHash(ctx, input.stack, spec, [...kept]) : null,
    issues: issues.map((issue) => ({ ...issue, short: hide(issue.short, veil.secrets), message: hide(issue.message, veil.secrets) })),
    variables: parsed.variables.map((row) => ({
      ...row,
      value: row.value === null ? null : (maskVariables({ [row.name]: row.value }, veil)[row.name] ?? null),
    })),
    diff: spec && verdicts ? diffOf(spec, running, veil, verdicts) : [],
    plan: planned?.lines ?? [],
    rendered: spec ? renderStack({ ...spec, services: spec.services.map((service) => maskSpec(service, veil)) }) : null,
    lines: parsed.lines,
    services: spec?.services.length ?? 0,
    strategy: parsed.strategy,
    modern: parsed.modern,
    ...(spec && { images: reviewImages(stack, spec, images) }),
    ...(parsed.secrets?.length && { secrets: secretsInFile(secrets, parsed.secrets) }),
    ...(dropped.length > 0 && { dropped: droppedView(dropped) }),
    ...(planned && { room: planned.room }),
  };
}

/** With start first, what runs now stays up until its successor is good. */
function besides(stack: StackRecord | null, strategy: ReviewInput["strategy"]): ReadonlyMap<string, ServiceSpec> {
  if (strategy?.order !== "start-first") return new Map();
  return new Map(
    (stack?.desired.services ?? []).flatMap((service): [string, ServiceSpec][] => {
      const old = confirmedOf(service);
      return old ? [[service.name, old.spec]] : [];
    }),
  );
}

interface Subject {
  environment: EnvironmentRow;
  stack: StackRecord | null;
  asker: Asker;
}

async function newStack(ctx: OpContext, input: ReviewInput): Promise<Subject> {
  const project = await requireHome(ctx, input.project);
  return { environment: await requireEnvironment(ctx.registry, input.environment), stack: null, asker: await askerIn(ctx.registry, ctx.actor, project) };
}

async function oldStack(ctx: OpContext, input: ReviewInput): Promise<Subject> {
  const { environment, stack } = await requireStack(ctx, input, "stack.deploy");
  return { environment, stack, asker: await askerOf(ctx.registry, ctx.actor, stack) };
}

/** "60010/tcp" -> who has it, as far as the asker may know. */
async function portsOfOthers({ registry, places }: OpContext, environment: EnvironmentRow, stack: StackRecord | null): Promise<Map<string, string>> {
  const taken = new Map<string, string>();
  for (const key of places.of(environment.id).mirror.publishedPorts().keys()) taken.set(key, "a container outside Spindle");
  for (const [key, holder] of await registry.leasedPorts(...places.sharing(environment.id))) {
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
