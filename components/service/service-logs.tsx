"use client";
import Link from "next/link";
import { LogView } from "@/components/logs/log-view";
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
  const present = service.containers.filter(({ state }) => state !== "missing");
  const chosen = present.find(({ id }) => id === container) ?? null;
  return (
    <>
      {present.length > 1 && (
        <nav className="fchips mb-3" aria-label="Containers to read">
          <Link className="fchip" href={`${address}?tab=logs`} aria-current={chosen === null ? "true" : undefined}>
            All
          </Link>
          {present.map(({ id, label, generation }) => (
            <Link key={id} className="fchip" href={`${address}?tab=logs&container=${id}`} aria-current={chosen?.id === id ? "true" : undefined}>
              <span className="mono">{label}</span>
              {generation === "old" && <span className="n">old</span>}
            </Link>
          ))}
        </nav>
      )}
      <LogView key={chosen?.id ?? "all"} environment={stack.environment} stack={stack.name} service={service.name} containers={chosen ? [chosen.id] : null} />
    </>
  );
}
