"use client";
import { useQueryClient } from "@tanstack/react-query";
import { changePasswordAction, createUserAction, revokeSessionAction, setDisabledAction, setupAction } from "@/lib/actions/accounts";
import type { ActionResult } from "@/lib/actions/result";
import { keys } from "./queries";
import { useAction } from "./use-action";

function useAccountWrite<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>, stale: readonly unknown[]) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    void client.invalidateQueries({ queryKey: [...stale] });
    return result;
  });
}

export const useSetup = () => useAction(setupAction);
export const useCreateUser = () => useAccountWrite(createUserAction, keys.users);
export const useSetDisabled = () => useAccountWrite(setDisabledAction, keys.users);
export const useRevokeSession = () => useAccountWrite(revokeSessionAction, keys.sessions);
export const useChangePassword = () => useAccountWrite(changePasswordAction, keys.sessions);
