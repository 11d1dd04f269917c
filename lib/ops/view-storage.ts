import type { DesiredService } from "@/lib/core/desired";
import { fail, problemOf } from "@/lib/core/errors";
import { containersOf, labelOf } from "@/lib/core/facts";
import { engineName } from "@/lib/core/labels";
import type { ObservedContainer } from "@/lib/core/observed";
import type { ContainerMount, ContainerStorage, StorageRow, StorageSizes, StorageView } from "@/lib/core/storage";
import type { Engine } from "@/lib/engine/port";
import type { StackRecord } from "@/lib/registry/types";
import type { OpArgs, OpContext } from "./context";
import { requireEngine, requireStack } from "./require-stack";

interface Key {
  environment: string;
  stack: string;
  service: string;
}

/** Every path that the containers of a service can write to. Asked for by a person, so it may cost an engine call a container. */
export async function getStorage({ ctx, input }: OpArgs<Key>): Promise<StorageView> {
  const { stack, service, looked } = await lookAt(ctx, input);
  const names = new Map(stack.desired.volumes.map((name) => [engineName.volume(stack.id, name), name]));
  return {
    rows: looked.flatMap(({ container, storage }) => (storage ? rowsOf(service, container, storage, names) : [])),
    unknown: looked.filter(({ storage }) => storage === null).map(({ container }) => labelOf(service.name, container.index)),
  };
}

/** How much is in them. Expensive, so it is a question of its own, and the engine room remembers the answer for a while unless it is asked `again`. */
export async function measureStorage({ ctx, input }: OpArgs<Key & { again?: boolean }>): Promise<StorageSizes> {
  const { engine, looked } = await lookAt(ctx, input);
  const volumes = looked.flatMap(({ storage }) => storage?.mounts.flatMap(({ kind, engineName: name }) => (kind === "host" ? [] : (name ?? []))) ?? []);
  return engine.measure(
    looked.map(({ container }) => container.id),
    [...new Set(volumes)],
    input.again,
  );
}

async function lookAt(ctx: OpContext, input: Key) {
  const { stack } = await requireStack(ctx, input, "container.inspect");
  const service = stack.desired.services.find(({ name }) => name === input.service);
  if (!service) throw fail("NOT_FOUND", { what: "service" });
  const { engine, mirror } = ctx.places.of(stack.environmentId);
  requireEngine({ mirror });
  const looked = await Promise.all(
    containersOf(service, mirror.stack(stack.id)).map(async (container) => ({ container, storage: await storageOrNull(engine, container.id) })),
  );
  return { engine, stack, service, looked } satisfies { engine: Engine; stack: StackRecord; service: DesiredService; looked: unknown };
}

/** A container that went meanwhile, or an engine that is slow, leaves a gap and not an error. */
async function storageOrNull(engine: Engine, id: string): Promise<ContainerStorage | null> {
  try {
    return await engine.storage(id);
  } catch (error) {
    if (problemOf(error).code === "UNKNOWN") throw error;
    return null;
  }
}

function rowsOf(
  service: DesiredService,
  seen: ObservedContainer,
  { mounts, readOnlyRoot }: ContainerStorage,
  names: ReadonlyMap<string, string>,
): StorageRow[] {
  const generation = seen.generation === service.target?.number ? "new" : seen.generation === service.kept?.number ? "old" : "leaving";
  const container = { id: seen.id, label: labelOf(service.name, seen.index), generation } as const;
  const rowOf = ({ kind, path, engineName: name, limitBytes }: ContainerMount): StorageRow => ({
    kind,
    path,
    volume: (name !== null && names.get(name)) || null,
    engineName: name,
    limitBytes,
    container,
  });
  const layer: StorageRow[] = readOnlyRoot ? [] : [{ kind: "layer", path: "/", volume: null, engineName: null, limitBytes: null, container }];
  return [...mounts.filter(({ readOnly }) => !readOnly).map(rowOf), ...layer];
}
