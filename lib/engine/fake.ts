import type { EngineDisk, EngineHealth } from "@/lib/core/engine-health";
import { fail, type Problem, SpindleError } from "@/lib/core/errors";
import { engineName } from "@/lib/core/labels";
import { type FakeContainer, fakeFacts, fakeStorage, fakeUsage, makeFakeContainer, probesOf } from "./fake-container";
import { FakeLife } from "./fake-life";
import { FakeEvents, fakeFile, fakeLog, fakeShell } from "./fake-streams";
import type { FakeEngine, FakeImage } from "./fake-types";
import type { SecretsHome } from "./port";

export type { FakeEngine, FakeImage } from "./fake-types";

const homeOf = ({ stackId, serviceId, generation }: SecretsHome): string => `${stackId}/${serviceId}-${generation}`;

const HEALTH: Omit<EngineHealth, "askedAt"> = {
  components: [
    { name: "Engine", version: "20.10.24" },
    { name: "runc", version: "1.3.3" },
  ],
  apiVersion: "1.41",
  system: "none",
  kernel: "none",
  storageDriver: "memory",
  storageFacts: [],
  cgroupVersion: "2",
  cgroupDriver: "none",
  loggingDriver: "json-file",
  liveRestore: false,
  swarm: false,
  rootDir: "",
  disk: null,
  security: { seccomp: "default", appArmor: false, seLinux: false, rootless: false, userNamespaces: false },
  warnings: [],
  clockAhead: 0,
  took: 0,
};
const NOTHING = { count: 0, bytes: 0, unusedBytes: 0 };
const DISK: Omit<EngineDisk, "measuredAt"> = { images: NOTHING, containers: NOTHING, volumes: NOTHING, buildCache: NOTHING, imageList: [] };

/** A deterministic engine in memory. It has no clock of its own: time is `now()`. */
export function createFakeEngine({ now, id: engineId = "" }: { now: () => number; id?: string }): FakeEngine {
  const images = new Map<string, FakeImage>();
  const networks = new Map<string, { stackId: string; name: string }>();
  const volumes = new Map<string, { stackId: string; name: string }>();
  const secrets: FakeEngine["secrets"] = new Map();
  const calls: string[] = [];
  const failures: { call: string; problem: Problem }[] = [];
  const events = new FakeEvents();
  const life = new FakeLife(now, (event) => {
    if (!engine.mute) events.push(event);
  });
  const { containers, takenPorts } = life;
  const named = (id: string) => life.named(id);
  const need = (id: string) => life.need(id);
  let down = false;
  let made = 0;

  /** Every call comes through here: it is written down, and may be made to fail. */
  const call = <T>(name: string, answer: () => T): Promise<T> => {
    calls.push(name);
    if (engine.hang) return new Promise(() => undefined);
    if (down) return Promise.reject(fail("ENGINE_UNREACHABLE", { endpoint: "fake://", since: now() }));
    life.tick();
    const failing = failures.findIndex((failure) => name === failure.call || name.startsWith(`${failure.call} `));
    const [failure] = failing === -1 ? [] : failures.splice(failing, 1);
    if (failure !== undefined) return Promise.reject(new SpindleError(failure.problem));
    return new Promise((resolve) => resolve(answer()));
  };

  const createNamed = (kind: "network" | "volume", objects: typeof networks, stackId: string, name: string) => {
    if (objects.has(engineName[kind](stackId, name))) return;
    objects.set(engineName[kind](stackId, name), { stackId, name });
    events.push({ type: kind, action: "create", stackId, name, at: now() });
  };
  const removeNamed = (kind: "network" | "volume", objects: typeof networks, stackId: string, name: string) => {
    if (objects.delete(engineName[kind](stackId, name))) events.push({ type: kind, action: "destroy", stackId, name, at: now() });
  };

  const engine: FakeEngine = {
    endpoint: "fake://",
    hang: false,
    mute: false,
    images,
    calls,
    secrets,
    takenPorts,
    tick: () => life.tick(),
    info: () => call("info", () => ({ id: engineId, version: "0", apiVersion: "1.41", name: "fake", cpus: 2, memoryBytes: 8 * 2 ** 30 })),
    hostLoad: async () => null,
    health: () => call("health", () => ({ ...HEALTH, askedAt: now() })),
    disk: () => call("disk", () => ({ ...DISK, measuredAt: now() })),
    ping: () => call("ping", () => undefined),
    snapshot: () =>
      call("snapshot", () => ({
        containers: life.observed(),
        networks: [...networks.values()],
        volumes: [...volumes.values()],
        foreign: [...containers.values()]
          .filter(({ seen }) => seen === null)
          .map(({ name, running }) => ({ name, image: "foreign:1", state: running ? "running" : "exited" })),
        publishedPorts: life.published(),
        running: life.running().length,
        total: containers.size,
      })),
    inspect: (id) =>
      call(`inspect ${named(id)}`, () => {
        const seen = containers.get(id)?.seen ?? null;
        return seen && structuredClone(seen);
      }),
    events: (signal) => {
      calls.push("events");
      if (down) throw fail("ENGINE_UNREACHABLE", { endpoint: "fake://", since: now() });
      return events.follow(signal);
    },
    pastEvents: () => call("past-events", () => events.past()),
    probes: (id) => call(`probes ${named(id)}`, () => probesOf(need(id), now())),
    createNetwork: (stack, network) => call(`create-network ${network}`, () => createNamed("network", networks, stack.id, network)),
    removeNetwork: (stackId, network) => call(`remove-network ${network}`, () => removeNamed("network", networks, stackId, network)),
    createVolume: (stack, volume) => call(`create-volume ${volume}`, () => createNamed("volume", volumes, stack.id, volume)),
    removeVolume: (stackId, volume) => call(`remove-volume ${volume}`, () => removeNamed("volume", volumes, stackId, volume)),
    pull: (image, { onProgress }) =>
      call(`pull ${image}`, () => {
        const [name, digest] = image.split("@");
        const byDigest = () => [...images].find(([key, one]) => key.startsWith(`${name}:`) && one.registryDigest === digest)?.[1];
        const found = digest === undefined ? images.get(image) : byDigest();
        if (found === undefined) throw fail("IMAGE_NOT_FOUND", { image });
        onProgress({ layers: [{ id: "layer", status: "done", current: 1, total: 1 }] });
        return digest === undefined ? { imageId: found.imageId, digest: found.digest ?? null } : { imageId: digest, digest };
      }),
    secretsPlaced: async (home, names) => names.every((name) => secrets.get(homeOf(home))?.has(name)),
    placeSecrets: async (home, files) => void secrets.set(homeOf(home), new Map(files.map(({ name, bytes }) => [name, bytes.toString("utf8")]))),
    dropOtherSecrets: async (stackId, keep) => {
      const kept = keep.map((home) => homeOf({ stackId, ...home }));
      for (const home of secrets.keys()) if (home.startsWith(`${stackId}/`) && !kept.includes(home)) secrets.delete(home);
    },
    create: (stack, service, generation, index) =>
      call(`create ${service.name}-${index}`, () => {
        const image = images.get(generation.spec.image) ?? [...images.values()].find((candidate) => candidate.imageId === generation.imageId);
        if (image === undefined) throw fail("IMAGE_NOT_FOUND", { image: generation.spec.image });
        for (const network of generation.spec.networks)
          if (!networks.has(engineName.network(stack.id, network.name))) throw fail("ENGINE_ERROR", { message: `network ${network.name} not found` });
        const placed = secrets.get(homeOf({ stackId: stack.id, serviceId: service.id, generation: generation.number }));
        for (const { target, source } of generation.spec.secrets ?? [])
          if (!placed?.has(target.replace("/run/secrets/", ""))) throw fail("SECRET_MISSING", { secret: source });
        const name = engineName.container(stack.id, service.name, generation.number, index);
        const other = [...containers.values()].find((container) => container.name === name);
        if (other !== undefined && other.seen === null) throw fail("FOREIGN_OBJECT", { kind: "container", name });
        if (other?.running === true && other.seen) return { ...other.seen };
        if (other !== undefined) life.drop(other.id);
        made += 1;
        const container = makeFakeContainer(`c${made}`, image, now(), { stack, service, generation, index });
        life.add(container);
        return { ...container.seen };
      }),
    start: (id) => call(`start ${named(id)}`, () => life.start(id)),
    stop: (id) => call(`stop ${named(id)}`, () => life.stop(id)),
    restart: (id) =>
      call(`restart ${named(id)}`, () => {
        life.stop(id);
        life.start(id);
        life.tell(need(id), "restart");
      }),
    runHook: (id, hook) => call(`hook ${named(id)} ${hook.command.join(" ")}`, () => void need(id)),
    remove: (id) => call(`remove ${named(id)}`, () => life.drop(id)),
    logs: (id, options) => call(`logs ${named(id)}`, () => fakeLog(need(id).log, options)),
    probeShells: (id) => call(`probe-shells ${named(id)}`, () => need(id).image.shells ?? ["sh"]),
    shell: (id) =>
      call(`shell ${named(id)}`, () => {
        life.needRunning(id);
        return fakeShell();
      }),
    command: (id, { command, onOutput }) =>
      call(`command ${named(id)} ${command.join(" ")}`, () => {
        life.needRunning(id);
        const stdout = `${command.join(" ")}\n`;
        onOutput?.({ stream: "stdout", bytes: Buffer.from(stdout), cut: false });
        return { exitCode: 0, stdout, stderr: "", truncated: false, timedOut: false };
      }),
    files: {
      list: (id, path) => call(`list-files ${named(id)} ${path}`, () => ({ path, entries: [], truncated: false, writable: true, hasTar: true })),
      read: (id, path) => call(`read-file ${named(id)} ${path}`, () => fakeFile()),
      write: async (id, upload) => {
        await call(`write-file ${named(id)} ${upload.directory} ${upload.name}`, () => void need(id));
        for await (const piece of upload.content) upload.onProgress(piece.length);
      },
    },
    debugShell: (id, { image }) => call(`debug-shell ${named(id)} ${image}`, () => ({ session: fakeShell(), shell: "sh" as const, shells: ["sh" as const] })),
    describe: (id) => call(`describe ${named(id)}`, () => ({ Id: id, Name: `/${need(id).name}`, Config: { Env: [] } })),
    image: (reference) => call(`image ${reference}`, () => fakeFacts(images.get(reference))),
    registryDigest: (reference) =>
      call(`registry-digest ${reference}`, () => {
        const digest = images.get(reference)?.registryDigest;
        if (digest === undefined) throw fail("REGISTRY_UNREACHABLE", { image: reference, host: "registry.example" });
        return digest;
      }),
    usage: (runs) =>
      call("usage", () => ({ counters: new Map(runs.flatMap(({ id }) => (containers.get(id)?.running ? [[id, fakeUsage(now())]] : []))), direct: true })),
    storage: (id) => call(`storage ${named(id)}`, () => fakeStorage(need(id))),
    measure: (ids, names) =>
      call("measure", () => ({
        layers: Object.fromEntries(ids.map((one) => [one, 1024])),
        volumes: Object.fromEntries(names.map((one) => [one, 4096])),
        measuredAt: now(),
      })),
    isPortFree: (port, protocol) =>
      call(`is-port-free ${port}/${protocol}`, () => !takenPorts.has(`${port}/${protocol}`) && !life.published().has(`${port}/${protocol}`)),
    containers: () => life.observed(),
    kill: (id) => life.kill(id),
    crash: (id, exitCode = 1) => life.crash(id, exitCode),
    removeOutside: (id) => life.drop(id),
    changeOutside: (id, action, change) => {
      const container = need(id);
      if (container.seen !== null) Object.assign(container.seen, change);
      life.tell(container, action);
    },
    addForeign: (name, ports = []) => {
      made += 1;
      const foreign: FakeContainer = {
        seen: null,
        id: `f${made}`,
        name,
        running: true,
        ports,
        image: { imageId: "sha256:foreign" },
        restart: { policy: "no" },
        restartAt: null,
        checked: false,
        log: [],
        mounts: [],
      };
      life.add(foreign);
      life.tell(foreign, "start");
      return foreign.id;
    },
    goDown: () => {
      down = true;
      events.endAll();
    },
    comeUp: () => {
      down = false;
    },
    failNext: (name, problem) => void failures.push({ call: name, problem }),
    log: (id, ...lines) => void need(id).log.push(...lines.map((line) => `${new Date(now()).toISOString().replace("Z", "000000Z")} ${line}\n`)),
  };
  return engine;
}
