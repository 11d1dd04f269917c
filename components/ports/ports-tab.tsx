"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useAddressState } from "@/components/quota/use-address-state";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { RowsInWindow } from "@/components/ui/rows-in-window";
import { SearchBox } from "@/components/ui/search-box";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { late } from "@/lib/client/late";
import { portsQuery } from "@/lib/client/queries";
import { can } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import type { ActorView } from "@/lib/core/people";
import { type LeaseView, leaseKey, type PortsView } from "@/lib/core/ports";
import { count } from "@/lib/format/names";
import { Grants } from "./grants";
import { LeaseRow } from "./lease-row";
import { arrangePorts, PORT_SORTS, type PortListState, type PortSort, readPortState, writePortState } from "./list-state";
import { Pool } from "./pool";

const ReleaseDialog = late(() => import("./release-dialog").then((part) => part.ReleaseDialog));

const COLUMNS: readonly Column[] = [
  { head: "Port", width: "w-[130px]" },
  { head: "Service" },
  { head: "Project", width: "w-[170px]" },
  { head: "Owner", width: "w-[140px]" },
  { head: "Since", width: "w-[140px]" },
  { head: "Actions", width: "w-[190px]", unseen: true },
];
const SORT_WORDS: Record<PortSort, string> = { port: "By port", stack: "By stack", project: "By project", owner: "By owner", since: "Newest first" };

/** Every host port that somebody has, what is left, and who may have others. */
export function PortsTab({ environment, actor }: { environment: string; actor: ActorView }) {
  const { data, error } = useQuery(portsQuery(environment));
  const mayChange = can(actor, "policy.manage", null);
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!data) return <SkeletonTable rows={6} columns={["120px", "80px", "80px", "80px"]} label="Ports are loading" />;
  return (
    <div className="grid gap-5">
      <div className="two">
        <Pool ports={data} />
        <Grants environment={environment} grants={data.grants} mayChange={mayChange} />
      </div>
      <Leases environment={environment} ports={data} mayChange={mayChange} />
    </div>
  );
}

function Leases({ environment, ports: { leases }, mayChange }: { environment: string; ports: PortsView; mayChange: boolean }) {
  const [state, change] = useAddressState(readPortState, writePortState);
  const [releasing, setReleasing] = useState<LeaseView | null>(null);
  const shown = arrangePorts(leases, state);
  if (leases.length === 0)
    return (
      <EmptyState icon="network" title="No port is leased">
        A service gets a host port when its file publishes one with <span className="mono">ports</span>; it stands here until the service is gone.
      </EmptyState>
    );
  return (
    <div>
      <Filters leases={leases} state={state} change={change} />
      <Table
        label="Port leases"
        columns={COLUMNS}
        className="table-plain"
        foot={`${count(shown.length, "lease")}. A port is given back when nothing can use it any more.`}
      >
        <RowsInWindow
          rows={shown}
          columns={COLUMNS.length}
          draw={(lease, index, measure) => (
            <LeaseRow
              key={leaseKey(lease)}
              lease={lease}
              index={index}
              measure={measure}
              environment={environment}
              onRelease={mayChange ? () => setReleasing(lease) : null}
            />
          )}
        />
      </Table>
      {shown.length === 0 && (
        <div className="mt-3">
          <EmptyState icon="search" title="No lease matches" actions={<Button onClick={() => change({ query: "", only: null })}>Show all</Button>}>
            The filter looks at ports, stacks, services, projects and owners.
          </EmptyState>
        </div>
      )}
      {releasing && <ReleaseDialog environment={environment} lease={releasing} onClose={() => setReleasing(null)} />}
    </div>
  );
}

function Filters({ leases, state, change }: { leases: LeaseView[]; state: PortListState; change: (patch: Partial<PortListState>) => void }) {
  const chips = [
    { only: "outside", label: "Outside the pool", n: leases.filter(({ outside }) => outside).length },
    { only: "stale", label: "Stale", n: leases.filter(({ stale }) => stale !== null).length },
  ] as const;
  return (
    <div className="toolbar filters">
      <SearchBox label="Filter ports" query={state.query} onQuery={(query) => change({ query })} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways as these chips do on a telephone. */}
      <div className="fchips" role="group" aria-label="Show only">
        {chips.map(({ only, label, n }) => (
          <button
            key={only}
            type="button"
            className="fchip"
            aria-pressed={state.only === only}
            onClick={() => change({ only: state.only === only ? null : only })}
          >
            {label} <span className="n">{n}</span>
          </button>
        ))}
      </div>
      <span className="spacer" />
      <Select
        className="select-sort"
        icon={<Icon name="sort" size="sm" />}
        aria-label="Sort"
        value={state.sort}
        onChange={(event) => change({ sort: PORT_SORTS.find((sort) => sort === event.target.value) ?? "port" })}
      >
        {PORT_SORTS.map((sort) => (
          <option key={sort} value={sort}>
            {SORT_WORDS[sort]}
          </option>
        ))}
      </Select>
    </div>
  );
}
