import { HydrationBoundary, type QueryKey } from "@tanstack/react-query";
import type { Metadata } from "next";
import { auditQueryText } from "@/components/audit/filter";
import { comparedRevisions, revisionNumber, stackTab } from "@/components/stack/stack-tab";
import { StackView } from "@/components/stack/stack-view";
import { auditKey, firstAuditPage } from "@/lib/client/audit";
import { dehydrated } from "@/lib/client/dehydrated";
import { firstTimelinePage } from "@/lib/client/events";
import { keys } from "@/lib/client/queries";
import { lacksRight } from "@/lib/core/stack-rights";
import { loadAudit } from "@/lib/loaders/audit";
import { loadActor } from "@/lib/loaders/people";
import { loadAccess } from "@/lib/loaders/projects";
import { loadComparison, loadHistory, loadRevision, loadStack } from "@/lib/loaders/stacks";
import { loadTimeline } from "@/lib/loaders/timeline";

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
  const revision = revisionNumber(asked.revision);
  const compare = comparedRevisions(asked);
  // What the reader has no right to is not asked for: the page says which role could.
  const readsFile = !lacksRight(view, "file.read");
  if (tab === "compose" && readsFile) {
    const begun = revision !== null && revision > 0 && revision < view.revision ? revision : view.revision;
    if (begun > 0) known.push([keys.revision(environment, stack, begun), await loadRevision(environment, stack, begun)]);
  }
  if (tab === "revisions" && readsFile) known.push(await history(environment, stack, revision, compare));
  if (tab === "activity") known.push([keys.events(environment, stack), firstTimelinePage(await loadTimeline(environment, stack))]);
  if (tab === "access") known.push([keys.access(environment, stack), await loadAccess(environment, stack)]);
  if (tab === "audit" && !lacksRight(view, "audit.read")) {
    const book = { of: "stack", environment, stack } as const;
    known.push([auditKey(book, auditQueryText(asked)), firstAuditPage(await loadAudit(book, asked))]);
  }
  return (
    <main className="content">
      <HydrationBoundary state={dehydrated(known)}>
        <StackView environment={environment} name={stack} tab={tab} actorId={actor.id} revision={revision} compare={compare} />
      </HydrationBoundary>
    </main>
  );
}

/** What the Revisions tab shows at this address. */
async function history(
  environment: string,
  stack: string,
  revision: number | null,
  compare: { from: number; to: number } | null,
): Promise<[QueryKey, unknown]> {
  if (compare) {
    const { from, to } = compare;
    return [keys.comparison(environment, stack, from, to), await loadComparison(environment, stack, from, to)];
  }
  if (revision !== null) return [keys.revision(environment, stack, revision), await loadRevision(environment, stack, revision)];
  return [keys.history(environment, stack), await loadHistory(environment, stack)];
}
