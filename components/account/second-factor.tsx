"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { TwoStep } from "@/components/ui/two-step";
import { keys, secondFactorQuery } from "@/lib/client/queries";
import { useRemoveSecondFactor, useRenewRecoveryCodes } from "@/lib/client/sign-in-actions";
import { problemOf } from "@/lib/core/errors";
import { count } from "@/lib/format/names";
import { RecoveryCodes } from "./recovery-codes";
import { SecondFactorSetup } from "./second-factor-setup";

/** A code of an authenticator after the password. */
export function SecondFactor() {
  const client = useQueryClient();
  const { data, error } = useQuery(secondFactorQuery());
  const refresh = () => void client.invalidateQueries({ queryKey: keys.secondFactor });
  return (
    <Card title="Second factor" meta={data && data.from !== "provider" ? (data.on ? "on" : "off") : undefined}>
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <Skeleton width="60%" />}
      {data?.from === "provider" && <p className="ink-2">You sign in at a provider, and a second factor is set up there.</p>}
      {data && data.from !== "provider" && !data.on && (
        <>
          <p className="ink-2 mb-4">
            After the password, Spindle asks for a code that an authenticator app shows. Who learns your password alone does not get in.
          </p>
          <SecondFactorSetup onDone={refresh} />
        </>
      )}
      {data?.on && <TurnedOn left={data.recoveryCodes} onChanged={refresh} />}
    </Card>
  );
}

function TurnedOn({ left, onChanged }: { left: number; onChanged: () => void }) {
  const renew = useRenewRecoveryCodes();
  const remove = useRemoveSecondFactor();
  const problem = renew.error?.problem ?? remove.error?.problem;
  if (renew.data) {
    const kept = () => {
      renew.reset();
      onChanged();
    };
    return <RecoveryCodes codes={renew.data.recoveryCodes} onKept={kept} />;
  }
  return (
    <>
      <p className="ink-2 mb-4">{`Each sign-in asks for a code. ${left === 0 ? "No recovery code is left." : `${count(left, "recovery code")} left.`}`}</p>
      <TwoStep
        actions={[
          { id: "off", label: "Turn off", variant: "ghost", step: { question: "The password alone lets in then.", keep: "Leave it on", go: "Turn off" } },
        ]}
        onGo={() => remove.mutateAsync({ go: true })}
      >
        <Button pending={renew.isPending} onClick={() => renew.mutate({ go: true })}>
          New recovery codes
        </Button>
      </TwoStep>
      {problem && <ProblemCallout problem={problem} className="mt-4" />}
    </>
  );
}
