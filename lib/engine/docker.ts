import type Docker from "dockerode";
import type { EngineTls } from "@/lib/core/engine-address";
import { fail } from "@/lib/core/errors";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import { runCommand } from "./command";
import { connect } from "./connect";
import { createContainer } from "./create-container";
import { CHANGE_SECONDS, type EngineCall, engineCaller, READ_SECONDS, statusOf } from "./deadline";
import { debugRoom } from "./debug";
import { DEFAULT_ENDPOINT, socketPathOf } from "./endpoint";
import { engineEvents, pastEvents } from "./events";
import { fileRoom } from "./files";
import { healthRoom } from "./health";
import { runHook } from "./hooks";
import { requireSameDirectory, requireStillTrue } from "./host-directories";
import { hostLoad } from "./host-load";
import { isPortFree } from "./host-port";
import { imageRoom } from "./images";
import { limiter } from "./limit";
import { openLogs } from "./logs";
import { ownObjects } from "./objects";
import { toObserved, toProbes, withoutValues } from "./observe";
import { type OwnContainers, ownContainers, plainName } from "./own-containers";
import type { Engine } from "./port";
import { pullImage } from "./pull";
import { secretFiles } from "./secret-files";
import { shellRoom } from "./shell";
import { takeSnapshot } from "./snapshot";
import { measuring, storageOf } from "./storage";
import { usageRoom } from "./usage";

export interface DockerEngineOptions {
  /** DOCKER_HOST spelling; the local socket when left out. */
  endpoint?: string;
  /** See `connect`. */
  pinned?: string | null;
  tls?: EngineTls | null;
  /** Written on every object and asked of every object before it is touched. */
  instanceId: string;
  /** Where subnets of kept addresses come from. */
  addressPool?: string;
  /** A directory on a tmpfs for the files of secrets. */
  secretsDir?: string | undefined;
}

const STARTS_AT_ONCE = 10;
/** 20.10 can deadlock for good when many containers are removed at once. */
const REMOVALS_AT_ONCE = 4;

/** A Docker engine behind the Engine port. Makes no connection until it is asked something. */
export function createDockerEngine({
  endpoint = DEFAULT_ENDPOINT,
  pinned = null,
  tls = null,
  instanceId,
  addressPool,
  secretsDir,
}: DockerEngineOptions): Engine {
  const docker = connect({ endpoint, pinned, tls });
  // Its types leave out the options.
  const ping = docker.ping.bind(docker) as (options: { abortSignal: AbortSignal }) => Promise<unknown>;
  const call = engineCaller(endpoint);
  const objects = ownObjects(docker, call, instanceId, addressPool);
  const shells = shellRoom(docker, call);
  const starting = limiter(STARTS_AT_ONCE);
  const creating = limiter(STARTS_AT_ONCE);
  const removing = limiter(REMOVALS_AT_ONCE);
  const own = ownContainers(docker, call, instanceId);
  const debugging = debugRoom(docker, call, shells);
  const secrets = secretFiles({ endpoint, instanceId, root: secretsDir });

  /** Changes of a container; one that is already so (304) is done. */
  const change = (name: string, id: string, seconds: number, run: (container: Docker.Container, signal: AbortSignal) => Promise<unknown>) =>
    call({ name, seconds }, async (signal) => {
      try {
        await run(docker.getContainer(id), signal);
      } catch (error) {
        if (statusOf(error) !== 304) throw error;
      }
    });

  /** A start of a container that sees a directory of the host: what it mounts is looked at before and after. */
  const watched = async (id: string, begin: () => Promise<void>): Promise<void> => {
    if (!(await own.made(id))?.shares) return begin();
    await requireStillTrue(await own.require(id));
    await begin();
    try {
      await requireSameDirectory(await own.require(id));
    } catch (error) {
      await call({ name: "kill container", seconds: CHANGE_SECONDS }, () => docker.getContainer(id).kill()).catch(() => undefined);
      throw error;
    }
  };

  return {
    endpoint,
    info: () =>
      call({ name: "ask who it is", seconds: READ_SECONDS }, async () => {
        const [info, version] = await Promise.all([docker.info(), docker.version()]);
        return { id: info.ID ?? "", version: version.Version, apiVersion: version.ApiVersion, name: info.Name, cpus: info.NCPU, memoryBytes: info.MemTotal };
      }),
    ping: () => call({ name: "ping", seconds: READ_SECONDS }, async (abortSignal) => void (await ping({ abortSignal }))),
    snapshot: () => takeSnapshot(docker, call, instanceId, objects, own.look, debugging.sweep),
    inspect: async (id) => {
      const info = await own.look(id);
      return info === null ? null : toObserved(info, instanceId);
    },
    events: (signal) => engineEvents(docker, call, instanceId, objects, signal),
    pastEvents: () => pastEvents(docker, call, instanceId, objects),
    createNetwork: objects.createNetwork,
    removeNetwork: objects.removeNetwork,
    createVolume: objects.createVolume,
    removeVolume: objects.removeVolume,
    pull: (image, options) => pullImage(docker, call, image, options),
    secretsPlaced: secrets.arePlaced,
    placeSecrets: secrets.place,
    dropOtherSecrets: secrets.dropOthers,
    create: (stack, service, generation, index) =>
      creating(async () => {
        const info = await createContainer({ endpoint, docker, call, objects, instanceId, secrets }, { stack, service, generation, index });
        own.remember(info);
        const observed = toObserved(info, instanceId);
        if (observed === null) throw fail("FOREIGN_OBJECT", { kind: "container", name: info.Name.replace(/^\//, "") });
        return observed;
      }),
    start: (id) =>
      starting(() => watched(id, () => change("start container", id, CHANGE_SECONDS, (container, abortSignal) => container.start({ abortSignal })))),
    stop: (id, graceSeconds) =>
      change("stop container", id, CHANGE_SECONDS + graceSeconds, (container, abortSignal) => container.stop({ t: graceSeconds, abortSignal })),
    restart: (id, graceSeconds) =>
      starting(() =>
        watched(id, () =>
          change("restart container", id, CHANGE_SECONDS + graceSeconds, (container, abortSignal) => container.restart({ t: graceSeconds, abortSignal })),
        ),
      ),
    runHook: async (id, hook) => runHook(docker, call, id, plainName(await own.requireRunning(id)), hook),
    remove: (id) => removing(() => removeContainer(docker, call, own, id)),
    logs: async (id, options) => openLogs(docker, call, id, (await own.require(id)).Config.Tty, options),
    probeShells: async (id) => shells.probe(id, (await own.requireRunning(id)).Image),
    shell: async (id, options) => shells.open(id, (await own.requireRunning(id)).Config.User || "root", options),
    command: async (id, options) => runCommand(docker, call, id, plainName(await own.requireRunning(id)), options),
    probes: async (id) => toProbes(await own.require(id)),
    files: fileRoom(docker, call, async (id) => {
      const info = await own.requireRunning(id);
      const found = await shells.probe(id, info.Image);
      const shell = found.includes("sh") ? "sh" : found[0];
      if (shell === undefined) throw fail("FILE_REFUSED", { path: "/", reason: "no-shell", detail: null, limitBytes: MOST_FILE_BYTES });
      return { id, label: plainName(info), shell };
    }),
    debugShell: async (id, options) => debugging.open(await own.requireRunning(id), options),
    describe: async (id) => withoutValues(await own.require(id)),
    ...imageRoom(docker, call),
    ...usageRoom({ docker, call, own, endpoint }),
    storage: async (id) => storageOf(await own.require(id)),
    measure: measuring(docker, call),
    ...healthRoom(docker, call, endpoint),
    hostLoad: hostLoad(endpoint),
    isPortFree: (port, protocol) => (socketPathOf(endpoint) === null ? Promise.resolve(true) : isPortFree(port, protocol)),
  };
}

/** A container that is gone, or on its way out by another call, is done; one that is not this instance's is left alone. */
async function removeContainer(docker: Docker, call: EngineCall, own: OwnContainers, id: string): Promise<void> {
  const made = await own.made(id);
  if (made === null) return;
  if (!made.ours) throw fail("FOREIGN_OBJECT", { kind: "container", name: made.name });
  await call({ name: "remove container", seconds: CHANGE_SECONDS }, async () => {
    try {
      await docker.getContainer(id).remove({ force: true, v: true });
    } catch (error) {
      if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
    }
  });
  own.forget(id);
}
