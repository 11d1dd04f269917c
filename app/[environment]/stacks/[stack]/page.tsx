import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { revisionNumber, stackTab } from "@/components/stack/stack-tab";
import { StackView } from "@/components/stack/stack-view";
import { operationsQuery, revisionsQuery, stackQuery } from "@/lib/client/queries";
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
  const client = new QueryClient();
  const [actor, view] = await Promise.all([loadActor(), loadStack(environment, stack)]);
  client.setQueryData(stackQuery(environment, stack).queryKey, view);
  if (tab === "compose" || tab === "revisions") client.setQueryData(revisionsQuery(environment, stack).queryKey, await loadRevisions(environment, stack));
  if (tab === "activity") client.setQueryData(operationsQuery(environment, stack).queryKey, await loadOperations(environment, stack));
  return (
    <main className="content">
      <HydrationBoundary state={dehydrate(client)}>
        <StackView environment={environment} name={stack} tab={tab} actorId={actor.id} revision={revisionNumber(asked.revision)} />
      </HydrationBoundary>
    </main>
  );
}
