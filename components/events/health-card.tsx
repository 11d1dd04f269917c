"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { healthQuery } from "@/lib/client/events";
import { problemOf } from "@/lib/core/errors";
import type { ServiceView } from "@/lib/core/views";
import { HealthOfContainer } from "./health-of-container";

/** How the checks of a service have been. Open where something is wrong; else asked for only when somebody opens it. */
export function HealthCard({ environment, stack, service }: { environment: string; stack: string; service: ServiceView }) {
  const unwell = service.containers.some(({ health, state }) => state === "running" && health === "unhealthy");
  const checked = unwell || service.containers.some(({ health }) => health !== "none");
  const [opened, setOpened] = useState<boolean | null>(null);
  const open = opened ?? unwell;
  const { data, error } = useQuery({ ...healthQuery(environment, stack, service.name), enabled: open });
  if (!checked && opened === null) return null;
  return (
    <section className="card health-card" aria-label="Health checks">
      <div className="card-head">
        <h2 className="h3">
          <button type="button" className="health-toggle" aria-expanded={open} onClick={() => setOpened(!open)}>
            <Icon name={open ? "disclose-open" : "disclose"} size="sm" />
            Health checks
          </button>
        </h2>
      </div>
      {open && (
        <div className="card-body health-list">
          {error && <ProblemCallout problem={problemOf(error)} />}
          {!data && !error && <Skeleton width="100%" height="96px" />}
          {data?.containers.map((container) => (
            <HealthOfContainer key={container.id} container={container} />
          ))}
          {data?.containers.length === 0 && <p className="ink-2">No check has run yet: the first result stands here with what it said.</p>}
        </div>
      )}
    </section>
  );
}
