"use server";
import { createToken } from "@/lib/ops/create-token";
import { revokeToken } from "@/lib/ops/list-tokens";
import { createTokenInput, revokeTokenInput } from "@/lib/ops/token-input";
import { serverAction } from "./action";

export const createTokenAction = serverAction(createTokenInput, createToken);
export const revokeTokenAction = serverAction(revokeTokenInput, revokeToken);
