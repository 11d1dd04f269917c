import { stackView } from "@/lib/core/derive-stack";
import type { ErrorCode, Problem } from "@/lib/core/errors";
import type { Look, Lookout, Trouble } from "@/lib/core/notices";
import type { LastChange, ServiceView } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpsDeps } from "./context";
import { factsOf, sightOf } from "./view-stack";

const EVERYTHING = { kind: "all" } as const;
/** Nobody: what is found is told to those who may see it, later and by their own right. */
const NOBODY = { userId: "", username: "", role: "admin", sessionId: "" } as const;

/** Finds what people may want to be told of, from the registry and the mirror. */
export function createLookout(deps: OpsDeps): Lookout {
  return {
    stackIds: async () => (await deps.registry.stackIds()).map(({ id }) => id),
    look: async (at) => {
      const stackIds = [...at].flatMap((id) => id ?? []);
      const looks = await lookAtStacks(deps, stackIds);
      return together(at.has(null) ? [...looks, await lookAtSite(deps)] : looks);
    },
    subscribe: (listener) => {
      const stops = [
        deps.places.subscribe((change, environmentIds) => {
          if (change.type === "stack") return listener(change.stackId);
          listener(null);
          void stacksIn(deps, environmentIds).then((ids) => ids.forEach(listener), deps.log);
        }),
        deps.reconciler.subscribe(listener),
        deps.registry.subscribe((change) => {
          if (change.type === "environments") return listener(null);
          if (change.type !== "stack") return;
          listener(change.stackId);
          // A request for a yes is written to its stack.
          listener(null);
        }),
      ];
      return () => stops.forEach((stop) => void stop());
    },
  };
}

const stacksIn = async ({ registry }: OpsDeps, environmentIds: string[]): Promise<string[]> =>
  (await registry.stackIds()).flatMap(({ id, environmentId }) => (environmentIds.includes(environmentId) ? [id] : []));

function together(looks: Look[]): Look {
  return {
    troubles: looks.flatMap(({ troubles }) => troubles),
    well: looks.flatMap(({ well }) => well),
    unsure: looks.flatMap(({ unsure }) => unsure),
    isAbout: (trouble) => looks.some(({ isAbout }) => isAbout(trouble)),
  };
}

/** More than so many are read all at once, as at the start. */
const SINGLY = 20;
/** So many are judged before others get their turn. */
const AT_ONCE = 25;

async function lookAtStacks(deps: OpsDeps, stackIds: readonly string[]): Promise<Look[]> {
  if (stackIds.length === 0) return [];
  const environments = await deps.registry.environments();
  const records = await recordsOf(deps, environments, stackIds);
  const looks: Look[] = [];
  for (const [at, stackId] of stackIds.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await new Promise((next) => setImmediate(next));
    looks.push(await lookAtStack(deps, stackId, records.get(stackId) ?? null, environments));
  }
  return looks;
}

async function recordsOf({ registry }: OpsDeps, environments: EnvironmentRow[], stackIds: readonly string[]): Promise<Map<string, StackRecord>> {
  const found =
    stackIds.length > SINGLY
      ? await Promise.all(environments.map(({ id }) => registry.stacks(EVERYTHING, "", id)))
      : [(await Promise.all(stackIds.map((id) => registry.stack(EVERYTHING, "", { id })))).flatMap((record) => record ?? [])];
  return new Map(found.flat().map((record) => [record.id, record]));
}

const NOTHING: Look = { troubles: [], well: [], unsure: [], isAbout: () => false };

async function lookAtStack(deps: OpsDeps, stackId: string, record: StackRecord | null, environments: EnvironmentRow[]): Promise<Look> {
  const isAbout = (trouble: Trouble) => trouble.stackId === stackId && trouble.kind !== "approval-waits";
  if (!record) return { ...NOTHING, isAbout };
  const environment = environments.find(({ id }) => id === record.environmentId);
  const engine = deps.places.of(record.environmentId).mirror.status().state;
  // While the engine is away nothing of its stacks is known: what was told stays told.
  if (!environment || (engine !== "up" && engine !== "reads-only")) return NOTHING;
  const { services } = viewOf(deps, environment, record);
  const judged = services.map((service) => ({ service, verdict: judge(service, record.lastChange) }));
  const keysOf = (wanted: "well" | "unsure") => judged.flatMap(({ service, verdict }) => (verdict === wanted ? [keyOf(service)] : []));
  const about = { environmentId: record.environmentId, stackId };
  const unwell = judged.flatMap(({ verdict }) => (typeof verdict === "string" ? [] : [{ ...verdict, ...about }]));
  const troubles = [...unwell, ...waiting(record, services), ...(await failed(deps, record, unwell))];
  return { troubles, well: keysOf("well"), unsure: keysOf("unsure"), isAbout };
}

const viewOf = (deps: OpsDeps, environment: EnvironmentRow, record: StackRecord) => {
  const ctx = { ...deps, actor: NOBODY, address: "" };
  return stackView(factsOf(ctx, environment, record), sightOf(ctx, environment, record), null);
};

const keyOf = ({ id }: ServiceView): string => `service:${id}`;

/** Of one service: what is wrong, that it is well, that it is on its way, or that nothing is asked of it. */
function judge(service: ServiceView, lastChange: LastChange | null): Omit<Trouble, "environmentId" | "stackId"> | "well" | "unsure" | "over" {
  const { state, health, why } = service;
  const problem = why.kind === "problem" ? quiet(why.problem) : null;
  const trouble = { key: keyOf(service), services: [service.name], since: service.phaseSince, about: { problem } };
  if (state === "inactive" || state === "deactivating" || state === "removing") return "over";
  // What a change cannot bring up is told as its end.
  if (lastChange?.status === "running" && isFor(lastChange, service)) return "unsure";
  if (state === "error") {
    const crashes = problem?.code === "CRASH_LOOP" || problem?.code === "OUT_OF_MEMORY";
    return crashes || lastChange?.status === "succeeded" ? { ...trouble, kind: "crash-loop" } : "unsure";
  }
  if (state !== "active" && state !== "upgraded") return "unsure";
  if (health === "unhealthy" || health === "degraded") return { ...trouble, kind: "unhealthy" };
  return health === "initializing" || health === "stopped" ? "unsure" : "well";
}

/** What a check prints may be anything, and a notice travels. */
const quiet = (problem: Problem): Problem => (problem.code === "UNHEALTHY" ? { ...problem, data: { ...problem.data, output: "" } } : problem);

/** One decision for all services of an upgrade. */
function waiting({ id, environmentId, revision }: StackRecord, services: ServiceView[]): Trouble[] {
  const upgraded = services.filter(({ state }) => state === "upgraded");
  if (upgraded.length === 0) return [];
  const since = Math.max(...upgraded.map(({ phaseSince }) => phaseSince));
  return [
    { key: `upgrade:${id}:${revision}`, kind: "upgrade-waits", environmentId, stackId: id, services: upgraded.map(({ name }) => name), since, about: {} },
  ];
}

const isFor = (change: Pick<LastChange, "service">, { name }: Pick<ServiceView, "name">): boolean => change.service === null || change.service === name;

/** Ends of a change that say how a service runs, not what kept it from being made. */
const RUNS_BADLY: readonly ErrorCode[] = ["UNHEALTHY", "HEALTH_DEADLINE", "CRASH_LOOP", "OUT_OF_MEMORY"];

async function failed({ registry }: OpsDeps, { id, environmentId, lastChange }: StackRecord, unwell: readonly Trouble[]): Promise<Trouble[]> {
  if (lastChange?.status !== "failed") return [];
  const operation = await registry.operation(EVERYTHING, lastChange.operationId);
  if (!operation) return [];
  const { kind, actor, service, problem } = operation;
  const about = { operation: { id: operation.id, kind, actor }, problem: problem && quiet(problem) };
  const since = operation.endedAt ?? operation.startedAt;
  const services = service === null ? [] : [service];
  const meant = unwell.filter((one) => one.services.some((name) => isFor(operation, { name })));
  const covers = problem && RUNS_BADLY.includes(problem.code) ? meant.map(({ key }) => key) : [];
  return [{ key: `operation:${operation.id}`, kind: "deploy-failed", environmentId, stackId: id, services, since, about, covers }];
}

async function lookAtSite({ registry, places }: OpsDeps): Promise<Look> {
  const look: Look = { troubles: [], well: [], unsure: [], isAbout: ({ kind }) => kind === "engine-down" || kind === "approval-waits" };
  const told = new Set<string>();
  for (const { id } of await registry.environments()) {
    // Environments on one engine are told of once.
    if (told.has(id)) continue;
    for (const other of places.sharing(id)) told.add(other);
    const { state, since } = places.of(id).mirror.status();
    const key = `engine:${id}`;
    if (state === "up") look.well.push(key);
    else if (state === "connecting") look.unsure.push(key);
    else look.troubles.push({ key, kind: "engine-down", environmentId: id, stackId: null, services: [], since, about: { engine: state } });
  }
  for (const { id, stackId, environmentId, askerId, asker, at } of await registry.waitingRequests())
    look.troubles.push({ key: `request:${id}`, kind: "approval-waits", environmentId, stackId, services: [], since: at, about: { asker }, notFor: askerId });
  return look;
}
