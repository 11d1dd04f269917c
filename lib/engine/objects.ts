import type Docker from "dockerode";
import type { DesiredStack } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { engineName, LABEL } from "@/lib/core/labels";
import { recent } from "@/lib/core/recent";
import { makeNetwork } from "./addresses";
import { CHANGE_SECONDS, type EngineCall, READ_SECONDS, statusOf } from "./deadline";

export interface OwnedName {
  stackId: string;
  /** As the file says it. */
  name: string;
}
type Kind = "network" | "volume";
type Labels = Record<string, string> | null | undefined;

/** Networks and volumes of this instance. An object whose labels are not this stack's is never used, changed or removed. */
export interface OwnObjects {
  createNetwork(stack: DesiredStack, network: string, internal: boolean): Promise<void>;
  removeNetwork(stackId: string, network: string): Promise<void>;
  createVolume(stack: DesiredStack, volume: string): Promise<void>;
  removeVolume(stackId: string, volume: string): Promise<void>;
  /** Throws FOREIGN_OBJECT when an object of that name is there and is not this stack's. */
  requireOwn(kind: Kind, stackId: string, name: string): Promise<void>;
  list(): Promise<{ networks: OwnedName[]; volumes: OwnedName[] }>;
  /** Whose the object of that engine name is, or was: events of 20.10 carry no labels. */
  ownerOf(kind: Kind, objectName: string): Promise<OwnedName | null>;
}

const LABEL_OF: Record<Kind, string> = { network: LABEL.network, volume: LABEL.volume };

/** A missing object answers null; the engine's 404 is no failure here. */
async function missingIsNull<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

export function ownObjects(docker: Docker, call: EngineCall, instanceId: string, addressPool: string | undefined): OwnObjects {
  const known = new Map<string, OwnedName>();
  /** Ten containers made side by side ask once whose network it is. */
  const looked = recent<void>({ keepMs: 1_000, most: 100, now: Date.now });

  const ownerIn = (kind: Kind, labels: Labels): OwnedName | null => {
    const stackId = labels?.[LABEL.stack];
    const name = labels?.[LABEL_OF[kind]];
    return labels?.[LABEL.instance] === instanceId && stackId !== undefined && name !== undefined ? { stackId, name } : null;
  };

  const remember = (kind: Kind, objectName: string, labels: Labels): OwnedName | null => {
    const owner = ownerIn(kind, labels);
    if (owner !== null) known.set(`${kind} ${objectName}`, owner);
    return owner;
  };

  const labelsOf = async (kind: Kind, objectName: string): Promise<{ labels: Labels } | null> =>
    call({ name: `look at ${kind}`, seconds: READ_SECONDS }, async (abortSignal) => {
      const inspected: Promise<{ Labels?: Labels }> =
        kind === "network" ? docker.getNetwork(objectName).inspect() : docker.getVolume(objectName).inspect({ abortSignal });
      const found = await missingIsNull(inspected);
      return found === null ? null : { labels: found.Labels };
    });

  const isOwn = (kind: Kind, labels: Labels, stackId: string, name: string): boolean => {
    const owner = ownerIn(kind, labels);
    return owner !== null && owner.stackId === stackId && owner.name === name;
  };

  /** Whether the object is there and this stack's; throws when it is there and is not. */
  const present = async (kind: Kind, stackId: string, name: string): Promise<boolean> => {
    const objectName = engineName[kind](stackId, name);
    const found = await labelsOf(kind, objectName);
    if (found === null) return false;
    if (!isOwn(kind, found.labels, stackId, name)) throw fail("FOREIGN_OBJECT", { kind, name: objectName });
    remember(kind, objectName, found.labels);
    return true;
  };

  const labelsFor = (kind: Kind, stack: DesiredStack, name: string): Record<string, string> => ({
    [LABEL.instance]: instanceId,
    [LABEL.stack]: stack.id,
    [LABEL.stackName]: stack.name,
    [LABEL.owner]: stack.owner,
    [LABEL_OF[kind]]: name,
  });

  const create = async (
    kind: Kind,
    stack: DesiredStack,
    name: string,
    make: (objectName: string, labels: Record<string, string>, signal: AbortSignal) => Promise<unknown>,
  ) => {
    if (await present(kind, stack.id, name)) return;
    const objectName = engineName[kind](stack.id, name);
    const labels = labelsFor(kind, stack, name);
    // Before the call: its event can arrive before its answer.
    remember(kind, objectName, labels);
    await call({ name: `create ${kind}`, seconds: CHANGE_SECONDS }, async (signal) => {
      try {
        await make(objectName, labels, signal);
      } catch (error) {
        if (statusOf(error) !== 409) throw error;
      }
    });
    // A volume of that name made by somebody else meanwhile would have been handed over silently.
    await present(kind, stack.id, name);
  };

  const remove = async (kind: Kind, stackId: string, name: string, drop: (objectName: string, signal: AbortSignal) => Promise<unknown>) => {
    if (!(await present(kind, stackId, name))) return;
    await call({ name: `remove ${kind}`, seconds: CHANGE_SECONDS }, (signal) => missingIsNull(drop(engineName[kind](stackId, name), signal)));
  };

  return {
    createNetwork: (stack, network, internal) =>
      create("network", stack, network, (Name, Labels, abortSignal) =>
        makeNetwork(docker, stack, network, addressPool, { Name, Labels, Driver: "bridge", Internal: internal, CheckDuplicate: true, abortSignal }),
      ),
    createVolume: (stack, volume) =>
      create("volume", stack, volume, (Name, Labels, abortSignal) => docker.createVolume({ Name, Labels, Driver: "local", abortSignal })),
    removeNetwork: (stackId, network) => remove("network", stackId, network, (name, abortSignal) => docker.getNetwork(name).remove({ abortSignal })),
    removeVolume: (stackId, volume) => remove("volume", stackId, volume, (name, abortSignal) => docker.getVolume(name).remove({ abortSignal })),
    requireOwn: (kind, stackId, name) => looked.ask(`${kind} ${stackId} ${name}`, () => present(kind, stackId, name).then(() => undefined)),
    list: () =>
      call({ name: "list networks and volumes", seconds: READ_SECONDS }, async (abortSignal) => {
        const filters = { label: [`${LABEL.instance}=${instanceId}`] };
        const [networks, volumes] = await Promise.all([docker.listNetworks({ filters, abortSignal }), docker.listVolumes({ filters, abortSignal })]);
        const owned = (kind: Kind, objects: { Name: string; Labels?: Labels }[]) =>
          objects.flatMap(({ Name, Labels: labels }) => remember(kind, Name, labels) ?? []);
        return { networks: owned("network", networks), volumes: owned("volume", volumes.Volumes ?? []) };
      }),
    ownerOf: async (kind, objectName) => {
      const owner = known.get(`${kind} ${objectName}`);
      if (owner !== undefined || !objectName.startsWith("spindle-")) return owner ?? null;
      const found = await labelsOf(kind, objectName).catch(() => null);
      return found === null ? null : remember(kind, objectName, found.labels);
    },
  };
}
