import type { IncomingMessage } from "node:http";
import type Docker from "dockerode";
import type { ContainerCreateOptions, ContainerInspectInfo, HostConfig } from "dockerode";
import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { LABEL } from "@/lib/core/labels";
import type { ConfigFile } from "@/lib/core/service-extras";
import type { ServiceSpec } from "@/lib/core/spec";
import { addressesOf } from "./addresses";
import { allowedCapabilities, furtherNetworks, networkHostName, SECRETS_TARGET, toContainerOptions } from "./container-spec";
import { CHANGE_SECONDS, type EngineCall, READ_SECONDS, statusOf } from "./deadline";
import { bindsOf, requireMounted, trueSources } from "./host-directories";
import { brokenInvariants, type ContainerShape } from "./invariants";
import type { OwnObjects } from "./objects";
import type { SecretFiles } from "./secret-files";
import { tarOf } from "./tar";

interface Deps {
  endpoint: string;
  docker: Docker;
  call: EngineCall;
  objects: OwnObjects;
  instanceId: string;
  secrets: Pick<SecretFiles, "directoryOf">;
}
interface Wanted {
  stack: DesiredStack;
  service: DesiredService;
  generation: Generation;
  index: number;
}
export type Options = ContainerCreateOptions & { name: string; HostConfig: HostConfig };

/** Labels that make a leftover of the same name this very container's. */
const SAME = [LABEL.instance, LABEL.stack, LABEL.generation];

/** Makes one container, connected and checked, not started. Returns what the engine says of it. */
export async function createContainer(deps: Deps, wanted: Wanted): Promise<ContainerInspectInfo> {
  const { stack, service, generation, index } = wanted;
  const addresses = await deps.call({ name: "look at network", seconds: READ_SECONDS }, () => addressesOf(deps.docker, stack, service, generation, index));
  const sources = await trueSources(deps.endpoint, generation.spec);
  const secrets = generation.spec.secrets ? await deps.secrets.directoryOf({ stackId: stack.id, serviceId: service.id, generation: generation.number }) : null;
  const options: Options = withSources(toContainerOptions(stack, service, generation, index, deps.instanceId, { addresses, secrets }), sources);
  await nameNetworkHost(deps, wanted, options);
  const allowed = { capabilities: allowedCapabilities(generation.spec), hostDirectories: [...sources.values()], secrets };
  const shape: ContainerShape = { labels: options.Labels ?? {}, host: options.HostConfig, allowed };
  refuse(brokenInvariants(shape, shape));
  await requireOwnObjects(deps, wanted);
  const made = await createOrAdopt(deps, options, generation);
  if (made.running) return inspect(deps, made.id);
  try {
    await connectFurther(deps, wanted, made.id, addresses);
    const info = await inspect(deps, made.id);
    refuse(brokenInvariants({ labels: info.Config.Labels ?? {}, host: info.HostConfig, config: info.Config }, shape));
    requireMounted(info, generation.spec, sources, secrets);
    await putFiles(deps, info, generation.spec);
    return info;
  } catch (error) {
    // Half made is not made: the next attempt starts clean.
    await removeLeftover(deps, made.id).catch(() => undefined);
    throw error;
  }
}

/** Files go in once, between create and start: in a container that has run, a path of the archive could be led elsewhere while it is unpacked. */
async function putFiles(deps: Deps, info: ContainerInspectInfo, spec: ServiceSpec): Promise<void> {
  const files = spec.configs ?? [];
  if (files.length === 0) return;
  if (info.State.Status !== "created") throw fail("ENGINE_ERROR", { message: "Files are only put into a container that never ran." });
  if (bindsOf(spec).length > 0) await requireNoLinks(deps, info.Id, files);
  const archive = tarOf(files.map(({ target, content, uid, gid, mode }) => ({ path: target, content: Buffer.from(content, "utf8"), uid, gid, mode })));
  const container = deps.docker.getContainer(info.Id);
  await deps.call({ name: "put files", seconds: CHANGE_SECONDS }, (abortSignal) => container.putArchive(archive, { path: "/", abortSignal }));
}

/** The engine unpacks as root and follows links of the image, also into a granted directory: there nobody's rights would be asked. */
async function requireNoLinks({ docker, call }: Deps, id: string, files: ConfigFile[]): Promise<void> {
  const directories = new Set(
    files.flatMap(({ target }) =>
      target
        .split("/")
        .slice(1, -1)
        .map((_, at, parts) => `/${parts.slice(0, at + 1).join("/")}`),
    ),
  );
  for (const path of directories) {
    const isLink = await call({ name: "look at path", seconds: READ_SECONDS }, async () => {
      try {
        const answer = (await docker.getContainer(id).infoArchive({ path })) as IncomingMessage;
        answer.resume();
        return linkIn(String(answer.headers["x-docker-container-path-stat"] ?? ""));
      } catch (error) {
        if (statusOf(error) === 404) return false;
        throw error;
      }
    });
    if (isLink) throw fail("HOST_DIRECTORY_REFUSED", { path, reason: "config-link" });
  }
}

/** What the engine says of a path, in base64; what cannot be read is taken for a link. */
function linkIn(header: string): boolean {
  try {
    return (JSON.parse(Buffer.from(header, "base64").toString("utf8")) as { linkTarget?: string }).linkTarget !== "";
  } catch {
    return true;
  }
}

/** A shared network is named by the id of the other container, after a look whether it is this stack's. */
async function nameNetworkHost(deps: Deps, { stack, generation }: Wanted, options: Options): Promise<void> {
  const { networkMode } = generation.spec;
  if (typeof networkMode !== "object") return;
  const info = await inspect(deps, networkHostName(stack, networkMode.service));
  const labels = info.Config.Labels ?? {};
  if (labels[LABEL.instance] !== deps.instanceId || labels[LABEL.stack] !== stack.id)
    throw fail("FOREIGN_OBJECT", { kind: "container", name: info.Name.replace(/^\//, "") });
  options.HostConfig.NetworkMode = `container:${info.Id}`;
}

/** The real path of a granted directory is what is mounted. */
function withSources(options: Options, sources: ReadonlyMap<string, string>): Options {
  if (sources.size === 0) return options;
  const Mounts = (options.HostConfig.Mounts ?? []).map((mount) =>
    mount.Type === "bind" && mount.Target !== SECRETS_TARGET ? { ...mount, Source: sources.get(mount.Source) ?? "" } : mount,
  );
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

/** Null when there is one of that name. */
const createOne = ({ docker, call }: Pick<Deps, "docker" | "call">, options: Options, image: string): Promise<{ id: string; running: boolean } | null> =>
  call({ name: "create container", seconds: CHANGE_SECONDS, image }, async (abortSignal) => {
    try {
      return { id: (await docker.createContainer({ ...options, abortSignal })).id, running: false };
    } catch (error) {
      if (statusOf(error) === 409) return null;
      throw error;
    }
  });

/** Makes a debug helper, checked before and after like every other container, not started. */
export async function createDebugContainer(deps: Pick<Deps, "docker" | "call">, options: Options, shape: ContainerShape): Promise<ContainerInspectInfo> {
  refuse(brokenInvariants(shape, shape));
  const made = await createOne(deps, options, options.Image ?? "");
  if (made === null) throw fail("FOREIGN_OBJECT", { kind: "container", name: options.name });
  try {
    const info = await inspect(deps, made.id);
    refuse(brokenInvariants({ labels: info.Config.Labels ?? {}, host: info.HostConfig, config: info.Config }, shape));
    return info;
  } catch (error) {
    await removeLeftover(deps, made.id).catch(() => undefined);
    throw error;
  }
}

async function createOrAdopt(deps: Deps, options: Options, generation: Generation): Promise<{ id: string; running: boolean }> {
  const create = () => createOne(deps, options, generation.spec.image);
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

const inspect = ({ docker, call }: Pick<Deps, "docker" | "call">, id: string): Promise<ContainerInspectInfo> =>
  call({ name: "inspect container", seconds: READ_SECONDS }, (abortSignal) => docker.getContainer(id).inspect({ abortSignal }));

const removeLeftover = ({ docker, call }: Pick<Deps, "docker" | "call">, id: string): Promise<unknown> =>
  call({ name: "remove container", seconds: CHANGE_SECONDS }, () => docker.getContainer(id).remove({ force: true, v: true }));

async function connectFurther(
  { docker, call }: Deps,
  { stack, service, generation, index }: Wanted,
  id: string,
  addresses: ReadonlyMap<string, string>,
): Promise<void> {
  for (const network of furtherNetworks(stack, service, generation, index)) {
    const address = addresses.get(network.name);
    await call({ name: "connect network", seconds: CHANGE_SECONDS }, () =>
      docker
        .getNetwork(network.name)
        .connect({ Container: id, EndpointConfig: { Aliases: network.aliases, ...(address === undefined ? {} : { IPAMConfig: { IPv4Address: address } }) } }),
    );
  }
}
