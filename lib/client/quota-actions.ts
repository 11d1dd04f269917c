"use client";
import { useQueryClient } from "@tanstack/react-query";
import { grantPortsAction, releaseLeaseAction, setQuotaAction } from "@/lib/actions/quotas";
import type { ActionResult } from "@/lib/actions/result";
import { keys } from "./queries";
import { useAction } from "./use-action";

/** Quotas and grants are part of what the policy says, so its form must learn of them too. */
function useRule<Input, Output>(environment: string, action: (input: Input) => Promise<ActionResult<Output>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    const stale = [keys.quotas(environment), keys.ownQuotas(environment), keys.ports(environment), keys.policy(environment)];
    await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    return result;
  });
}

export const useSetQuota = (environment: string) => useRule(environment, setQuotaAction);
export const useGrantPorts = (environment: string) => useRule(environment, grantPortsAction);
export const useReleaseLease = (environment: string) => useRule(environment, releaseLeaseAction);
