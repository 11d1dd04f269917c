"use server";
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
export const changePasswordAction = serverAction(changePasswordInput, changePassword);
