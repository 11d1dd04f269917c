"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useAddressState } from "@/components/quota/use-address-state";
import { LookingAt } from "@/components/statistics/looked-at";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Segmented, Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { RowsInWindow } from "@/components/ui/rows-in-window";
import { SearchBox } from "@/components/ui/search-box";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { runningQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { RunningContainer } from "@/lib/core/running";
import { count } from "@/lib/format/names";
import { ContainerRow, GroupRow } from "./container-row";
import { ForeignContainers } from "./foreign-containers";
import {
  arrangeRunning,
  RUNNING_SORTS,
  type RunningListState,
  type RunningSort,
  readRunningState,
  STATE_FILTERS,
  type StateFilter,
  standing,
  writeRunningState,
} from "./list-state";

const COLUMNS: readonly Column[] = [
  { head: "Container" },
  { head: "State", width: "w-[124px]" },
  { head: "Health", width: "w-[112px]" },
  { head: "Project", width: "w-[130px]", roomy: true },
  { head: "Image", width: "w-[180px]", roomy: true },
  { head: "Age", width: "w-[100px]" },
  { head: "Usage", width: "w-usage is-long" },
];
const SORT_WORDS: Record<RunningSort, string> = { name: "By name", age: "Youngest first", memory: "Most memory", cpus: "Most CPUs", state: "Unwell first" };
const STATE_WORDS: Record<StateFilter, string> = { running: "Running", unwell: "Unwell", stopped: "Stopped" };
const GROUPS = [
  { value: "project", label: "By project" },
  { value: "owner", label: "By owner" },
  { value: "none", label: "Flat" },
] as const;

/** What runs on the engine, of everybody, and whose it is. */
export function RunningTab({ environment }: { environment: string }) {
  const { data, error } = useQuery(runningQuery(environment));
  const [state, change] = useAddressState(readRunningState, writeRunningState);
  const { query, group, sort, state: only } = state;
  const containers = data?.containers;
  const { rows, shown } = useMemo(() => arrangeRunning(containers ?? [], { query, group, sort, state: only }), [containers, query, group, sort, only]);
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!data) return <SkeletonTable rows={8} columns={["80px", "70px", "90px", "120px", "60px"]} label="Containers are loading" />;
  return (
    <>
      {data.containers.length === 0 ? (
        <EmptyState icon="box" title="Nobody runs anything here">
          Containers of every stack in {environment} stand here, with whose they are, as soon as somebody deploys one.
        </EmptyState>
      ) : (
        <>
          <Filters containers={data.containers} state={state} change={change} />
          {rows.length > 0 ? (
            <LookingAt environment={environment}>
              <Table
                label="Containers of everybody"
                columns={COLUMNS}
                className="table-plain"
                foot={`${shown} of ${count(data.containers.length, "container")}.`}
              >
                <RowsInWindow
                  key={`${group} ${only}`}
                  rows={rows}
                  columns={COLUMNS.length}
                  draw={(row, index, measure) =>
                    row.kind === "group" ? (
                      <GroupRow key={row.key} name={row.name} containers={row.containers} index={index} measure={measure} />
                    ) : (
                      <ContainerRow key={row.key} container={row.container} environment={environment} index={index} measure={measure} />
                    )
                  }
                />
              </Table>
            </LookingAt>
          ) : (
            <EmptyState icon="search" title="No container matches" actions={<Button onClick={() => change({ query: "", state: null })}>Show all</Button>}>
              The filter looks at stacks, services, projects, owners, images and ids.
            </EmptyState>
          )}
        </>
      )}
      <ForeignContainers foreign={data.foreign} />
    </>
  );
}

function Filters({
  containers,
  state,
  change,
}: {
  containers: RunningContainer[];
  state: RunningListState;
  change: (patch: Partial<RunningListState>) => void;
}) {
  const counts = useMemo(() => {
    const all: Record<StateFilter, number> = { running: 0, unwell: 0, stopped: 0 };
    for (const one of containers) all[standing(one)] += 1;
    return all;
  }, [containers]);
  return (
    <div className="toolbar filters">
      <SearchBox label="Filter containers" query={state.query} onQuery={(query) => change({ query })} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways as these chips do on a telephone. */}
      <div className="fchips" role="group" aria-label="State filter">
        {STATE_FILTERS.map((one) => (
          <button
            key={one}
            type="button"
            className="fchip"
            aria-pressed={state.state === one}
            onClick={() => change({ state: state.state === one ? null : one })}
          >
            {STATE_WORDS[one]} <span className="n">{counts[one]}</span>
          </button>
        ))}
      </div>
      <span className="spacer" />
      <Segmented label="Group" value={state.group} options={GROUPS} onChange={(group) => change({ group })} />
      <Select
        className="select-sort"
        icon={<Icon name="sort" size="sm" />}
        aria-label="Sort"
        value={state.sort}
        onChange={(event) => change({ sort: RUNNING_SORTS.find((sort) => sort === event.target.value) ?? "name" })}
      >
        {RUNNING_SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {SORT_WORDS[sort]}
          </option>
        ))}
      </Select>
    </div>
  );
}
