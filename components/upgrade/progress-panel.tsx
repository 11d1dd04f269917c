"use client";
import { blockOf } from "@/components/stack/lifecycle-buttons";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { TwoStep } from "@/components/ui/two-step";
import { Why } from "@/components/ui/why";
import { useTimeZone } from "@/lib/client/now";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView } from "@/lib/core/views";
import { problemSentence } from "@/lib/format/sentences";
import { FateList } from "./decision-panel";
import { decisionSteps } from "./decision-steps";
import { confirmFates, decidedAsOne, rollBackFates } from "./generations";

export interface ProgressPanelProps {
  service: ServiceView;
  verbs: ReturnType<typeof useVerbs>;
}

/** An upgrade on its way, paused, or going back: what it does, why it waits, and the exits. */
export function ProgressPanel({ service, verbs }: ProgressPanelProps) {
  const timeZone = useTimeZone();
  const paused = service.phase === "paused";
  const back = service.phase === "rolling-back";
  return (
    <section className={paused ? "decision" : "decision !border-progress-line"} aria-labelledby="decision">
      <div className={paused ? "decision-top" : "decision-top !border-progress-line !bg-progress-tint"}>
        <Icon name={paused ? "pause" : back ? "undo" : "ring"} spin={!paused && !back} className={paused ? undefined : "!text-progress-solid"} />
        <div className="min-w-0">
          <h2 id="decision">
            {paused ? "The upgrade of " : back ? "Going back to the old " : "Upgrading "}
            <span className="mono">{service.name}</span>
            {paused && " is paused"}
          </h2>
          <p>{paused && service.phaseProblem ? <Prose>{pauseSentence(service.phaseProblem)}</Prose> : <Why why={service.why} view={service} />}</p>
        </div>
        {!back && (
          <div className="decision-actions">
            {paused ? (
              <Button
                size="lg"
                variant="primary"
                icon="play"
                blocked={blockOf(service.actions.resume)}
                pending={verbs.pending === "resume"}
                onClick={() => void verbs.run("resume").catch(() => {})}
              >
                Resume
              </Button>
            ) : (
              <Button
                size="lg"
                icon="pause-bars"
                blocked={blockOf(service.actions.pause)}
                pending={verbs.pending === "pause"}
                onClick={() => void verbs.run("pause").catch(() => {})}
              >
                Pause
              </Button>
            )}
            <TwoStep
              size="lg"
              actions={decisionSteps(decidedAsOne(service), service.name, undefined).filter(({ id }) => id === "roll-back")}
              onGo={() => verbs.run("roll-back")}
            />
          </div>
        )}
      </div>
      {verbs.problem && <ProblemCallout className="m-4" problem={verbs.problem} />}
      {paused && (
        <div className="fates">
          <FateList title="Rolling back" fates={rollBackFates(service, timeZone)} />
          <FateList title="Resuming, then confirming" fates={confirmFates(service)} />
        </div>
      )}
    </section>
  );
}

function pauseSentence(problem: Parameters<typeof problemSentence>[0]): string {
  const { what, why, next } = problemSentence(problem);
  return `${what}. ${why} ${next}`;
}
