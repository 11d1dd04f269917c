"use client";
import { Lasting } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { useWithdrawOffer } from "@/lib/client/project-actions";
import type { StackView } from "@/lib/core/views";
import { lackOf } from "./lacking";

/** The stack is offered and stays where it is until the other side says yes. */
export function OfferNotice({ stack }: { stack: StackView }) {
  const withdraw = useWithdrawOffer();
  if (!stack.offer) return null;
  const { to, by, at } = stack.offer;
  return (
    <Callout
      tone="person"
      icon="hand"
      title={
        <>
          Offered to <span className="mono">{to}</span>
        </>
      }
      actions={
        <>
          <Button
            blocked={lackOf(stack, "stack.transfer")}
            pending={withdraw.isPending}
            onClick={() => withdraw.mutate({ environment: stack.environment, stack: stack.name })}
          >
            Withdraw the offer
          </Button>
          {withdraw.error && <ProblemCallout problem={withdraw.error.problem} />}
        </>
      }
    >
      <p>
        {by} offered this stack <Lasting from={at} until={null} /> ago. It stays here until an owner or maintainer of that project accepts.
      </p>
    </Callout>
  );
}
