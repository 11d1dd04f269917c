"use client";
import { useRouter } from "next/navigation";
import { blockOf } from "@/components/stack/lifecycle-buttons";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { useRedeploy, type useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { driftSentence, driftTitle, wayOutSentence } from "@/lib/format/drift-sentences";

function wayOutWords({ drift, outside }: ServiceView, decides: boolean): string {
  if (drift?.wayOut !== "redeploy") return wayOutSentence(drift?.wayOut ?? "restart");
  if (outside !== undefined) return "The file does not have it, so it cannot be made anew from there: put it back in the file, or leave it as it is.";
  return decides ? "Confirm the upgrade or roll it back first; then redeploy." : wayOutSentence("redeploy");
}

/** Containers that are no longer what Spindle made: what somebody did to them, and the way back to what the file says. */
export function DriftNotice({ stack, service, verbs }: { stack: StackView; service: ServiceView; verbs: ReturnType<typeof useVerbs> | null }) {
  const router = useRouter();
  const redeploy = useRedeploy();
  const { drift } = service;
  if (!drift) return null;
  const { environment, name } = stack;
  const verdict = service.actions.upgrade;
  const decides = verdict.allowed && verdict.ask !== null;
  const again = () =>
    redeploy.mutate(
      { environment, stack: name, service: service.name },
      { onSuccess: () => router.push(`/${environment}/stacks/${name}/services/${service.name}`) },
    );
  return (
    <>
      {redeploy.error && <ProblemCallout problem={redeploy.error.problem} />}
      <Callout
        tone="person"
        icon="hand"
        title={<Prose>{driftTitle([service.name])}</Prose>}
        actions={
          drift.wayOut === "by-hand" ? null : drift.wayOut === "restart" ? (
            verbs && (
              <Button blocked={blockOf(service.actions.restart)} pending={verbs.pending === "restart"} onClick={() => verbs.press("restart")}>
                Restart
              </Button>
            )
          ) : (
            <Button pending={redeploy.isPending} blocked={decides ? "Decide on the upgrade first." : blockOf(verdict)} onClick={again}>
              Redeploy
            </Button>
          )
        }
      >
        <ul className="mt-0.5 grid gap-0.5">
          {drift.containers.map((container) => (
            <li key={container.label} className="ink-2">
              <Prose>{driftSentence(container)}</Prose>
            </li>
          ))}
          <li className="ink-2">
            <Prose>{wayOutWords(service, decides)}</Prose>
          </li>
        </ul>
      </Callout>
    </>
  );
}
