"use client";
import dynamic from "next/dynamic";
import Link from "next/link";
import { ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon, type IconName } from "@/components/ui/icon";
import { TwoStep } from "@/components/ui/two-step";
import { Why } from "@/components/ui/why";
import { decisionSteps } from "@/components/upgrade/decision-steps";
import { doomedTicks } from "@/components/upgrade/doomed-ticks";
import { decidedAsOne } from "@/components/upgrade/generations";
import { useNow } from "@/lib/client/now";
import { useVerbs } from "@/lib/client/stack-actions";
import type { TransferOffer } from "@/lib/core/projects";
import type { NeedsYou as Need, StackSummary } from "@/lib/core/views";
import { duration } from "@/lib/format/duration";
import { needsTitle } from "@/lib/format/sentences";

// Rarely there: the list of stacks stays light without it.
const OfferItem = dynamic(() => import("@/components/projects/offer-list").then((part) => part.OfferItem));

const LOOKS: Record<Need["kind"], { icon: IconName; tone: "person" | "broken" }> = {
  "approval-waits": { icon: "hand", tone: "person" },
  "approval-declined": { icon: "octagon", tone: "broken" },
  "upgrade-waits": { icon: "hand", tone: "person" },
  "upgrade-paused": { icon: "pause", tone: "person" },
  "deploy-failed": { icon: "octagon", tone: "broken" },
  "crash-loop": { icon: "loop", tone: "broken" },
  unhealthy: { icon: "heart-crack", tone: "broken" },
  "service-error": { icon: "octagon", tone: "broken" },
};

/** What waits for a person, the oldest decision first, then failures; decided here, in two steps in place. */
export function NeedsYou({ needs, stacks, offers = [] }: { needs: Need[]; stacks: StackSummary[]; offers?: TransferOffer[] }) {
  if (needs.length + offers.length === 0) return null;
  return (
    <section className="needs" aria-labelledby="needs-you">
      <div className="section-head">
        <h2 id="needs-you">Needs you</h2>
        <span className="n">{needs.length + offers.length}</span>
      </div>
      <ul className="card">
        {needs.map((need) => (
          <Item key={keyOf(need)} need={need} stack={stacks.find(({ name }) => name === need.stack)} />
        ))}
        {offers.map((offer) => (
          <OfferItem key={`offer/${offer.stack}`} offer={offer} />
        ))}
      </ul>
    </section>
  );
}

/** A service needs one thing at a time; a question about it stays open when that becomes another. */
const keyOf = ({ kind, stack, service }: Need): string => (service === null ? `${kind} ${stack}` : `${stack}/${service}`);

function Item({ need, stack }: { need: Need; stack: StackSummary | undefined }) {
  const service = stack?.services.find(({ name }) => name === need.service) ?? null;
  const { icon, tone } = LOOKS[need.kind];
  return (
    <li className="needs-item">
      <Icon name={icon} className={tone} />
      <div>
        <div className="needs-title">
          <b>{needsTitle(need.kind)}</b>
          {stack && (
            <Link prefetch={false} className="mono" href={addressOf(stack, need.service)}>
              {need.stack}
              {need.service !== null && (
                <>
                  <span className="sl">/</span>
                  {need.service}
                </>
              )}
            </Link>
          )}
          <Since need={need} />
        </div>
        <p className="needs-text">
          <Why why={need.why} view={service} />
        </p>
      </div>
      {stack && <Actions need={need} stack={stack} />}
    </li>
  );
}

const addressOf = (stack: StackSummary, service: string | null) =>
  `/${stack.environment}/stacks/${stack.name}${service === null ? "" : `/services/${service}`}`;

function Since({ need }: { need: Need }) {
  const lasts = duration(useNow() - need.since);
  return <span className="meta">{need.actor === null || need.kind.startsWith("upgrade") ? `for ${lasts}` : `${lasts} ago by ${need.actor}`}</span>;
}

function Actions({ need, stack }: { need: Need; stack: StackSummary }) {
  const service = stack.services.find(({ name }) => name === need.service);
  const { run, problem } = useVerbs({ environment: stack.environment, stack: stack.name, service: need.service });
  const place = addressOf(stack, need.service);
  const logs = (
    <ButtonLink prefetch={false} variant="ghost" size="sm" href={`${place}?tab=logs`}>
      Logs
    </ButtonLink>
  );
  if (need.kind === "approval-waits" || need.kind === "approval-declined")
    return (
      <div className="needs-actions">
        <ButtonLink prefetch={false} size="sm" href={place}>
          Look at it
        </ButtonLink>
      </div>
    );
  // With the old containers kept there is a way back, whatever went wrong with the new ones. Whoever may not decide sees who may.
  const decides = need.kind === "upgrade-waits" || need.kind === "upgrade-paused";
  if (service && (decides || service.actions.confirm.allowed || service.actions["roll-back"].allowed)) {
    const steps = decisionSteps(
      decidedAsOne(service),
      `${stack.name}/${service.name}`,
      doomedTicks(stack.environment, stack.name, [decidedAsOne(service)]),
    ).map((step) => ({
      ...step,
      icon: undefined,
    }));
    return (
      <>
        <TwoStep className="needs-actions" size="sm" actions={steps} onGo={(id, ticked) => run(id as "confirm" | "roll-back", ticked)}>
          {need.kind !== "upgrade-waits" && logs}
        </TwoStep>
        {problem && <ProblemCallout problem={problem} className="needs-problem" />}
      </>
    );
  }
  return (
    <div className="needs-actions">
      {logs}
      <ButtonLink prefetch={false} size="sm" href={`/${stack.environment}/stacks/${stack.name}?tab=compose`}>
        Edit compose
      </ButtonLink>
    </div>
  );
}
