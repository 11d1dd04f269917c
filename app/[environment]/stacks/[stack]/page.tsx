import { HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import type { Metadata } from "next";
import { revisionNumber, stackTab } from "@/components/stack/stack-tab";
import { StackView } from "@/components/stack/stack-view";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadOperations } from "@/lib/loaders/operations";
import { loadActor } from "@/lib/loaders/people";
import { loadRevisions, loadStack } from "@/lib/loaders/stacks";

interface Props {
  params: Promise<{ environment: string; stack: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await params).stack };
}

export default async function StackPage({ params, searchParams }: Props) {
  const { environment, stack } = await params;
  const asked = await searchParams;
  const tab = stackTab(asked.tab);
  const [actor, view] = await Promise.all([loadActor(), loadStack(environment, stack)]);
  const known: [QueryKey, unknown][] = [[keys.stack(environment, stack), view]];
  if (tab === "compose" || tab === "revisions") known.push([keys.revisions(environment, stack), await loadRevisions(environment, stack)]);
  if (tab === "activity") known.push([keys.operations(environment, stack), await loadOperations(environment, stack)]);
  return (
    <main className="content">
      <HydrationBoundary state={dehydrated(known)}>
        <StackView environment={environment} name={stack} tab={tab} actorId={actor.id} revision={revisionNumber(asked.revision)} />
      </HydrationBoundary>
    </main>
  );
}
