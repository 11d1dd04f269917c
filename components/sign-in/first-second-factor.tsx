"use client";
import { SecondFactorSetup } from "@/components/account/second-factor-setup";
import { Reauthenticate } from "@/components/shell/reauthenticate";

/** What an administrator must do before anything else works, where the installation asks for it. */
export function FirstSecondFactor() {
  return (
    <div className="card signin-card">
      <SecondFactorSetup only onDone={() => window.location.assign("/")} />
      <Reauthenticate />
    </div>
  );
}
