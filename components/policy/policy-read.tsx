"use client";
import { useQuery } from "@tanstack/react-query";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { policyQuery } from "@/lib/client/queries";
import { rolesWith } from "@/lib/core/access";
import { problemOf } from "@/lib/core/errors";
import { lacksSentence } from "@/lib/format/right-words";
import { draftOf, policyOfDraft } from "./policy-draft";
import { PolicyRules } from "./policy-rules";

/** The policy for those who may look at it and not change it. */
export function PolicyRead({ environment }: { environment: string }) {
  const { data, error } = useQuery(policyQuery(environment));
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!data) return <Skeleton width="100%" height="520px" />;
  const draft = draftOf(data.policy);
  const parts = { draft, faults: policyOfDraft(draft, data.policy).faults, change: () => {} };
  return (
    <fieldset disabled className="m-0 grid min-w-0 gap-5 border-0 p-0 [&_.btn]:hidden" aria-label={`Policy of ${environment}`}>
      <Callout tone="quiet" title="You may look at it">
        {lacksSentence("policy.manage", rolesWith("policy.manage"))}
      </Callout>
      <PolicyRules {...parts} />
    </fieldset>
  );
}
