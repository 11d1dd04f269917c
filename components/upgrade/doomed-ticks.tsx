"use client";
import { useQuery } from "@tanstack/react-query";
import type { Ticks } from "@/components/ui/two-step";
import { storageSizesQuery } from "@/lib/client/queries";
import type { DoomedVolume } from "@/lib/core/storage";
import type { ServiceView } from "@/lib/core/views";
import { bytes } from "@/lib/format/bytes";
import { shortId } from "@/lib/format/names";

/** Every unnamed volume that confirming deletes, to be ticked by name; undefined when nothing is lost that way. */
export function doomedTicks(environment: string, stack: string, services: readonly Pick<ServiceView, "actions" | "doomed">[]): Ticks | undefined {
  const doomed = services.filter(({ actions }) => actions.confirm.allowed).flatMap((service) => service.doomed ?? []);
  if (doomed.length === 0) return undefined;
  return {
    legend:
      doomed.length === 1
        ? "Its data in a volume without a name goes too. Tick it to say so."
        : "The data in these volumes without a name goes too. Tick each of them.",
    items: doomed.map((volume) => ({ id: volume.name, label: <DoomedLabel environment={environment} stack={stack} volume={volume} all={doomed} /> })),
  };
}

function DoomedLabel({ environment, stack, volume, all }: { environment: string; stack: string; volume: DoomedVolume; all: readonly DoomedVolume[] }) {
  const containers = all.filter(({ service }) => service === volume.service).map(({ containerId }) => containerId);
  const { data, isPending } = useQuery(storageSizesQuery(environment, stack, volume.service, [...new Set(containers)]));
  const size = data?.volumes[volume.name];
  return (
    <span className="break-words">
      Delete <span className="mono">{volume.path}</span> of old <span className="mono">{volume.container}</span>,{" "}
      {isPending ? "size being measured" : size == null ? "size not known" : bytes(size)} <span className="meta mono ml-2">{shortId(volume.name)}</span>
    </span>
  );
}
