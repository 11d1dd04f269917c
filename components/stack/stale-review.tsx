import { Callout } from "@/components/ui/callout";
import { Diff } from "@/components/ui/diff";
import { Prose } from "@/components/ui/prose";
import { lineDiff } from "@/components/upgrade/line-diff";
import type { Problem } from "@/lib/core/errors";
import { problemSentence } from "@/lib/format/sentences";

type Stale = Extract<Problem, { code: "STALE_REVIEW" }>;

/** The review is out of date: what is different, line by line. `reviewed` is the rendered text that was looked at. */
export function StaleReview({ problem, reviewed }: { problem: Stale; reviewed: string | null }) {
  const { what, why, next } = problemSentence(problem);
  const { rendered } = problem.data;
  const lines = reviewed !== null && rendered ? lineDiff(reviewed, rendered) : [];
  return (
    <Callout tone="broken" title={<Prose>{what}</Prose>} live className="mb-3">
      <p>
        <Prose>{`${why} ${next}`}</Prose>
      </p>
      {lines.some(({ sign }) => sign !== " ") && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
        <section aria-label="Reviewed and now" tabIndex={0} className="card mt-3 max-h-80 overflow-auto">
          <Diff lines={lines} />
        </section>
      )}
    </Callout>
  );
}
