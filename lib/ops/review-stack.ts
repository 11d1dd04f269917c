import { diffSpecs } from "@/lib/compose/diff";
import { checkStackName } from "@/lib/compose/names";
import { planInWords } from "@/lib/compose/plan-words";
import { portLines } from "@/lib/compose/port-words";
import { renderStack } from "@/lib/compose/render";
import { scopeOf } from "@/lib/core/access";
import type { DesiredService } from "@/lib/core/desired";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { droppedBy, keptOf } from "@/lib/core/dropped";
import { estimateMs } from "@/lib/core/estimate";
import { groupInFile } from "@/lib/core/groups";
import type { ImageFacts } from "@/lib/core/image-facts";
import { hide, maskSpec, maskVariables, secretsOf, type Veil } from "@/lib/core/masking";
import type { Asker } from "@/lib/core/policy";
import type { RoomView } from "@/lib/core/quota";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Issue, ReviewView, SpecDiff } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import { askerIn, askerOf } from "./asker";
import type { OpArgs, OpContext } from "./context";
import type { ReviewInput } from "./inputs";
import { servicesWithoutAddresses } from "./keep-addresses";
import { alongsideOf, droppedView, keepIssues } from "./kept-services";
import { readWithImages } from "./known-images";
import { neededPorts } from "./needed-ports";
import { againFor, chosenDigests } from "./newest-images";
import { ownThings, secretsInFile, storedSecrets } from "./own-secrets";
import { specHash } from "./read-compose";
import { requireHome } from "./require-project";
import { requireEnvironment, requireStack } from "./require-stack";
import { reviewImages } from "./review-images";
import { roomAfter } from "./room-after";
import { withStored } from "./stored-variables";
import { compare, confirmedOf } from "./upgrade-stack";

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
  const issues = [...(input.isNew ? nameIssues(input.stack) : []), ...(spec && stack ? issuesOfKeeping(stack, spec, input, kept) : []), ...parsed.issues];
  const before = stack ? stack.desired.services.flatMap((service) => (service.target ? [{ service: service.target.spec, scale: service.scale }] : [])) : [];
  const running = before.map(({ service }) => service);
  // What runs may be of an older revision, and made with values that the present one no longer knows.
  const made = services.flatMap(({ target }) => (target ? [target.revision] : []));
  const stored = stack ? await ctx.registry.variablesOf(stack.id, [...new Set([stack.revision, ...made])]) : [];
  const veil: Veil = { secrets: secretsOf([variables, ...stored], [...running, ...(spec?.services ?? [])]), everyValue: false };
  const planned = spec && (await planOf(ctx, { environment, stack, input, spec, before, images, kept }));
  const sound = spec !== null && !issues.some((issue) => issue.severity === "error");
  return {
    hash: sound ? specHash(ctx, input.stack, spec, [...kept]) : null,
    issues: issues.map((issue) => ({ ...issue, short: hide(issue.short, veil.secrets), message: hide(issue.message, veil.secrets) })),
    variables: parsed.variables.map((row) => ({
      ...row,
      value: row.value === null ? null : (maskVariables({ [row.name]: row.value }, veil)[row.name] ?? null),
    })),
    diff: spec ? diffOf(spec, running, veil, kept) : [],
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

interface Planned {
  environment: EnvironmentRow;
  stack: StackRecord | null;
  input: ReviewInput;
  spec: StackSpec;
  before: { service: ServiceSpec; scale: number }[];
  images: ReadonlyMap<string, ImageFacts | null>;
  kept: ReadonlySet<string>;
}

function issuesOfKeeping(stack: StackRecord, spec: StackSpec, input: ReviewInput, kept: ReadonlySet<string>): Issue[] {
  return kept.size === 0 ? [] : keepIssues(compare(stack, spec, null, againFor(stack, chosenDigests(spec, input.newest)), kept));
}

async function planOf(
  ctx: OpContext,
  { environment, stack, input, spec, before, images, kept }: Planned,
): Promise<{ lines: ReviewView["plan"]; room: RoomView }> {
  const strategy = input.strategy ?? strategyOf(stack);
  const digests = chosenDigests(spec, input.newest);
  const again = againFor(stack, digests);
  const last = stack && (await ctx.registry.revision({ kind: "all" }, stack.id, stack.revision));
  const operations = stack ? await ctx.registry.operations(scopeOf(ctx.actor), { environmentId: environment.id, stackId: stack.id, limit: 10 }) : [];
  const lines = planInWords({
    before,
    after: spec,
    strategy,
    imagesHere: imagesHere(stack, images),
    kept,
    newest: new Set([...digests.keys()].filter((name) => again.has(name) || !before.some(({ service }) => service.name === name))),
    estimate: (name, count) => {
      const then = stack?.desired.services.find((service) => service.name === name)?.strategy;
      return then ? estimateMs(name, count, operations, then, strategy) : null;
    },
  });
  const change = { environment, stack, spec, last: last?.spec ?? null, strategy, again };
  const ports = await neededPorts(ctx, change);
  return {
    lines: [...lines, ...keptAddresses(ctx, spec, stack), ...portLines(ports)],
    room: await roomAfter(ctx, { ...change, project: await projectOf(ctx, stack, input), keep: kept, ports }),
  };
}

/** Whose quota it takes from: the stack's own project, or the one that a new stack goes to. */
const projectOf = async (ctx: OpContext, stack: StackRecord | null, input: ReviewInput): Promise<{ id: string; name: string }> =>
  stack ? { id: stack.projectId, name: stack.project } : requireHome(ctx, input.project);

/** Said before Upgrade would refuse it. */
function keptAddresses({ places }: OpContext, spec: StackSpec, stack: StackRecord | null): ReviewView["plan"] {
  const lost = stack ? servicesWithoutAddresses(spec, stack.desired.networks, places.of(stack.environmentId).mirror.stack(stack.id).networks) : [];
  return lost.map(({ service, network }) => ({
    icon: "warning" as const,
    service,
    text: `${service} cannot keep its addresses in the network ${network}, which was made without them; give it a new network of its own`,
  }));
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

/** What changed is judged by the specs themselves, what is shown by the masked ones. */
function diffOf(after: StackSpec, before: ServiceSpec[], veil: Veil, kept: ReadonlySet<string>): SpecDiff[] {
  const removed = before.filter((old) => !after.services.some(({ name }) => name === old.name));
  const diffs = after.services.map((service) => {
    const old = before.find(({ name }) => name === service.name) ?? null;
    return { ...diffSpecs(old && maskSpec(old, veil), maskSpec(service, veil, old)), change: diffSpecs(old, service).change };
  });
  const changedIn = (spec: ServiceSpec) =>
    groupInFile(after.services, spec).find(({ name }) => diffs.some((one) => one.service === name && one.change === "changed"));
  const marked = diffs.map((diff, at) => {
    const spec = after.services[at];
    const leader = diff.change === "unchanged" && spec ? changedIn(spec) : undefined;
    return leader ? { ...diff, replacedWith: leader.name } : diff;
  });
  return [...marked, ...removed.map((old) => ({ ...diffSpecs(maskSpec(old, veil), null), ...(kept.has(old.name) && { keptRunning: true as const }) }))];
}

const strategyOf = (stack: StackRecord | null) => stack?.desired.services[0]?.strategy ?? DEFAULT_STRATEGY;

/** The engine said so, or a generation of this very stack has resolved it. */
function imagesHere(stack: StackRecord | null, images: ReadonlyMap<string, ImageFacts | null>): (image: string) => boolean | null {
  const known = new Set(
    (stack?.desired.services ?? []).flatMap(({ target, kept }: DesiredService) => [target, kept].flatMap((one) => (one?.imageId ? [one.spec.image] : []))),
  );
  return (image) => {
    const facts = images.get(image);
    return facts === undefined ? (known.has(image) ? true : null) : facts !== null;
  };
}
