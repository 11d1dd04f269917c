"use server";
import { choosePassword } from "@/lib/auth/choose-password";
import { reauthenticate } from "@/lib/auth/reauthenticate";
import { callerDevice, giveSession } from "@/lib/auth/session";
import { codeInput, goInput, newPasswordInput, reauthenticateInput, userInput } from "@/lib/ops/inputs";
import { resetPassword, resetSecondFactor } from "@/lib/ops/reset-account";
import { revokeOtherSessions } from "@/lib/ops/revoke-other-sessions";
import { beginSecondFactor, confirmSecondFactor, removeSecondFactor, renewRecoveryCodes } from "@/lib/ops/second-factor";
import { serverAction } from "./action";

export const reauthenticateAction = serverAction(reauthenticateInput, reauthenticate, "second-factor");

export const choosePasswordAction = serverAction(
  newPasswordInput,
  async (args) => {
    const { sessionId } = await choosePassword({ ...args, device: await callerDevice() });
    await giveSession(sessionId);
  },
  "password",
);

export const beginSecondFactorAction = serverAction(goInput, beginSecondFactor, "second-factor");
export const confirmSecondFactorAction = serverAction(codeInput, confirmSecondFactor, "second-factor");
export const renewRecoveryCodesAction = serverAction(goInput, renewRecoveryCodes);
export const removeSecondFactorAction = serverAction(goInput, removeSecondFactor);
export const revokeOtherSessionsAction = serverAction(goInput, revokeOtherSessions);
export const resetPasswordAction = serverAction(userInput, resetPassword);
export const resetSecondFactorAction = serverAction(userInput, resetSecondFactor);
