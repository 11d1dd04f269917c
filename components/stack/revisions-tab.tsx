"use client";
import { useQuery } from "@tanstack/react-query";
import { Comparison } from "@/components/revisions/comparison";
import { RevisionPage } from "@/components/revisions/revision-page";
import { RevisionsTable } from "@/components/revisions/revisions-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonTable } from "@/components/ui/skeleton";
import { historyQuery } from "@/lib/client/queries";
import type { StackView } from "@/lib/core/views";

export interface RevisionsTabProps {
  stack: StackView;
  /** The open revision. */
  open: number | null;
  /** Two revisions beside each other. */
  compare: { from: number; to: number } | null;
}

/** Every text this stack ever had. The address says whether all are listed, one is open or two are compared. */
export function RevisionsTab({ stack, open, compare }: RevisionsTabProps) {
  if (compare) return <Comparison stack={stack} {...compare} />;
  if (open !== null) return <RevisionPage stack={stack} number={open} />;
  return <History stack={stack} />;
}

function History({ stack }: { stack: StackView }) {
  const { data: revisions } = useQuery(historyQuery(stack.environment, stack.name));
  if (!revisions) return <SkeletonTable rows={4} columns={["30%", "20%", "12%"]} label="Loading revisions" />;
  if (revisions.length === 0)
    return (
      <EmptyState
        icon="history"
        title="No revisions yet"
        actions={<ButtonLink href={`/${stack.environment}/stacks/${stack.name}?tab=compose`}>Write the compose file</ButtonLink>}
      >
        Each deploy and upgrade is kept here with who, when and why. The first file makes revision 1.
      </EmptyState>
    );
  return <RevisionsTable stack={stack} revisions={revisions} />;
}
