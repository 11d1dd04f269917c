"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { askReview, useDeploy } from "@/lib/client/stack-actions";
import type { Problem } from "@/lib/core/errors";

/** A stack that runs without any registry: the first success in two presses. */
export interface Sample {
  name: string;
  composeText: string;
}

/** Reviews the sample as any other text, then deploys exactly what was reviewed. */
function useSample(environment: string, sample: Sample) {
  const router = useRouter();
  const deploy = useDeploy();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, setPending] = useState(false);
  const start = async () => {
    setPending(true);
    setProblem(null);
    const { name, composeText } = sample;
    try {
      const review = await askReview({ environment, stack: name, isNew: true, composeText, variables: {}, strategy: null });
      if (!review.ok) return setProblem(review.problem);
      const first = review.value.issues.find(({ severity }) => severity === "error");
      if (review.value.hash === null)
        return setProblem({
          code: "COMPOSE_REFUSED",
          data: { errors: 1, first: first?.message ?? "the sample does not fit this environment", line: first?.line ?? 1 },
        });
      await deploy.mutateAsync({ environment, stack: name, composeText, variables: {}, reviewedHash: review.value.hash, message: "A sample to begin with" });
      router.push(`/${environment}/stacks/${name}`);
    } catch {
      // The mutation keeps its own problem.
    } finally {
      setPending(false);
    }
  };
  return { start, pending: pending || deploy.isPending, problem: problem ?? deploy.error?.problem ?? null };
}

export function EmptyStacks({ environment, sample }: { environment: string; sample: Sample }) {
  const { start, pending, problem } = useSample(environment, sample);
  return (
    <>
      <EmptyState
        icon="stacks"
        title={`No stacks in ${environment} yet`}
        actions={
          <>
            <ButtonLink variant="primary" icon="plus" href={`/${environment}/stacks/new`}>
              New stack
            </ButtonLink>
            <Button variant="ghost" pending={pending} onClick={() => void start()}>
              Try a sample stack
            </Button>
          </>
        }
      >
        A stack is one compose file and the services it makes. Paste yours, or begin with a sample that runs at once.
      </EmptyState>
      {problem && <ProblemCallout problem={problem} className="mt-4" />}
    </>
  );
}
