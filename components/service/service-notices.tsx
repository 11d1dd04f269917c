"use client";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { TwoStep } from "@/components/ui/two-step";
import { decisionSteps } from "@/components/upgrade/decision-steps";
import { doomedTicks } from "@/components/upgrade/doomed-ticks";
import { decidedAsOne } from "@/components/upgrade/generations";
import { useNow } from "@/lib/client/now";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { countdown } from "@/lib/format/duration";
import { actionWord, problemSentence } from "@/lib/format/sentences";
import { DriftNotice } from "./drift-notice";
import { OutsideNotice } from "./outside-mark";
import type { ServiceTab } from "./service-tab";

export interface ServiceNoticesProps {
  stack: StackView;
  service: ServiceView;
  tab: ServiceTab;
  verbs: ReturnType<typeof useVerbs>;
}

/** A refused action, a failure, and on every tab but Upgrade the decision that waits. */
export function ServiceNotices({ stack, service, tab, verbs }: ServiceNoticesProps) {
  const address = `/${stack.environment}/stacks/${stack.name}`;
  // Logs and shell want the height; the head says the same in one sentence.
  if (tab === "logs" || tab === "shell") return verbs.problem && <ProblemCallout className="mb-5" problem={verbs.problem} />;
  return (
    <div className="mb-5 grid gap-3 empty:hidden">
      {verbs.problem && tab !== "upgrade" && <ProblemCallout problem={verbs.problem} />}
      {service.why.kind === "problem" && !saidBelow(service, tab) && <Failure service={service} address={address} />}
      {tab !== "upgrade" && <DriftNotice stack={stack} service={service} verbs={verbs} />}
      {tab !== "upgrade" && <OutsideNotice services={[service]} />}
      {tab !== "upgrade" && service.phase !== "steady" && <UpgradeNotice stack={stack} service={service} address={address} verbs={verbs} />}
      {service.phase === "steady" && service.phaseProblem && service.why.kind !== "problem" && (
        <ProblemCallout tone="person" live={false} problem={service.phaseProblem} />
      )}
    </div>
  );
}

/** The Upgrade tab gives the reason of a pause itself. */
const saidBelow = ({ phase, phaseProblem, why }: ServiceView, tab: ServiceTab): boolean =>
  tab === "upgrade" && phase === "paused" && why.kind === "problem" && why.problem.code === phaseProblem?.code;

function Failure({ service, address }: { service: ServiceView; address: string }) {
  const now = useNow();
  if (service.why.kind !== "problem") return null;
  const { what, why, next } = problemSentence(service.why.problem);
  const { retryAt } = service.why;
  const retry = retryAt !== null && retryAt > now ? ` Next start in ${countdown(retryAt, now)}.` : "";
  return (
    <Callout
      tone="broken"
      title={<Prose>{what}</Prose>}
      actions={
        <>
          <ButtonLink href={`${address}/services/${service.name}?tab=logs`}>Look at its logs</ButtonLink>
          <ButtonLink variant="ghost" href={`${address}?tab=compose`}>
            Edit compose
          </ButtonLink>
        </>
      }
    >
      {`${why} ${next}${retry}`}
    </Callout>
  );
}

const TITLES: Record<Exclude<ServiceView["phase"], "steady">, string> = {
  upgrading: "An upgrade runs",
  paused: "The upgrade is paused",
  upgraded: "The upgrade waits for your decision",
  "rolling-back": "It is going back to the old containers",
};

const TEXTS: typeof TITLES = {
  upgrading: "Every old container is kept until you decide.",
  paused: "Nothing more is replaced until you resume; the old containers are kept.",
  upgraded: "Look at old and new side by side, then decide.",
  "rolling-back": "The very same containers start again; the new ones go.",
};

function UpgradeNotice({ stack, service, address, verbs }: Omit<ServiceNoticesProps, "tab"> & { address: string }) {
  if (service.phase === "steady") return null;
  const ticks = doomedTicks(stack.environment, stack.name, [decidedAsOne(service)]);
  const waits = service.phase === "upgraded" || service.phase === "paused";
  const back = service.actions["roll-back"];
  const decidable = back.allowed || back.reason === "right:stack.deploy";
  return (
    <Callout
      tone={waits ? "person" : "progress"}
      icon={service.phase === "paused" ? "pause" : waits ? "hand" : service.phase === "rolling-back" ? "undo" : "ring"}
      title={TITLES[service.phase]}
      actions={
        <>
          {(["pause", "resume"] as const)
            .filter((verb) => service.actions[verb].allowed)
            .map((verb) => (
              <Button key={verb} pending={verbs.pending === verb} onClick={() => verbs.press(verb)}>
                {actionWord(verb)}
              </Button>
            ))}
          {decidable && (
            <TwoStep
              actions={decisionSteps(decidedAsOne(service), service.name, ticks).filter(
                ({ id }) => id === "roll-back" || service.actions.confirm.allowed || (waits && !back.allowed),
              )}
              onGo={(id, ticked) => verbs.run(id as "confirm" | "roll-back", ticked)}
            />
          )}
          <ButtonLink variant="ghost" href={`${address}/services/${service.name}?tab=upgrade`}>
            See old and new
          </ButtonLink>
        </>
      }
    >
      {TEXTS[service.phase]}
    </Callout>
  );
}
