"use server";
import { countGuesses, guessKey } from "@/lib/auth/guesses";
import { problemOf } from "@/lib/core/errors";
import { changePassword } from "@/lib/ops/change-password";
import { createFirstAdmin } from "@/lib/ops/create-first-admin";
import { createUser } from "@/lib/ops/create-user";
import { changePasswordInput, createUserInput, revokeSessionInput, setDisabledInput, setupInput } from "@/lib/ops/inputs";
import { revokeSession } from "@/lib/ops/revoke-session";
import { setUserDisabled } from "@/lib/ops/set-user-disabled";
import { publicAction, serverAction } from "./action";

export const setupAction = publicAction(setupInput, createFirstAdmin);
export const createUserAction = serverAction(createUserInput, createUser);
export const setDisabledAction = serverAction(setDisabledInput, setUserDisabled);
export const revokeSessionAction = serverAction(revokeSessionInput, revokeSession);
export const changePasswordAction = serverAction(changePasswordInput, ({ ctx, input }) =>
  // Who sits at somebody else's open page could otherwise try as many as they like.
  countGuesses({ accounts: ctx.accounts, key: guessKey(ctx.actor.username, ctx.address), now: ctx.now() }, isWrongPassword, () =>
    changePassword({ ctx, input }),
  ),
);

function isWrongPassword(error: unknown): boolean {
  const { code, data } = problemOf(error);
  return code === "INVALID_INPUT" && data.field === "Current password";
}
