"use server";
import { reauthenticate } from "@/lib/auth/reauthenticate";
import { reauthenticateInput } from "@/lib/ops/inputs";
import { serverAction } from "./action";

export const reauthenticateAction = serverAction(reauthenticateInput, reauthenticate);
