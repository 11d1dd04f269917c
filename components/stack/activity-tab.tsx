"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Who } from "@/components/activity/who";
import { Age, Lasting } from "@/components/ui/age";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { operationsQuery } from "@/lib/client/queries";
import type { OperationView } from "@/lib/core/views";
import { operationTitle } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";

const COLUMNS: readonly Column[] = [
  { head: "What" },
  { head: "Outcome", width: "w-[130px]" },
  { head: "Who", width: "w-[130px]" },
  { head: "Took", width: "w-[110px]" },
  { head: "When", width: "w-[130px]" },
];

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
    <Table label="Activity" columns={COLUMNS}>
      {operations.map((operation) => (
        <ActivityRow key={operation.id} operation={operation} />
      ))}
    </Table>
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
      <td className="c-run">
        <Who operation={operation} />
      </td>
      <td className="c-run ink-2">
        <Lasting from={operation.startedAt} until={operation.endedAt} />
      </td>
      <td className="c-run ink-2">
        <Age at={operation.startedAt} />
      </td>
    </tr>
  );
}
