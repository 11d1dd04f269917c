"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon, type IconName } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { environmentsQuery, overviewQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { OverviewView } from "@/lib/core/overview";
import type { EnvironmentView } from "@/lib/core/views";
import { bytes } from "@/lib/format/bytes";
import { count } from "@/lib/format/names";
import { EngineDisk } from "./engine-disk";
import { engineLook } from "./engine-look";
import { OverviewTop } from "./overview-top";
import { RedMarks } from "./red-marks";

/** Is the engine well, who uses it, and what is broken: of everybody. */
export function Overview({ environment }: { environment: string }) {
  const { data, error } = useQuery(overviewQuery(environment));
  const { data: environments } = useQuery(environmentsQuery());
  const here = environments?.find(({ name }) => name === environment);
  const answers = here?.engine.state === "up" || here?.engine.state === "reads-only";
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {error && !data && <ProblemCallout problem={problemOf(error)} />}
      {!data && !error && <Skeleton width="100%" height="132px" />}
      {data && <EngineFigures data={data} here={here} environment={environment} />}
      <RedMarks environment={environment} />
      {data?.top && <OverviewTop top={data.top} environment={environment} />}
      {data && <KeptLogs kept={data.keptLogs} environment={environment} />}
      {answers && <EngineDisk environment={environment} />}
    </div>
  );
}

function EngineFigures({ data, here, environment }: { data: OverviewView; here: EnvironmentView | undefined; environment: string }) {
  const { host, containers, stacks } = data;
  const look = here && engineLook(here.engine.state);
  const memory = host && host.memoryBytes > 0 ? (host.memoryUsedBytes / host.memoryBytes) * 100 : null;
  const total = here?.engine.memoryBytes ?? null;
  const cpus = host?.cpus ?? here?.engine.cpus ?? null;
  return (
    <section className="figures" aria-label="Engine">
      <Figure
        icon={look?.icon ?? "box"}
        tone={look?.tone}
        head="Engine"
        value={look?.words ?? "Not known yet"}
        meta={here?.engine.name ?? here?.engine.endpoint ?? ""}
      />
      <Figure
        icon="activity"
        head="CPU"
        value={host?.cpuPercent != null ? `${Math.round(host.cpuPercent)}\u00a0%` : cpus === null ? "not known" : count(cpus, "core")}
        meta={host ? `load ${host.load.map((one) => one.toFixed(1)).join(", ")} on ${count(host.cpus, "core")}` : "its use is known on this machine only"}
        part={host?.cpuPercent ?? null}
      />
      <Figure
        icon="box"
        head="Memory"
        value={host ? bytes(host.memoryUsedBytes) : total === null ? "not known" : bytes(total)}
        meta={host ? `of ${bytes(host.memoryBytes)} in use` : "its use is known on this machine only"}
        part={memory}
      />
      <Figure
        icon="stacks"
        head="Containers"
        value={`${containers.running} running`}
        meta={
          <Link className="link" href={`/${environment}/admin?tab=containers`}>
            {[
              `${containers.stopped} stopped`,
              ...(containers.restarting > 0 ? [`${containers.restarting} restarting`] : []),
              ...(containers.unhealthy > 0 ? [`${containers.unhealthy} unhealthy`] : []),
              `of ${count(stacks, "stack")}`,
              ...(containers.foreign > 0 ? [`${containers.foreign} outside Spindle`] : []),
            ].join(", ")}
          </Link>
        }
      />
    </section>
  );
}

function Figure({
  icon,
  tone,
  head,
  value,
  meta,
  part,
}: {
  icon: IconName;
  tone?: string | undefined;
  head: string;
  value: ReactNode;
  meta: ReactNode;
  part?: number | null;
}) {
  return (
    <div className="figure card">
      <span className="figure-head">
        <Icon name={icon} size="sm" className={tone} />
        {head}
      </span>
      <span className="figure-value">{value}</span>
      {part != null && (
        <span className="meter-bar" role="img" aria-label={`${head}: ${Math.round(part)} % in use`}>
          <span className="meter-fill" style={{ width: `${Math.min(100, part)}%` }} />
        </span>
      )}
      <span className="meta">{meta}</span>
    </div>
  );
}

function KeptLogs({ kept, environment }: { kept: OverviewView["keptLogs"]; environment: string }) {
  return (
    <section className="card" aria-label="Kept logs">
      <div className="card-head">
        <Icon name="logs" />
        <h2 className="h3">Kept logs</h2>
        <span className="meta">{bytes(kept.bytes)} on Spindle's own disk</span>
      </div>
      <ul className="card-body plain-list">
        {kept.stacks.map(({ stack, bytes: size }) => (
          <li key={stack}>
            <Link className="link mono" href={`/${environment}/stacks/${stack}?tab=logs`}>
              {stack}
            </Link>
            <span className="meta">{bytes(size)}</span>
          </li>
        ))}
        {kept.stacks.length === 0 && <li className="ink-2">No lines are kept yet.</li>}
      </ul>
    </section>
  );
}
