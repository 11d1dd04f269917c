"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { Prose } from "@/components/ui/prose";
import { Skeleton } from "@/components/ui/skeleton";
import { AskInPlace } from "@/components/ui/two-step";
import { useApprove, useDecline, useWithdraw } from "@/lib/client/environment-actions";
import { requestQuery } from "@/lib/client/queries";
import type { DeployRequestView } from "@/lib/core/environments";
import { problemOf } from "@/lib/core/errors";
import type { StackView } from "@/lib/core/views";

const RequestChanges = dynamic(() => import("./request-changes").then((part) => part.RequestChanges), {
  loading: () => <Skeleton width="100%" height="240px" />,
});

type Asking = "approve" | "decline" | null;

/** A deploy that waits for somebody's yes, or was refused one: what it is, and who can do what about it. */
export function RequestNotice({ stack, request }: { stack: StackView; request: DeployRequestView }) {
  const [reading, setReading] = useState(false);
  const { asker, at, kind, message, status, by, reason, decidedAt, baseRevision } = request;
  const declined = status === "declined";
  const stale = !declined && baseRevision !== stack.revision;
  return (
    <section aria-label="Approval" className="mb-5 grid gap-3">
      <Callout
        tone={declined ? "broken" : "person"}
        icon={declined ? "octagon" : "hand"}
        title={declined ? `${by} declined this ${kind}` : "Waits for approval"}
        actions={<Decision stack={stack} request={request} reading={reading} onRead={() => setReading(!reading)} />}
      >
        <p>
          {declined ? (
            <>
              <Prose>{reason ?? "No reason was given."}</Prose> <span className="meta">{decidedAt !== null && <Age at={decidedAt} />}</span>
            </>
          ) : (
            <>
              {asker} asked for this {kind} <Age at={at} />
              {message === null ? "." : ": "}
              {message}
            </>
          )}
        </p>
        {stale && (
          <p>
            It was begun on revision {baseRevision}; the stack is at {stack.revision} now, so it has to be asked for anew.
          </p>
        )}
      </Callout>
      {reading && <Changes environment={stack.environment} stack={stack.name} />}
    </section>
  );
}

function Changes({ environment, stack }: { environment: string; stack: string }) {
  const { data, error } = useQuery(requestQuery(environment, stack));
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (data === undefined) return <Skeleton width="100%" height="240px" />;
  return data && <RequestChanges detail={data} />;
}

function Decision({ stack, request, reading, onRead }: { stack: StackView; request: DeployRequestView; reading: boolean; onRead: () => void }) {
  const [asking, setAsking] = useState<Asking>(null);
  const target = { environment: stack.environment, stack: stack.name, request: request.id };
  const approve = useApprove();
  const decline = useDecline();
  const withdraw = useWithdraw();
  const problem = approve.error?.problem ?? decline.error?.problem ?? withdraw.error?.problem ?? null;
  const declined = request.status === "declined";
  if (asking === "approve")
    return (
      <div className="grid gap-3">
        {problem && <ProblemCallout problem={problem} />}
        <AskInPlace
          label="Approve"
          step={{ question: `Deploy exactly what ${request.asker} reviewed?`, keep: "Not now", go: "Approve" }}
          onKeep={() => setAsking(null)}
          onGo={() => approve.mutateAsync(target)}
        />
      </div>
    );
  if (asking === "decline")
    return (
      <div className="grid w-full gap-3">
        {problem && <ProblemCallout problem={problem} />}
        <DeclineInPlace asker={request.asker} onKeep={() => setAsking(null)} onGo={(reason) => decline.mutateAsync({ ...target, reason })} />
      </div>
    );
  return (
    <div className="grid gap-3">
      {problem && <ProblemCallout problem={problem} />}
      <div className="row flex-wrap">
        {request.mayDecide && (
          <>
            <Button variant="primary" onClick={() => setAsking("approve")}>
              Approve
            </Button>
            <Button onClick={() => setAsking("decline")}>Decline</Button>
          </>
        )}
        <Button variant="ghost" aria-expanded={reading} onClick={onRead}>
          {reading ? "Hide what changes" : "Read what changes"}
        </Button>
        {request.own && (
          <Button variant="ghost" pending={withdraw.isPending} onClick={() => withdraw.mutate(target)}>
            {declined ? "Put away" : "Withdraw"}
          </Button>
        )}
      </div>
    </div>
  );
}

function DeclineInPlace({ asker, onKeep, onGo }: { asker: string; onKeep: () => void; onGo: (reason: string) => Promise<unknown> }) {
  const [reason, setReason] = useState("");
  return (
    <>
      <TextField label="Reason" hint={`${asker} reads it.`} maxLength={500} value={reason} onText={setReason} />
      <AskInPlace label="Decline" step={{ question: "Decline it?", keep: "Not now", go: "Decline" }} onKeep={onKeep} onGo={() => onGo(reason)} />
    </>
  );
}
