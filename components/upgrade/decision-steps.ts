import type { Ticks, TwoStepAction } from "@/components/ui/two-step";
import type { Action, Verdict } from "@/lib/core/lifecycle";
import { actionWord, blockSentence, secondStep } from "@/lib/format/sentences";

export interface Deciding {
  actions: Readonly<Record<Action, Verdict>>;
  oldKept: number;
}

/**
 * Roll back, left of Confirm upgrade; one that is not possible stays in sight and says why. While paused there is nothing to confirm yet.
 * `ticks`: what confirming deletes for good and must be named.
 */
export function decisionSteps({ actions, oldKept }: Deciding, subject: string, ticks: Ticks | undefined, primary = false): TwoStepAction[] {
  const action = (id: "roll-back" | "confirm", rest: Partial<TwoStepAction>): TwoStepAction => {
    const verdict = actions[id];
    return { id, label: actionWord(id), step: secondStep(id, subject, oldKept), blocked: verdict.allowed ? null : blockSentence(verdict.reason), ...rest };
  };
  const steps = [action("roll-back", { icon: "undo" })];
  if (actions.confirm.allowed || !actions.resume.allowed)
    steps.push(action("confirm", { icon: "check", variant: primary ? "primary" : "secondary", ...(ticks && { ticks, goVariant: "danger" }) }));
  return steps;
}
