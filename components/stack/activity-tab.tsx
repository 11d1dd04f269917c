"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Age, Lasting } from "@/components/ui/age";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { SkeletonTable } from "@/components/ui/skeleton";
import { operationsQuery } from "@/lib/client/queries";
import type { OperationView } from "@/lib/core/views";
import { operationTitle } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";

/** Who did what with this stack, newest first; each line has its own page. */
export function ActivityTab({ environment, stack }: { environment: string; stack: string }) {
  const { data: operations } = useQuery(operationsQuery(environment, stack));
  if (!operations) return <SkeletonTable rows={5} columns={["14%", "12%", "16%"]} label="Loading activity" />;
  if (operations.length === 0)
    return (
      <EmptyState icon="activity" title="Nothing yet">
        Every deploy, upgrade and restart of this stack is listed here, with its steps.
      </EmptyState>
    );
  return (
    <div className="table-wrap">
      <table className="table" aria-label="Activity">
        <colgroup>
          <col />
          <col className="w-[130px]" />
          <col className="w-[130px]" />
          <col className="w-[110px]" />
          <col className="w-[130px]" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Outcome</th>
            <th scope="col">Who</th>
            <th scope="col">Took</th>
            <th scope="col">When</th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <ActivityRow key={operation.id} operation={operation} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ActivityRow({ operation }: { operation: OperationView }) {
  const look = operationLook(operation.status);
  return (
    <tr>
      <td className="c-name">
        <span className="flex min-w-0 items-baseline gap-2">
          <Link className="truncate font-medium hover:text-accent-ink" href={`/${operation.environment}/activity/${operation.id}`}>
            <Prose>{operationTitle(operation)}</Prose>
          </Link>
          {operation.message && <span className="meta truncate">{operation.message}</span>}
        </span>
      </td>
      <td className="c-state">
        <span className={`health health-${look.tone}`}>
          <Icon name={look.icon} spin={look.spins} />
          {look.word}
        </span>
      </td>
      <td className="c-run">{operation.actor}</td>
      <td className="c-run ink-2">
        <Lasting from={operation.startedAt} until={operation.endedAt} />
      </td>
      <td className="c-run ink-2">
        <Age at={operation.startedAt} />
      </td>
    </tr>
  );
}
