"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { QuotaLink } from "@/components/quota/quota-link";
import { Button, ButtonLink, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { SkeletonTable } from "@/components/ui/skeleton";
import { environmentPath, stacksQuery } from "@/lib/client/queries";
import { stacksSummary } from "@/lib/format/sentences";
import { arrange } from "./arrange";
import { EmptyStacks, type Sample } from "./empty-stacks";
import { NeedsYou } from "./needs-you";
import { StacksTable } from "./table";
import { Toolbar } from "./toolbar";
import { useListState } from "./use-list-state";

function toggled(open: ReadonlySet<string>, name: string): ReadonlySet<string> {
  const next = new Set(open);
  if (!next.delete(name)) next.add(name);
  return next;
}

/** Is everything of mine all right, and what waits for me. */
export function StacksPage({ environment, sample }: { environment: string; sample: Sample }) {
  const { data } = useQuery(stacksQuery(environment));
  const [state, change] = useListState();
  const toggle = useCallback((name: string) => change(({ open }) => ({ open: toggled(open, name) })), [change]);
  const stacks = data?.stacks ?? [];
  const needs = data?.needsYou ?? [];
  const offers = data?.offers ?? [];
  const projects = [...new Set(stacks.map(({ project }) => project))].sort();
  const arranged = arrange(stacks, needs, state);
  const running = stacks.reduce((sum, stack) => sum + stack.running, 0);
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Stacks</h1>
          <p>{data ? stacksSummary(stacks.length, running, needs.length + offers.length) : "\u00a0"}</p>
        </div>
        {stacks.length > 0 && (
          <div className="actions">
            <span className="mr-2 flex items-center max-narrow:hidden">
              <QuotaLink environment={environment} />
            </span>
            <a className={`${buttonClass({ variant: "ghost" })} max-narrow:hidden`} href={`${environmentPath(environment)}/export`} download>
              <Icon name="download" />
              Export all
            </a>
            <ButtonLink variant="primary" icon="plus" href={`/${environment}/stacks/new`}>
              New stack
            </ButtonLink>
          </div>
        )}
      </div>
      {data === undefined && <SkeletonTable rows={6} columns={["70px", "64px", "40px", "110px", "140px"]} label="Stacks are loading" />}
      {data && stacks.length === 0 && <NeedsYou needs={[]} stacks={[]} offers={offers} />}
      {data && stacks.length === 0 && <EmptyStacks environment={environment} sample={sample} />}
      {stacks.length > 0 && (
        <>
          <NeedsYou needs={needs} stacks={stacks} offers={offers} />
          <Toolbar state={state} counts={arranged.counts} projects={projects} onChange={change} />
          {arranged.stacks.length > 0 ? (
            <StacksTable stacks={arranged.stacks} open={state.open} onToggle={toggle} />
          ) : (
            <EmptyState
              icon="search"
              title="No stack matches"
              actions={<Button onClick={() => change({ query: "", group: null, project: null })}>Show all</Button>}
            >
              The filter looks at names of stacks, projects, services and images.
            </EmptyState>
          )}
        </>
      )}
    </main>
  );
}
