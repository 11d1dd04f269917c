"use client";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { useAcceptOffer, useDeclineOffer } from "@/lib/client/project-actions";
import type { TransferOffer } from "@/lib/core/projects";

/** Stacks that others offer: they move with everything that belongs to them once somebody here accepts. */
export function OfferList({ offers }: { offers: TransferOffer[] }) {
  return (
    <section aria-labelledby="offers">
      <div className="section-head">
        <h2 id="offers">Offered to this project</h2>
        <span className="n">{offers.length}</span>
      </div>
      <ul className="card">
        {offers.map((offer) => (
          <OfferItem key={`${offer.environment}/${offer.stack}`} offer={offer} />
        ))}
      </ul>
    </section>
  );
}

export function OfferItem({ offer }: { offer: TransferOffer }) {
  const { stack, environment, from, to, by, at } = offer;
  const accept = useAcceptOffer();
  const decline = useDeclineOffer();
  const problem = (accept.error ?? decline.error)?.problem ?? null;
  return (
    <li className="needs-item">
      <Icon name="users" className="person" />
      <div>
        <div className="needs-title">
          <b>Stack offered</b>
          <span className="mono">{stack}</span>
          <span className="meta">
            by {by}, <Age at={at} />
          </span>
        </div>
        <p className="needs-text">
          From <span className="mono">{from}</span> to <span className="mono">{to}</span>, with its containers, volumes, secrets, ports and history. Nothing of
          it restarts.
        </p>
      </div>
      <div className="needs-actions">
        <Button
          size="sm"
          variant="ghost"
          pending={decline.isPending}
          onClick={() => decline.mutate({ environment, stack })}
          aria-label={`Decline the stack ${stack}`}
        >
          Decline
        </Button>
        <Button size="sm" pending={accept.isPending} onClick={() => accept.mutate({ environment, stack })} aria-label={`Accept the stack ${stack}`}>
          Accept
        </Button>
      </div>
      {problem && <ProblemCallout problem={problem} className="needs-problem" />}
    </li>
  );
}
