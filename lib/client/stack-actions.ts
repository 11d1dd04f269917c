"use client";
import { useQueryClient } from "@tanstack/react-query";
import type { ActionResult, Started } from "@/lib/actions/result";
import {
  confirmAction,
  createStackAction,
  deployAction,
  pauseAction,
  redeployAction,
  removeAction,
  restartAction,
  resumeAction,
  reviewAction,
  rollBackAction,
  scaleAction,
  startAction,
  stopAction,
  upgradeAction,
} from "@/lib/actions/stacks";
import { keys } from "./queries";
import { useAction } from "./use-action";

/** Actions that need nothing but the stack and, where one is meant, the service. */
const VERBS = {
  confirm: confirmAction,
  "roll-back": rollBackAction,
  pause: pauseAction,
  resume: resumeAction,
  start: startAction,
  stop: stopAction,
  restart: restartAction,
} as const;
export type Verb = keyof typeof VERBS;

/** The page shows the answer at once; the change message that follows from the engine refreshes it again. */
function useStackWrite<Input extends { environment: string; stack: string }>(action: (input: Input) => Promise<ActionResult<Started>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    void client.invalidateQueries({ queryKey: keys.stack(input.environment, input.stack) });
    return result;
  });
}

export type AskReview = typeof reviewAction;
export type ReviewInput = Parameters<AskReview>[0];
/** Changes nothing: says what a text means and what deploying it would do. */
export const askReview: AskReview = (input) => reviewAction(input);

/** The same orders as `useDeploy` and `useCreateStack`, for many stacks one after the other. */
export type SendDeploy = typeof deployAction;
export const sendDeploy: SendDeploy = (input) => deployAction(input);
export type SendEmpty = typeof createStackAction;
export const sendEmpty: SendEmpty = (input) => createStackAction(input);

/** The plain actions on one stack or service: `run` resolves when the server has taken the order and rejects with its problem; `press` leaves that to `problem`. */
export function useVerbs(target: { environment: string; stack: string; service: string | null }) {
  const write = useStackWrite(({ verb, ...input }: typeof target & { verb: Verb; volumes?: string[] }) => VERBS[verb](input));
  return {
    /** `volumes`: what a confirmation names; nothing else takes them. */
    run: (verb: Verb, volumes: readonly string[] = []) => write.mutateAsync({ ...target, verb, ...(volumes.length > 0 && { volumes: [...volumes] }) }),
    press: (verb: Verb) => write.mutate({ ...target, verb }),
    pending: write.isPending ? write.variables.verb : null,
    problem: write.error?.problem ?? null,
    reset: write.reset,
  };
}
export const useDeploy = () => useStackWrite(deployAction);
export const useCreateStack = () => useStackWrite(createStackAction);
export const useRedeploy = () => useStackWrite(redeployAction);
export const useUpgrade = () => useStackWrite(upgradeAction);
export const useScale = () => useStackWrite(scaleAction);
export const useRemove = () => useStackWrite(removeAction);
