"use server";
import { changePolicy } from "@/lib/ops/change-policy";
import { changePolicyInput, tryPolicyInput } from "@/lib/ops/policy-input";
import { tryPolicy } from "@/lib/ops/try-policy";
import { serverAction } from "./action";

export const changePolicyAction = serverAction(changePolicyInput, changePolicy);
export const tryPolicyAction = serverAction(tryPolicyInput, tryPolicy);
