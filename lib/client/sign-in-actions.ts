"use client";
import { reauthenticateAction } from "@/lib/actions/sign-in";
import { useAction } from "./use-action";

export const useReauthenticate = () => useAction(reauthenticateAction);
