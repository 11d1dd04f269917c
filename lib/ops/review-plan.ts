import type { PlanInput } from "@/lib/compose/plan/line";
import { planInWords } from "@/lib/compose/plan-words";
import { portLines } from "@/lib/compose/port-words";
import { scopeOf } from "@/lib/core/access";
import { driftOf } from "@/lib/core/derive-drift";
import { confirmedOf, DEFAULT_STRATEGY, type DesiredService, type Strategy } from "@/lib/core/desired";
import { estimate } from "@/lib/core/estimate";
import { containersOf } from "@/lib/core/facts";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { RoomView } from "@/lib/core/quota";
import type { StackSpec } from "@/lib/core/spec";
import type { Verdicts } from "@/lib/core/verdicts";
import type { ReviewView } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import type { ReviewInput } from "./inputs";
import { servicesWithoutAddresses } from "./keep-addresses";
import { neededPorts } from "./needed-ports";
import { requireHome } from "./require-project";
import { roomAfter } from "./room-after";
import { everStarted } from "./upgrade-stack";

interface Planned {
  environment: EnvironmentRow;
  stack: StackRecord | null;
  input: ReviewInput;
  spec: StackSpec;
  verdicts: Verdicts;
  images: ReadonlyMap<string, ImageFacts | null>;
  /** Chosen for services, by name. */
  digests: ReadonlyMap<string, string>;
}

/** The plan in words, and what the project would hold of its quota. */
export async function planOf(ctx: OpContext, planned: Planned): Promise<{ lines: ReviewView["plan"]; room: RoomView }> {
  const { environment, stack, input, spec, verdicts, images, digests } = planned;
  const strategy = input.strategy ?? strategyOf(stack);
  const again = new Set([...verdicts.changed.map((one) => one.spec.name), ...verdicts.added.map(({ name }) => name)]);
  const lines = planInWords({
    services: stack?.desired.services ?? [],
    after: spec,
    verdicts,
    strategy,
    imagesHere: imagesHere(stack, images),
    newest: new Set([...digests].filter(([name, digest]) => again.has(name) && digest !== runningDigest(stack, name)).map(([name]) => name)),
    ...(stack ? await sightOf(ctx, stack, strategy) : UNSEEN),
  });
  const change = { environment, stack, spec, verdicts, strategy };
  const ports = await neededPorts(ctx, change);
  return {
    lines: [...lines, ...keptAddresses(ctx, spec, stack), ...portLines(ports)],
    room: await roomAfter(ctx, { ...change, project: await projectOf(ctx, stack, input), ports }),
  };
}

const runningDigest = (stack: StackRecord | null, name: string) => stack?.desired.services.find((service) => service.name === name)?.target?.digest;

type Sight = Pick<PlanInput, "present" | "hasRun" | "drifted" | "estimate">;

const UNSEEN: Sight = { present: { networks: [], volumes: [] }, hasRun: () => false };

/** What the engine has of the stack, and what was seen of its upgrades. */
async function sightOf(ctx: OpContext, stack: StackRecord, now: Strategy): Promise<Sight> {
  const { desired } = stack;
  const observed = ctx.places.of(stack.environmentId).mirror.stack(stack.id);
  const operations = await ctx.registry.operations(scopeOf(ctx.actor), { environmentId: stack.environmentId, stackId: stack.id, limit: 10 });
  const containers = (service: DesiredService) => containersOf(service, observed).filter(({ generation }) => generation === service.target?.number);
  const hasDrifted = (service: DesiredService) => containers(service).some((container) => driftOf(desired, service, container).length > 0);
  return {
    present: { networks: desired.networks.filter(({ name }) => observed.networks.includes(name)), volumes: observed.volumes },
    hasRun: (service) => everStarted({ ctx, stack }, service, confirmedOf(service)),
    drifted: new Set(desired.services.filter(hasDrifted).map(({ name }) => name)),
    estimate: (wanted, count) => {
      const service = desired.services.find(({ name }) => name === wanted.name);
      const spec = service?.target?.spec;
      return service && spec ? estimate(wanted, count, { operations, strategy: service.strategy, spec, containers: containers(service) }, now) : null;
    },
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
