"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Age, Lasting } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { operationsQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { OperationView } from "@/lib/core/views";
import { operationKindWord, operationTitle } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";
import { type ActivityFilter, filterOperations, KINDS, readFilter, STATUSES, writeFilter } from "./filter";
import { Who } from "./who";

/** Who did what when; every operation has its own address. */
export function ActivityPage({ environment }: { environment: string }) {
  const { data, error } = useQuery(operationsQuery(environment, null));
  const pathname = usePathname();
  const filter = readFilter(useSearchParams());
  const change = (patch: Partial<ActivityFilter>) => window.history.replaceState(null, "", `${pathname}${writeFilter({ ...filter, ...patch })}`);
  const clear = () => change({ stack: null, kind: null, status: null });
  const operations = data ? filterOperations(data, filter) : [];
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Activity</h1>
          <p>Every operation in {environment} that you may see, step by step.</p>
        </div>
      </div>
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <SkeletonTable rows={8} columns={["90px", "80px", "60px"]} label="Operations are loading" />}
      {data && data.length === 0 && (
        <EmptyState icon="activity" title="Nothing has happened yet">
          Deploys, upgrades and everything else people ask for stand here, with each step and its cause.
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <>
          <Filters operations={data} filter={filter} onChange={change} />
          {operations.length > 0 ? (
            <Operations operations={operations} environment={environment} />
          ) : (
            <EmptyState icon="search" title="No operation matches" actions={<Button onClick={clear}>Show all</Button>}>
              The filters above leave nothing over.
            </EmptyState>
          )}
        </>
      )}
    </main>
  );
}

function Filters({
  operations,
  filter,
  onChange,
}: {
  operations: OperationView[];
  filter: ActivityFilter;
  onChange: (patch: Partial<ActivityFilter>) => void;
}) {
  const stacks = [...new Set([...operations.map(({ stack }) => stack), ...(filter.stack === null ? [] : [filter.stack])])].sort();
  return (
    <div className="toolbar filters">
      <Select aria-label="Stack" data-filter value={filter.stack ?? ""} onChange={(event) => onChange({ stack: event.target.value || null })}>
        <option value="">All stacks</option>
        {stacks.map((stack) => (
          <option key={stack}>{stack}</option>
        ))}
      </Select>
      <Select aria-label="Kind" value={filter.kind ?? ""} onChange={(event) => onChange({ kind: KINDS.find((kind) => kind === event.target.value) ?? null })}>
        <option value="">All kinds</option>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {operationKindWord(kind)}
          </option>
        ))}
      </Select>
      <Select
        aria-label="Outcome"
        value={filter.status ?? ""}
        onChange={(event) => onChange({ status: STATUSES.find(({ value }) => value === event.target.value)?.value ?? null })}
      >
        <option value="">All outcomes</option>
        {STATUSES.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  );
}

const COLUMNS: readonly Column[] = [
  { head: "Operation" },
  { head: "Who", width: "w-[150px]" },
  { head: "When", width: "w-[140px]" },
  { head: "Took", width: "w-[110px]" },
  { head: "Outcome", width: "w-[110px]" },
];

function Operations({ operations, environment }: { operations: OperationView[]; environment: string }) {
  return (
    <Table label="Operations" columns={COLUMNS} className="table-plain">
      {operations.map((operation) => (
        <OperationRow key={operation.id} operation={operation} environment={environment} />
      ))}
    </Table>
  );
}

function OperationRow({ operation, environment }: { operation: OperationView; environment: string }) {
  const look = operationLook(operation.status);
  return (
    <tr>
      <td className="c-wide">
        <div className="row">
          <Icon name={look.icon} spin={look.spins} className={look.tone === "progress" ? "progress-c" : look.tone} />
          <Link prefetch={false} className="strong truncate" href={`/${environment}/activity/${operation.id}`}>
            <Prose>{operationTitle(operation)}</Prose>
          </Link>
          {operation.message && <span className="meta truncate only-wide">{operation.message}</span>}
        </div>
      </td>
      <td className="ink-2">
        <Who operation={operation} />
      </td>
      <td className="ink-2">
        <Age at={operation.startedAt} />
      </td>
      <td className="ink-2">
        <Lasting from={operation.startedAt} until={operation.endedAt} />
      </td>
      <td className="ink-2">{look.word}</td>
    </tr>
  );
}
