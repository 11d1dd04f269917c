import type { TwoStepAction } from "@/components/ui/two-step";
import type { Action, Verdict } from "@/lib/core/lifecycle";
import { actionWord, blockSentence, secondStep } from "@/lib/format/sentences";

/** Roll back, left of Confirm upgrade; one that is not possible stays in sight and says why. While paused there is nothing to confirm yet. */
export function decisionSteps(actions: Readonly<Record<Action, Verdict>>, subject: string, oldKept: number, primary = false): TwoStepAction[] {
  const action = (id: "roll-back" | "confirm", rest: Partial<TwoStepAction>): TwoStepAction => {
    const verdict = actions[id];
    return { id, label: actionWord(id), step: secondStep(id, subject, oldKept), blocked: verdict.allowed ? null : blockSentence(verdict.reason), ...rest };
  };
  const steps = [action("roll-back", { icon: "undo" })];
  if (actions.confirm.allowed || !actions.resume.allowed) steps.push(action("confirm", { icon: "check", variant: primary ? "primary" : "secondary" }));
  return steps;
}
