"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { TextField } from "@/components/ui/field";
import { late } from "@/lib/client/late";
import { useBeginSecondFactor, useConfirmSecondFactor } from "@/lib/client/sign-in-actions";
import { RecoveryCodes } from "./recovery-codes";

const QrCode = late(() => import("./qr-code").then((part) => part.QrCode));

/** From "Turn on" over the first code to the recovery codes, in one place; `only` where there is nothing else to do on the page. */
export function SecondFactorSetup({ only = false, onDone }: { only?: boolean; onDone: () => void }) {
  const begin = useBeginSecondFactor();
  const confirm = useConfirmSecondFactor();
  const [code, setCode] = useState("");
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onKept={onDone} />;
  if (!begin.data) {
    return (
      <>
        <Button {...(only && { variant: "primary", size: "lg", block: true })} pending={begin.isPending} onClick={() => begin.mutate({ go: true })}>
          Turn on
        </Button>
        {begin.error && <ProblemCallout problem={begin.error.problem} className="mt-4" />}
      </>
    );
  }
  const { secret, address } = begin.data;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== "") confirm.mutate({ code }, { onError: () => setCode("") });
  };
  return (
    <form method="post" className="stack-form" onSubmit={submit} aria-label="Second factor">
      <p>Read this with your authenticator, or type the key below into it.</p>
      <QrCode text={address} label="Key for the authenticator" />
      <div className="typed-key">
        <span>{secret.replace(/(.{4})(?=.)/g, "$1 ")}</span>
        <CopyButton text={secret} label="Copy the key" />
      </div>
      <TextField
        label="Code"
        hint="Six digits, as the authenticator shows them now."
        mono
        autoFocus
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={10}
        value={code}
        onText={setCode}
      />
      {confirm.error && <ProblemCallout problem={confirm.error.problem} />}
      <div className="row">
        <Button variant="primary" type="submit" pending={confirm.isPending}>
          Turn on
        </Button>
        <Button variant="ghost" onClick={() => begin.reset()}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
