"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Age, ClockTime, Lasting } from "@/components/ui/age";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { SkeletonTable } from "@/components/ui/skeleton";
import { operationQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { OperationView } from "@/lib/core/views";
import { authorWords, count } from "@/lib/format/names";
import { operationTitle, outcomeSentence, problemSentence } from "@/lib/format/sentences";
import { operationLook } from "@/lib/format/state";
import { OperationSteps } from "./operation-steps";

/** One operation: what was asked, each step with its cause, and how it ended. Can be left and found again. */
export function OperationPage({ environment, operationId }: { environment: string; operationId: string }) {
  const { data, error } = useQuery(operationQuery(operationId));
  return (
    <main className="content">
      {error && data === undefined && <ProblemCallout problem={problemOf(error)} />}
      {!error && data === undefined && <SkeletonTable rows={5} columns={["60px"]} label="The operation is loading" />}
      {data && <Operation operation={data} environment={environment} />}
    </main>
  );
}

function Operation({ operation, environment }: { operation: OperationView; environment: string }) {
  const look = operationLook(operation.status);
  const failed = operation.steps.filter(({ status }) => status === "failed").length;
  return (
    <>
      <div className="page-head">
        <div>
          <h1>
            <Prose>{operationTitle(operation)}</Prose>
          </h1>
          <Facts operation={operation} environment={environment} />
        </div>
      </div>
      <Outcome operation={operation} />
      <Card
        icon={look.icon}
        iconTone={look.tone === "progress" ? "progress-c" : look.tone}
        spin={look.spins}
        title="Steps"
        meta={
          <>
            <Lasting from={operation.startedAt} until={operation.endedAt} />, {count(operation.steps.length, "step")}
            {failed > 0 && `, ${failed} failed`}
          </>
        }
        flush
      >
        <OperationSteps operation={operation} />
      </Card>
    </>
  );
}

function Facts({ operation, environment }: { operation: OperationView; environment: string }) {
  return (
    <div className="facts">
      <span>
        <Icon name="user" />
        {authorWords({ author: operation.actor, approvedBy: operation.approvedBy })}
      </span>
      <span>
        <Icon name="history" />
        <span>
          <Age at={operation.startedAt} />, at <ClockTime at={operation.startedAt} />
        </span>
      </span>
      <span>
        <Icon name="stacks" />
        <Link className="link mono" href={`/${environment}/stacks/${operation.stack}`}>
          {operation.stack}
        </Link>
      </span>
      {operation.fromRevision !== null && operation.toRevision !== null && operation.fromRevision !== operation.toRevision && (
        <span>
          Revision {operation.fromRevision} to {operation.toRevision}
        </span>
      )}
      {operation.message && <span>“{operation.message}”</span>}
    </div>
  );
}

/** Role status: its text changes while one looks. */
function Outcome({ operation }: { operation: OperationView }) {
  const problem = operation.status === "failed" && operation.problem ? problemSentence(operation.problem) : null;
  return (
    <div role="status" aria-label="Outcome" className="mb-5">
      {problem ? (
        <Callout tone="broken" title={<Prose>{problem.what}</Prose>}>{`${problem.why} ${problem.next}`}</Callout>
      ) : (
        <p className="ink-2">{outcomeSentence(operation)}</p>
      )}
    </div>
  );
}
