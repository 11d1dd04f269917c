import type Docker from "dockerode";
import type { ContainerInfo, ContainerInspectInfo } from "dockerode";
import { LABEL } from "@/lib/core/labels";
import { type EngineCall, READ_SECONDS } from "./deadline";
import { mapWide } from "./limit";
import type { OwnObjects } from "./objects";
import { toObserved } from "./observe";
import type { EngineSnapshot } from "./port";

const INSPECTS_AT_ONCE = 16;

/** Everything the mirror keeps, from one list and one inspect for each container of this instance. */
export async function takeSnapshot(
  docker: Docker,
  call: EngineCall,
  instanceId: string,
  objects: OwnObjects,
  look: (id: string) => Promise<ContainerInspectInfo | null>,
  sweep: (ours: ContainerInfo[]) => void = () => undefined,
): Promise<EngineSnapshot> {
  const [all, owned] = await Promise.all([
    call({ name: "list containers", seconds: READ_SECONDS }, (abortSignal) => docker.listContainers({ all: true, abortSignal })),
    objects.list(),
  ]);
  const own = all.filter((container) => container.Labels[LABEL.instance] === instanceId);
  sweep(own);
  const ours = own.filter((container) => container.Labels[LABEL.debug] === undefined);
  const inspected = await mapWide(ours, INSPECTS_AT_ONCE, (container) => look(container.Id));
  return {
    containers: inspected.flatMap((info) => (info === null ? [] : (toObserved(info, instanceId) ?? []))),
    ...owned,
    publishedPorts: publishedPorts(all),
    foreign: all
      .filter((container) => container.Labels[LABEL.instance] !== instanceId)
      .map((one) => ({ name: nameOf(one), image: one.Image, state: one.State })),
    running: all.filter((container) => container.State === "running").length,
    total: all.length,
  };
}

function publishedPorts(all: ContainerInfo[]): Map<string, string> {
  const ports = new Map<string, string>();
  for (const container of all) {
    const name = nameOf(container);
    for (const port of container.Ports) if (port.PublicPort) ports.set(`${port.PublicPort}/${port.Type}`, name);
  }
  return ports;
}

const nameOf = ({ Names, Id }: ContainerInfo): string => (Names[0] ?? Id).replace(/^\//, "");
