import { Button } from "@/components/ui/button";
import { Prose } from "@/components/ui/prose";
import type { Verb } from "@/lib/client/stack-actions";
import type { Action, Verdict } from "@/lib/core/lifecycle";
import { actionWord, blockSentence } from "@/lib/format/sentences";

type Lifecycle = Extract<Verb, "start" | "stop" | "restart" | "pause" | "resume">;
type Verdicts = Readonly<Record<Action, Verdict>>;

/** Start where something is stopped, Stop where something runs; Pause and Resume only while an upgrade is under way. */
export function shownActions(actions: Verdicts): Lifecycle[] {
  const startable = actions.start.allowed;
  const shown: Lifecycle[] = [];
  if (actions.pause.allowed) shown.push("pause");
  if (actions.resume.allowed) shown.push("resume");
  if (startable) shown.push("start");
  // Where nothing runs, Stop and Restart would only say that it is stopped already.
  if (actions.restart.allowed || !startable) shown.push("restart");
  if (actions.stop.allowed || !startable) shown.push("stop");
  return shown;
}

export const blockOf = (verdict: Verdict): string | null => (verdict.allowed ? null : blockSentence(verdict.reason));

export interface LifecycleButtonsProps {
  actions: Verdicts;
  pending: Verb | null;
  onRun: (verb: Verb) => void;
  /** Offered elsewhere on the page: one button of a name is enough. */
  elsewhere?: readonly Action[];
}

export function LifecycleButtons({ actions, pending, onRun, elsewhere = [] }: LifecycleButtonsProps) {
  const shown = shownActions(actions).filter((action) => !elsewhere.includes(action));
  return shown.map((action) => (
    <Button
      key={action}
      variant={action === "resume" || action === "start" ? "secondary" : "ghost"}
      blocked={blockOf(actions[action])}
      pending={pending === action}
      onClick={() => onRun(action)}
    >
      {actionWord(action)}
    </Button>
  ));
}

/** Why buttons in sight are off, and where the way out is: one line for each reason. */
export function BlockedNote({ actions, also = [] }: { actions: Verdicts; also?: readonly Action[] }) {
  const reasons = new Map<string, string[]>();
  for (const action of [...shownActions(actions), ...also]) {
    const reason = blockOf(actions[action]);
    if (reason) reasons.set(reason, [...(reasons.get(reason) ?? []), actionWord(action)]);
  }
  return [...reasons].map(([reason, words]) => (
    <p key={reason} className="meta mt-1">
      {listed(words)} {words.length === 1 ? "is" : "are"} off. <Prose>{reason}</Prose>
    </p>
  ));
}

const listed = (words: readonly string[]) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`);
