import type { Sealing } from "@/lib/core/sealing";
import { type OneTimeCodes, secondFactorPlace } from "@/lib/core/sign-in";
import type { AccountStore } from "@/lib/registry/types";

export interface SecondStepDeps {
  accounts: AccountStore;
  sealing: Sealing;
  codes: OneTimeCodes;
}

export type SecondStep = "none" | "right" | "wrong";

/** Looks at the code of an account that has a second factor, and uses it up: a code of the authenticator, or a recovery code. */
export async function secondStep({ accounts, sealing, codes }: SecondStepDeps, userId: string, code: string, now: number): Promise<SecondStep> {
  const factor = await accounts.secondFactor(userId);
  if (!factor?.confirmed) return "none";
  const step = codes.stepOf(sealing.open(factor.sealed, secondFactorPlace(userId)), code, now);
  const hash = codes.hashRecoveryCode(code);
  const used = await accounts.transaction((tx) => (step === null ? tx.takeRecoveryCode(userId, hash) : tx.takeStep(userId, step)));
  return used ? "right" : "wrong";
}
