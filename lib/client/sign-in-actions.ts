"use client";
import { useQueryClient } from "@tanstack/react-query";
import type { ActionResult } from "@/lib/actions/result";
import {
  beginSecondFactorAction,
  choosePasswordAction,
  confirmSecondFactorAction,
  reauthenticateAction,
  removeSecondFactorAction,
  renewRecoveryCodesAction,
  resetPasswordAction,
  resetSecondFactorAction,
  revokeOtherSessionsAction,
} from "@/lib/actions/sign-in";
import { keys } from "./queries";
import { useAction } from "./use-action";

function useWrite<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>, ...stale: (readonly string[])[]) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    for (const queryKey of stale) void client.invalidateQueries({ queryKey });
    return result;
  });
}

export const useReauthenticate = () => useAction(reauthenticateAction);
export const useChoosePassword = () => useAction(choosePasswordAction);
export const useBeginSecondFactor = () => useAction(beginSecondFactorAction);
export const useConfirmSecondFactor = () => useWrite(confirmSecondFactorAction, keys.sessions);
export const useRenewRecoveryCodes = () => useAction(renewRecoveryCodesAction);
export const useRemoveSecondFactor = () => useWrite(removeSecondFactorAction, keys.secondFactor);
export const useRevokeOtherSessions = () => useWrite(revokeOtherSessionsAction, keys.sessions);
export const useResetPassword = () => useWrite(resetPasswordAction, keys.users);
export const useResetSecondFactor = () => useWrite(resetSecondFactorAction, keys.users);
