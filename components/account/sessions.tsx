"use client";
import { useQuery } from "@tanstack/react-query";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/small";
import { TwoStep } from "@/components/ui/two-step";
import { useRevokeSession } from "@/lib/client/account-actions";
import { sessionsQuery } from "@/lib/client/queries";
import { useRevokeOtherSessions } from "@/lib/client/sign-in-actions";
import { problemOf } from "@/lib/core/errors";
import type { SessionView } from "@/lib/core/people";
import type { SignInMethod } from "@/lib/core/sign-in";
import { count } from "@/lib/format/names";

/** Where one is signed in; each can be ended from here. */
export function Sessions() {
  const { data, error } = useQuery(sessionsQuery());
  return (
    <Card title="Where you are signed in" meta={data ? `${data.length} open` : undefined} flush>
      {error && <ProblemCallout problem={problemOf(error)} className="m-4" />}
      {data === undefined && !error && (
        <div className="p-4">
          <Skeleton width="60%" />
        </div>
      )}
      <ul className="rows">
        {data?.map((session) => (
          <Session key={session.id} session={session} />
        ))}
      </ul>
      {data && data.length > 2 && <EndOthers others={data.length - 1} />}
    </Card>
  );
}

const BY: Record<SignInMethod, string> = { password: "by password", directory: "by the directory’s password", provider: "by the provider" };

function EndOthers({ others }: { others: number }) {
  const revoke = useRevokeOtherSessions();
  return (
    <div className="card-foot">
      <TwoStep
        actions={[{ id: "others", label: "End all others", step: { question: `End ${count(others, "other session")}?`, keep: "Not now", go: "End" } }]}
        size="sm"
        onGo={() => revoke.mutateAsync({ go: true })}
      />
      {revoke.error && <ProblemCallout problem={revoke.error.problem} className="mt-2" />}
    </div>
  );
}

function Session({ session }: { session: SessionView }) {
  const revoke = useRevokeSession();
  return (
    <li>
      <div className="min-w-0">
        <p className="row">
          <span className="strong truncate">{session.device}</span>
          {session.current && <Tag>this one</Tag>}
        </p>
        <p className="meta">
          {session.address}, {BY[session.method]}
          {session.secondFactor && " and a code"}, last seen <Age at={session.lastSeenAt} />, since <Age at={session.createdAt} />
        </p>
        {revoke.error && <ProblemCallout problem={revoke.error.problem} className="mt-2" />}
      </div>
      {!session.current && (
        <Button
          size="sm"
          pending={revoke.isPending}
          onClick={() => revoke.mutate({ sessionId: session.id })}
          aria-label={`End the session of ${session.device}`}
        >
          End
        </Button>
      )}
    </li>
  );
}
