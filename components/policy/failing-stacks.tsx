import Link from "next/link";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Prose } from "@/components/ui/prose";
import { Tag } from "@/components/ui/small";
import type { FailingStack, PolicyTrial } from "@/lib/core/policy-view";
import { count } from "@/lib/format/names";

export const failingSentence = ({ failing, stacks }: PolicyTrial): string => {
  if (stacks === 0) return "There are no stacks here yet.";
  if (failing.length === 0) return stacks === 1 ? "The one stack would pass." : `All ${count(stacks, "stack")} would pass.`;
  return `${failing.length} of ${count(stacks, "stack")} would not pass.`;
};

/** Whose present file this policy would refuse. They go on running: only their next deploy is judged. */
export function FailingStacks({ environment, answer, checking }: { environment: string; answer: PolicyTrial | null; checking: boolean }) {
  return (
    <Card
      title="Stacks today"
      meta={
        <span role="status" aria-label="Stacks under this policy">
          {answer && !checking ? failingSentence(answer) : "Checking"}
        </span>
      }
      flush
    >
      {answer && answer.failing.length > 0 ? (
        <ul className="rows policy-failing" aria-label="Stacks that would not pass">
          {answer.failing.map((one) => (
            <FailingRow key={one.stack} environment={environment} failing={one} />
          ))}
        </ul>
      ) : (
        <p className="card-body ink-2">{answer ? failingSentence(answer) : "Every stack's present file is read under the policy as edited."}</p>
      )}
      <div className="card-body border-t border-line">
        <p className="hint !mt-0">Saving changes nothing that runs. Stacks are judged at their next deploy, upgrade or way back.</p>
      </div>
    </Card>
  );
}

function FailingRow({ environment, failing }: { environment: string; failing: FailingStack }) {
  const { stack, project, errors, line, message, already } = failing;
  return (
    <li className="!block">
      <div className="row">
        <Link className="link strong" href={`/${environment}/stacks/${stack}?tab=compose`}>
          {stack}
        </Link>
        <span className="meta">{project}</span>
        {already && <Tag>already today</Tag>}
      </div>
      <p className="ink-2 text-xs">
        <span className="ink-3">line {line}: </span>
        <Prose>{message}</Prose>
        {errors > 1 && <span className="ink-3"> And {errors - 1} more.</span>}
      </p>
    </li>
  );
}

export const NoTrial = () => (
  <Callout tone="quiet" title="Nothing can be checked yet">
    Correct the marked fields first.
  </Callout>
);
