"use client";
import { useQueryClient } from "@tanstack/react-query";
import { changePolicyAction, tryPolicyAction } from "@/lib/actions/policy";
import { keys } from "./queries";
import { useAction } from "./use-action";

export type AskTrial = typeof tryPolicyAction;
/** Changes nothing: says what an unsaved policy would say. */
export const askTrial: AskTrial = (input) => tryPolicyAction(input);

export function useChangePolicy(environment: string) {
  const client = useQueryClient();
  return useAction(async (input: Parameters<typeof changePolicyAction>[0]) => {
    const result = await changePolicyAction(input);
    if (result.ok) client.setQueryData(keys.policy(environment), result.value);
    // Host ports and limits stand on other pages too.
    void client.invalidateQueries({ queryKey: keys.environments });
    return result;
  });
}
