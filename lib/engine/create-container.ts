import type Docker from "dockerode";
import type { ContainerCreateOptions, ContainerInspectInfo, HostConfig } from "dockerode";
import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { LABEL } from "@/lib/core/labels";
import { allowedCapabilities, furtherNetworks, toContainerOptions } from "./container-spec";
import { CHANGE_SECONDS, type EngineCall, READ_SECONDS, statusOf } from "./deadline";
import { requireMounted, trueSources } from "./host-directories";
import { brokenInvariants, type ContainerShape } from "./invariants";
import type { OwnObjects } from "./objects";

interface Deps {
  endpoint: string;
  docker: Docker;
  call: EngineCall;
  objects: OwnObjects;
  instanceId: string;
}
interface Wanted {
  stack: DesiredStack;
  service: DesiredService;
  generation: Generation;
  index: number;
}
type Options = ContainerCreateOptions & { name: string; HostConfig: HostConfig };

/** Labels that make a leftover of the same name this very container's. */
const SAME = [LABEL.instance, LABEL.stack, LABEL.generation];

/** Makes one container, connected and checked, not started. Returns its id. */
export async function createContainer(deps: Deps, wanted: Wanted): Promise<string> {
  const { stack, service, generation, index } = wanted;
  const sources = await trueSources(deps.endpoint, generation.spec);
  const options: Options = withSources(toContainerOptions(stack, service, generation, index, deps.instanceId), sources);
  const allowed = { capabilities: allowedCapabilities(generation.spec), hostDirectories: [...sources.values()] };
  const shape: ContainerShape = { labels: options.Labels ?? {}, host: options.HostConfig, allowed };
  refuse(brokenInvariants(shape, shape));
  await requireOwnObjects(deps, wanted);
  const made = await createOrAdopt(deps, options, generation);
  if (made.running) return made.id;
  try {
    await connectFurther(deps, wanted, made.id);
    const info = await inspect(deps, made.id);
    refuse(brokenInvariants({ labels: info.Config.Labels ?? {}, host: info.HostConfig }, shape));
    requireMounted(info, generation.spec, sources);
  } catch (error) {
    // Half made is not made: the next attempt starts clean.
    await removeLeftover(deps, made.id).catch(() => undefined);
    throw error;
  }
  return made.id;
}

/** The real path of a granted directory is what is mounted. */
function withSources(options: Options, sources: ReadonlyMap<string, string>): Options {
  if (sources.size === 0) return options;
  const Mounts = (options.HostConfig.Mounts ?? []).map((mount) => (mount.Type === "bind" ? { ...mount, Source: sources.get(mount.Source) ?? "" } : mount));
  return { ...options, HostConfig: { ...options.HostConfig, Mounts } };
}

function refuse(broken: string[]): void {
  if (broken.length > 0) throw fail("ENGINE_ERROR", { message: `The container would break what Spindle promises: ${broken.join("; ")}.` });
}

/** The engine hands an existing object of the same name over without a word, whoever made it. */
async function requireOwnObjects({ objects }: Deps, { stack, generation }: Wanted): Promise<void> {
  const volumes = generation.spec.mounts.flatMap((mount) => (mount.type === "volume" ? [mount.source] : []));
  await Promise.all([
    ...generation.spec.networks.map((network) => objects.requireOwn("network", stack.id, network.name)),
    ...volumes.map((volume) => objects.requireOwn("volume", stack.id, volume)),
  ]);
}

async function createOrAdopt(deps: Deps, options: Options, generation: Generation): Promise<{ id: string; running: boolean }> {
  const create = () =>
    deps.call({ name: "create container", seconds: CHANGE_SECONDS, image: generation.spec.image }, async (abortSignal) => {
      try {
        return { id: (await deps.docker.createContainer({ ...options, abortSignal })).id, running: false };
      } catch (error) {
        if (statusOf(error) === 409) return null;
        throw error;
      }
    });
  const made = await create();
  if (made !== null) return made;
  const leftover = await inspect(deps, options.name);
  const labels = leftover.Config.Labels ?? {};
  if (SAME.some((label) => labels[label] !== options.Labels?.[label])) throw fail("FOREIGN_OBJECT", { kind: "container", name: options.name });
  // Made and started by a call whose answer was lost.
  if (leftover.State.Running) return { id: leftover.Id, running: true };
  await removeLeftover(deps, leftover.Id);
  const again = await create();
  if (again === null) throw fail("FOREIGN_OBJECT", { kind: "container", name: options.name });
  return again;
}

const inspect = ({ docker, call }: Deps, id: string): Promise<ContainerInspectInfo> =>
  call({ name: "inspect container", seconds: READ_SECONDS }, (abortSignal) => docker.getContainer(id).inspect({ abortSignal }));

const removeLeftover = ({ docker, call }: Deps, id: string): Promise<unknown> =>
  call({ name: "remove container", seconds: CHANGE_SECONDS }, () => docker.getContainer(id).remove({ force: true, v: true }));

async function connectFurther({ docker, call }: Deps, { stack, service, generation, index }: Wanted, id: string): Promise<void> {
  for (const network of furtherNetworks(stack, service, generation, index)) {
    await call({ name: "connect network", seconds: CHANGE_SECONDS }, () =>
      docker.getNetwork(network.name).connect({ Container: id, EndpointConfig: { Aliases: network.aliases } }),
    );
  }
}
