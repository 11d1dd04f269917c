"use server";
import { grantPorts } from "@/lib/ops/grant-ports";
import { grantPortsInput, releaseLeaseInput, setQuotaInput } from "@/lib/ops/quota-inputs";
import { releaseLease } from "@/lib/ops/release-lease";
import { setQuota } from "@/lib/ops/set-quota";
import { serverAction } from "./action";

export const setQuotaAction = serverAction(setQuotaInput, setQuota);
export const grantPortsAction = serverAction(grantPortsInput, grantPorts);
export const releaseLeaseAction = serverAction(releaseLeaseInput, releaseLease);
