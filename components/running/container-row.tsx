import { clsx } from "clsx";
import Link from "next/link";
import { memo } from "react";
import { LookedAt } from "@/components/statistics/looked-at";
import { UsageCell } from "@/components/statistics/usage-cell";
import { Age } from "@/components/ui/age";
import { ContainerHealthWords, ContainerStateWords } from "@/components/ui/state-chip";
import type { RunningContainer } from "@/lib/core/running";
import { bytes } from "@/lib/format/bytes";
import { containerLabel, count, shortImage } from "@/lib/format/names";
import { amount } from "@/lib/format/quota";
import { cpusWord } from "@/lib/format/usage";

type Measure = (row: HTMLTableRowElement | null) => void;

export const ContainerRow = memo(function ContainerRow({
  container,
  environment,
  index,
  measure,
}: {
  container: RunningContainer;
  environment: string;
  index: number;
  measure?: Measure;
}) {
  const { stack, service, project, owner, state, health, generation, image, cpus, memoryBytes, startedAt, createdAt, restarts } = container;
  const up = state === "running";
  return (
    <tr ref={measure} data-index={index} className={clsx("row-wrap", generation === "leaving" && "text-ink-3")}>
      <td className="c-wide">
        <div className="row min-w-0">
          <Link
            prefetch={false}
            className="mono truncate font-medium"
            href={service ? `/${environment}/stacks/${stack}/services/${service}` : `/${environment}/stacks/${stack}`}
          >
            {stack}/{service ? containerLabel(service, container.index) : container.id}
          </Link>
          {generation !== "new" && <span className="tag">{generation === "old" ? "Old" : "Leaving"}</span>}
          {restarts !== undefined && <span className="meta nowrap">{count(restarts, "restart")}</span>}
        </div>
      </td>
      <td>
        <ContainerStateWords state={state} />
      </td>
      <td>{up ? <ContainerHealthWords health={health} /> : <span className="ink-3 only-wide">none</span>}</td>
      <td className="c-roomy ink-2 truncate" title={`${project}, ${owner}`}>
        {project === owner ? owner : `${project}, ${owner}`}
      </td>
      <td className="c-roomy mono truncate text-xs" title={image}>
        {shortImage(image)}
      </td>
      <td className="ink-2">
        <Age at={up && startedAt !== null ? startedAt : createdAt} />
      </td>
      <td className="c-use ink-2">
        <LookedAt id={container.id}>
          {up ? (
            <UsageCell container={container.id} running limits={{ cpus, memoryBytes }} />
          ) : (
            <span className="usage ink-3">
              <span className="stat-1">{cpusWord(cpus)}</span>
              <span className="stat-1">{bytes(memoryBytes)}</span>
            </span>
          )}
        </LookedAt>
      </td>
    </tr>
  );
});

const cpuWord = (cpus: number): string => (cpus === 1 ? "CPU" : "CPUs");

/** A project or a person, with what all of theirs may take together. */
export function GroupRow({ name, containers, index, measure }: { name: string; containers: RunningContainer[]; index: number; measure?: Measure }) {
  const up = containers.filter(({ state }) => state === "running");
  const sum = (of: (one: RunningContainer) => number) => up.reduce((total, one) => total + of(one), 0);
  const cpus = sum((one) => one.cpus);
  return (
    <tr ref={measure} data-index={index} className="row-group">
      <td colSpan={7}>
        {name}{" "}
        <span className="meta font-normal">
          {up.length} of {count(containers.length, "container")} running, up to {amount("cpus", cpus)} {cpuWord(cpus)} and{" "}
          {bytes(sum(({ memoryBytes }) => memoryBytes))}
        </span>
      </td>
    </tr>
  );
}
