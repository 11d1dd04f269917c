"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { SearchBox } from "@/components/ui/search-box";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { quotasQuery } from "@/lib/client/queries";
import { can } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import type { ActorView } from "@/lib/core/people";
import { RESOURCES } from "@/lib/core/quota";
import { count } from "@/lib/format/names";
import { resourceTitle } from "@/lib/format/quota";
import { arrangeQuotas, isTight, type QuotaSort, readQuotaState, writeQuotaState } from "./list-state";
import { Overcommit } from "./overcommit";
import { DefaultRow, ProjectRow } from "./quota-rows";
import { useAddressState } from "./use-address-state";

const COLUMNS: readonly Column[] = [
  { head: "Project" },
  ...RESOURCES.map((what) => ({ head: resourceTitle(what), width: what === "memoryBytes" ? "w-[150px]" : "w-[108px]" })),
  { head: "Actions", width: "w-[96px]", unseen: true },
];

const SORTS: { value: QuotaSort; label: string }[] = [
  { value: "project", label: "By name" },
  { value: "fullest", label: "Fullest first" },
  ...RESOURCES.map((what) => ({ value: what, label: `Most ${resourceTitle(what)}` })),
];

/** What every project holds of what it may, beside what the engine really has. */
export function QuotasTab({ environment, actor }: { environment: string; actor: ActorView }) {
  const { data, error } = useQuery(quotasQuery(environment));
  const [state, change] = useAddressState(readQuotaState, writeQuotaState);
  const [editing, setEditing] = useState<string | null>(null);
  const mayChange = can(actor, "policy.manage", null);
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!data) return <SkeletonTable rows={6} columns={["60px", "60px", "60px", "60px", "90px"]} label="Quotas are loading" />;
  const { projects, quota } = data;
  const shown = arrangeQuotas(projects, state);
  const rowProps = { environment, quota, mayChange, onClose: () => setEditing(null) };
  return (
    <div className="grid gap-5">
      <Overcommit environment={environment} projects={projects} />
      <div>
        <div className="toolbar filters">
          <SearchBox label="Filter projects" query={state.query} onQuery={(query) => change({ query })} />
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways as these chips do on a telephone. */}
          <div className="fchips" role="group" aria-label="Show only">
            <Chip label="Nearly full" n={projects.filter(isTight).length} on={state.filter === "tight"} set={(on) => change({ filter: on ? "tight" : null })} />
            <Chip
              label="With an own quota"
              n={projects.filter(({ override }) => override !== null).length}
              on={state.filter === "own"}
              set={(on) => change({ filter: on ? "own" : null })}
            />
          </div>
          <span className="spacer" />
          <Select
            className="select-sort"
            icon={<Icon name="sort" size="sm" />}
            aria-label="Sort"
            value={state.sort}
            onChange={(event) => change({ sort: SORTS.find(({ value }) => value === event.target.value)?.value ?? "project" })}
          >
            {SORTS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </div>
        <Table
          label="Quotas"
          columns={COLUMNS}
          className="table-plain"
          foot={`${count(shown.length, "project")}. Used of allowed; a stopped service still counts.`}
        >
          <DefaultRow {...rowProps} editing={editing === ""} onEdit={() => setEditing("")} />
          {shown.map((project) => (
            <ProjectRow
              key={project.projectId}
              {...rowProps}
              project={project}
              editing={editing === project.projectId}
              onEdit={() => setEditing(project.projectId)}
            />
          ))}
        </Table>
        {shown.length === 0 && (
          <div className="mt-3">
            <EmptyState icon="search" title="No project matches" actions={<Button onClick={() => change({ query: "", filter: null })}>Show all</Button>}>
              The filters above leave nothing over.
            </EmptyState>
          </div>
        )}
      </div>
    </div>
  );
}

function Chip({ label, n, on, set }: { label: string; n: number; on: boolean; set: (on: boolean) => void }) {
  return (
    <button type="button" className="fchip" aria-pressed={on} onClick={() => set(!on)}>
      {label} <span className="n">{n}</span>
    </button>
  );
}
