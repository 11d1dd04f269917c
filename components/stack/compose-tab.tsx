"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { revisionsQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import { lacksRight } from "@/lib/core/stack-rights";
import type { RevisionView, StackView } from "@/lib/core/views";
import { ComposeForm } from "./compose-form";
import { ComposeRead } from "./compose-read";

export interface ComposeTabProps {
  stack: StackView;
  actorId: string;
  /** A revision to begin with instead of the present one: "Restore". */
  restore: number | null;
}

/** The form over the revision that one begins with, once that is known. */
export function ComposeTab({ stack, actorId, restore }: ComposeTabProps) {
  const { data, error } = useQuery(revisionsQuery(stack.environment, stack.name));
  const revisions = useMemo(() => data?.map(asInEditor), [data]);
  const chosen = restore === stack.revision ? null : restore;
  const shown = stack.revision === 0 ? NO_FILE : revisions?.find(({ number }) => number === (chosen ?? stack.revision));
  // While one edits, the stack may move on a moment before its revisions do: what is open stays open.
  const ready = useRef(false);
  ready.current ||= shown !== undefined;
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!revisions || (!ready.current && chosen === null)) return <Skeleton width="100%" height="520px" />;
  if (!ready.current) return <ProblemCallout problem={{ code: "NOT_FOUND", data: { what: "revision" } }} />;
  if (lacksRight(stack, "stack.deploy")) return <ComposeRead stack={stack} revision={shown ?? NO_FILE} />;
  return <ComposeForm key={chosen} stack={stack} actorId={actorId} revisions={[...revisions, NO_FILE]} restore={chosen === null ? null : (shown ?? null)} />;
}

/** The editor ends every line with \n: a text that came with other ends would count as edited, and every line of it as changed by both in a merge. */
const asInEditor = (revision: RevisionView): RevisionView => ({
  ...revision,
  composeText: withPlainEnds(revision.composeText),
  rancherText: revision.rancherText && withPlainEnds(revision.rancherText),
});
const withPlainEnds = (text: string): string => text.replace(/\r\n?/g, "\n");

/** What a stack that was made empty begins with. */
const NO_FILE: RevisionView = { number: 0, author: "", message: null, createdAt: 0, composeText: "", rancherText: null, variables: {}, services: [] };
