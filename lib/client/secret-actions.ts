"use client";
import { useQueryClient } from "@tanstack/react-query";
import type { ActionResult } from "@/lib/actions/result";
import { removeSecretAction, writeSecretAction } from "@/lib/actions/secrets";
import { keys } from "./queries";
import { useAction } from "./use-action";

function useSecretWrite<Input extends { environment: string }, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    void client.invalidateQueries({ queryKey: keys.secrets(input.environment) });
    return result;
  });
}

export const useWriteSecret = () => useSecretWrite(writeSecretAction);
export const useRemoveSecret = () => useSecretWrite(removeSecretAction);
