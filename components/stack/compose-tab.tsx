"use client";
import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { problemOf } from "@/lib/core/errors";
import { lacksRight } from "@/lib/core/stack-rights";
import type { StackView } from "@/lib/core/views";
import { ComposeForm } from "./compose-form";
import { ComposeRead } from "./compose-read";
import { NO_FILE, revisionInEditor } from "./use-revision";

export interface ComposeTabProps {
  stack: StackView;
  actorId: string;
  /** A revision to begin with instead of the present one: "Restore". */
  restore: number | null;
}

/** The form over the revision that one begins with, once that is known. */
export function ComposeTab({ stack, actorId, restore }: ComposeTabProps) {
  const chosen = restore === stack.revision ? null : restore;
  const begun = chosen ?? stack.revision;
  const { data, error } = useQuery(revisionInEditor(stack, begun));
  const shown = begun === 0 ? NO_FILE : data;
  // While one edits, the stack may move on a moment before its revisions do: what is open stays open.
  const ready = useRef<number | null | undefined>(undefined);
  if (shown) ready.current = chosen;
  const reads = lacksRight(stack, "stack.deploy");
  if (ready.current !== chosen || (reads && !shown)) return error ? <ProblemCallout problem={problemOf(error)} /> : <Skeleton width="100%" height="520px" />;
  if (reads && shown) return <ComposeRead stack={stack} revision={shown} />;
  return <ComposeForm key={chosen} stack={stack} actorId={actorId} restore={chosen === null ? null : (shown ?? null)} />;
}
