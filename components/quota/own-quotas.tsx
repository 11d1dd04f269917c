"use client";
import { useQuery } from "@tanstack/react-query";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Prose } from "@/components/ui/prose";
import { Skeleton } from "@/components/ui/skeleton";
import { ownQuotasQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { QuotaView } from "@/lib/core/quota";
import { QuotaMeters } from "./quota-meters";

/** What one's projects hold of what they may, in this environment. `project` shows one alone. */
export function OwnQuotas({ environment, project }: { environment: string; project?: string }) {
  const { data, error } = useQuery(ownQuotasQuery(environment));
  const shown = data?.filter((one) => project === undefined || one.project === project);
  return (
    <Card title="Quotas" meta={`used of allowed in ${environment}`}>
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <Skeleton width="100%" height="76px" />}
      {shown?.map((one) => (
        <ProjectQuota key={one.projectId} quota={one} named={project === undefined} />
      ))}
      {shown?.length === 0 && <p className="ink-2">You are in no project yet, so there is nothing to count.</p>}
      <p className="hint">
        A stopped service still counts, for it can be started at any time. An upgrade counts what its way back needs until it is confirmed.
      </p>
    </Card>
  );
}

function ProjectQuota({ quota, named }: { quota: QuotaView; named: boolean }) {
  const { project, personal, used, allowed, reason } = quota;
  return (
    <section className="quota-project" aria-label={`Quota of ${project}`}>
      {named && (
        <h3 className="mb-3 flex items-baseline gap-2">
          {project}
          {personal && <span className="meta font-normal">your own project</span>}
        </h3>
      )}
      <QuotaMeters used={used} allowed={allowed} />
      {reason !== null && (
        <p className="hint">
          <Prose>{`Set for ${project} by an administrator: ${reason}`}</Prose>
        </p>
      )}
    </section>
  );
}
