"use client";
import { LogView } from "@/components/logs/log-view";
import { ButtonLink } from "@/components/ui/button";
import type { ServiceView, StackView } from "@/lib/core/views";

export interface ServiceLogsProps {
  stack: StackView;
  service: ServiceView;
  address: string;
  /** The one container whose lines are wanted; null for all. */
  container: string | null;
}

/** Lines of all containers of the service, or of one. */
export function ServiceLogs({ stack, service, address, container }: ServiceLogsProps) {
  const chosen = service.containers.find(({ id, state }) => id === container && state !== "missing") ?? null;
  return (
    <>
      {chosen !== null && (
        <p className="log-only">
          <span>
            Only <span className="mono">{chosen.label}</span>
            {chosen.generation === "old" && " of the old generation"}
          </span>
          <ButtonLink variant="ghost" size="sm" icon="close" href={`${address}?tab=logs`}>
            All containers
          </ButtonLink>
        </p>
      )}
      <LogView key={chosen?.id ?? "all"} environment={stack.environment} stack={stack.name} service={service.name} containers={chosen ? [chosen.id] : null} />
    </>
  );
}
