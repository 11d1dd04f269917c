"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { DriftNotice } from "@/components/service/drift-notice";
import { OutsideNotice } from "@/components/service/outside-mark";
import { Lasting } from "@/components/ui/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { TwoStep } from "@/components/ui/two-step";
import { Why } from "@/components/ui/why";
import { useNow } from "@/lib/client/now";
import { operationQuery } from "@/lib/client/queries";
import { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { countdown } from "@/lib/format/duration";
import { count, nameList, shortImage } from "@/lib/format/names";
import { lastChangeTitle, problemSentence } from "@/lib/format/sentences";
import { decisionSteps } from "../upgrade/decision-steps";
import { doomedTicks } from "../upgrade/doomed-ticks";
import { OperationCard } from "./operation-card";
import { SecretNotice } from "./secret-notice";

const OfferNotice = dynamic(() => import("./offer-notice").then((part) => part.OfferNotice));

type Verbs = ReturnType<typeof useVerbs>;

/** What somebody must see before anything else: a refused action, what runs now, what waits for a decision, what is broken. */
export function StackNotices({ stack, verbs }: { stack: StackView; verbs: Verbs }) {
  const waiting = stack.services.filter(({ phase }) => phase === "upgraded" || phase === "paused");
  // A pause gives its own reason in the decision.
  const broken = stack.services.filter(({ why, phase }) => why.kind === "problem" && phase !== "paused");
  return (
    <div className="mb-5 grid gap-3 empty:hidden">
      {verbs.problem && <ProblemCallout problem={verbs.problem} />}
      {stack.offer && <OfferNotice stack={stack} />}
      {stack.activeOperation && <OperationCard operation={stack.activeOperation} />}
      {waiting.length > 0 && <DecisionNotice stack={stack} waiting={waiting} verbs={verbs} />}
      {stack.services.map((service) => (
        <ServiceDriftNotice key={service.id} stack={stack} service={service} />
      ))}
      <SecretNotice stack={stack} />
      {byProblem(broken).map(([service, ...others]) => (
        <FailureNotice key={service.id} stack={stack} service={service} others={others} />
      ))}
      <OutsideNotice services={stack.services} />
      {stack.grantedPorts && <GrantedPorts ports={stack.grantedPorts} />}
      {broken.length === 0 && waiting.length === 0 && !stack.activeOperation && stack.lastChange?.status === "failed" && (
        <FailedChange stack={stack} change={stack.lastChange} />
      )}
    </div>
  );
}

/** In red, for whoever looks at the stack: these ports are of no pool. */
function GrantedPorts({ ports }: { ports: number[] }) {
  return (
    <Callout tone="broken" icon="warning" title={`This stack holds host ${ports.length === 1 ? "port" : "ports"} ${ports.join(", ")}, outside of the pool`}>
      An administrator granted it to the project, or the pool was another one when this was deployed.
    </Callout>
  );
}

/** Its way out is the service's own, not the stack's. */
function ServiceDriftNotice({ stack, service }: { stack: StackView; service: ServiceView }) {
  const verbs = useVerbs({ environment: stack.environment, stack: stack.name, service: service.name });
  return <DriftNotice stack={stack} service={service} verbs={verbs} />;
}

/** One decision for every service that waits; each can also be looked at, and decided, alone. */
function DecisionNotice({ stack, waiting, verbs }: { stack: StackView; waiting: ServiceView[]; verbs: Verbs }) {
  const paused = waiting.every(({ phase }) => phase === "paused");
  const names = nameList(waiting.map(({ name }) => name));
  const title = paused
    ? `The upgrade of ${names} is paused`
    : `${names} ${waiting.length === 1 ? "has an upgrade that waits" : "have upgrades that wait"} for a decision`;
  return (
    <Callout
      tone="person"
      icon={paused ? "pause" : "hand"}
      title={<Prose>{title}</Prose>}
      actions={
        <>
          {stack.actions.resume.allowed && (
            <Button pending={verbs.pending === "resume"} onClick={() => verbs.press("resume")}>
              Resume
            </Button>
          )}
          <TwoStep
            actions={decisionSteps(stack, stack.name, doomedTicks(stack.environment, stack.name, stack.services))}
            onGo={(id, ticked) => verbs.run(id as "confirm" | "roll-back", ticked)}
          />
        </>
      }
    >
      <ul className="mt-0.5 grid gap-0.5">
        {waiting.map((service) => (
          <li key={service.id} className="ink-2">
            <Link className="link mono underline underline-offset-2" href={`/${stack.environment}/stacks/${stack.name}/services/${service.name}?tab=upgrade`}>
              {service.name}
            </Link>{" "}
            {service.phase === "paused" ? <Why why={service.why} view={service} /> : <Prose>{movement(service)}</Prose>}{" "}
            <span className="meta">
              for <Lasting from={service.phaseSince} until={null} />
            </span>
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** From which image to which; where both have one name, the settings changed. */
function movement({ kept, target }: ServiceView): string {
  if (!target) return "leaves the stack,";
  if (!kept) return `is new with \`${shortImage(target.image)}\`,`;
  return kept.image === target.image
    ? `\`${shortImage(target.image)}\` with other settings,`
    : `from \`${shortImage(kept.image)}\` to \`${shortImage(target.image)}\`,`;
}

/** Services that fail for one and the same reason, together. */
function byProblem(services: ServiceView[]): [ServiceView, ...ServiceView[]][] {
  const groups = new Map<string, [ServiceView, ...ServiceView[]]>();
  for (const service of services) {
    const reason = service.why.kind === "problem" ? JSON.stringify(service.why.problem) : service.id;
    const group = groups.get(reason);
    if (group) group.push(service);
    else groups.set(reason, [service]);
  }
  return [...groups.values()];
}

/** What happened, why, what to do; and the two places where one does it. */
function FailureNotice({ stack, service, others }: { stack: StackView; service: ServiceView; others: ServiceView[] }) {
  const now = useNow();
  if (service.why.kind !== "problem") return null;
  const { problem, retryAt } = service.why;
  const { what, why, next } = problemSentence(problem);
  const retry = retryAt !== null && retryAt > now ? `Next start in ${countdown(retryAt, now)}.` : null;
  const address = `/${stack.environment}/stacks/${stack.name}`;
  return (
    <Callout
      tone="broken"
      title={<Prose>{`${nameList([service, ...others].map(({ name }) => name))}: ${what}`}</Prose>}
      actions={
        <>
          <ButtonLink href={`${address}/services/${service.name}?tab=logs`}>Logs</ButtonLink>
          <ButtonLink variant="ghost" href={`${address}?tab=compose`}>
            Edit compose
          </ButtonLink>
        </>
      }
    >
      {[why, next, retry].filter(Boolean).join(" ")}
    </Callout>
  );
}

/** The last thing asked for did not succeed, though nothing is broken now. */
function FailedChange({ stack, change }: { stack: StackView; change: NonNullable<StackView["lastChange"]> }) {
  const { data } = useQuery(operationQuery(change.operationId));
  const explained = data?.problem ? problemSentence(data.problem) : null;
  return (
    <Callout
      tone="broken"
      title={<Prose>{lastChangeTitle(change)}</Prose>}
      actions={<ButtonLink href={`/${stack.environment}/activity/${change.operationId}`}>See its steps</ButtonLink>}
    >
      {explained ? `${explained.what}. ${explained.why} ${explained.next}` : `${count(stack.running, "container")} run on as before.`}
    </Callout>
  );
}
