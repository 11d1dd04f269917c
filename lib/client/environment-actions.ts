"use client";
import { useQueryClient } from "@tanstack/react-query";
import {
  approveRequestAction,
  changeEnvironmentAction,
  createEnvironmentAction,
  declineRequestAction,
  removeEnvironmentAction,
  testEngineAction,
  withdrawRequestAction,
} from "@/lib/actions/environments";
import type { ActionResult } from "@/lib/actions/result";
import { keys } from "./queries";
import { useAction } from "./use-action";

function useEnvironmentWrite<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    void client.invalidateQueries({ queryKey: keys.adminEnvironments });
    void client.invalidateQueries({ queryKey: keys.environments });
    return result;
  });
}

export const useCreateEnvironment = () => useEnvironmentWrite(createEnvironmentAction);
export const useChangeEnvironment = () => useEnvironmentWrite(changeEnvironmentAction);
export const useRemoveEnvironment = () => useEnvironmentWrite(removeEnvironmentAction);
/** Changes nothing: says whether an engine answers as it was typed. */
export const useTestEngine = () => useAction(testEngineAction);

function useDecision<Input extends { environment: string; stack: string }, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    void client.invalidateQueries({ queryKey: keys.stack(input.environment, input.stack) });
    void client.invalidateQueries({ queryKey: keys.stacks(input.environment) });
    return result;
  });
}

export const useApprove = () => useDecision(approveRequestAction);
export const useDecline = () => useDecision(declineRequestAction);
export const useWithdraw = () => useDecision(withdrawRequestAction);
