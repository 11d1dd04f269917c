import type Docker from "dockerode";
import type { ContainerInspectInfo } from "dockerode";
import { fail } from "@/lib/core/errors";
import { LABEL } from "@/lib/core/labels";
import { type EngineCall, READ_SECONDS, statusOf } from "./deadline";

/** What a container was made with and keeps until it is gone. */
interface Made {
  ours: boolean;
  /** It sees a directory of the host. */
  shares: boolean;
  name: string;
}

/** Looks at containers, and remembers what no later look can say otherwise. */
export interface OwnContainers {
  look(id: string): Promise<ContainerInspectInfo | null>;
  /** The container, when it is there and this instance's; else NOT_FOUND. */
  require(id: string): Promise<ContainerInspectInfo>;
  requireRunning(id: string): Promise<ContainerInspectInfo>;
  /** Costs a look only the first time; null when it was gone by then. */
  made(id: string): Promise<Made | null>;
  remember(info: ContainerInspectInfo): void;
  forget(id: string): void;
}

const MOST = 10_000;

export function ownContainers(docker: Docker, call: EngineCall, instanceId: string): OwnContainers {
  const known = new Map<string, Made>();

  const remember = (info: ContainerInspectInfo): Made => {
    const made = {
      ours: info.Config.Labels?.[LABEL.instance] === instanceId,
      shares: info.HostConfig.Mounts?.some(({ Type }) => Type === "bind") ?? false,
      name: info.Name.replace(/^\//, ""),
    };
    if (known.size >= MOST) known.clear();
    known.set(info.Id, made);
    return made;
  };
  const see = async (id: string): Promise<{ info: ContainerInspectInfo; made: Made } | null> => {
    const info = await inspectOrNull(docker, call, id);
    return info && { info, made: remember(info) };
  };
  const require = async (id: string): Promise<ContainerInspectInfo> => {
    const seen = await see(id);
    if (!seen?.made.ours) throw fail("NOT_FOUND", { what: "container" });
    return seen.info;
  };

  return {
    look: async (id) => (await see(id))?.info ?? null,
    require,
    requireRunning: async (id) => {
      const info = await require(id);
      if (info.State.Status !== "running") throw fail("CONTAINER_NOT_RUNNING", { container: plainName(info), state: info.State.Status });
      return info;
    },
    made: async (id) => known.get(id) ?? (await see(id))?.made ?? null,
    remember: (info) => void remember(info),
    forget: (id) => void known.delete(id),
  };
}

/** `web-1`, as people say it. */
export const plainName = (info: ContainerInspectInfo): string => {
  const labels = info.Config.Labels ?? {};
  return `${labels[LABEL.serviceName] ?? info.Name.replace(/^\//, "")}-${labels[LABEL.number] ?? 1}`;
};

function inspectOrNull(docker: Docker, call: EngineCall, id: string): Promise<ContainerInspectInfo | null> {
  return call({ name: "inspect container", seconds: READ_SECONDS }, async (abortSignal) => {
    try {
      return await docker.getContainer(id).inspect({ abortSignal });
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  });
}
