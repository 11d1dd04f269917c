"use client";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";

/** Shown this once. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  return (
    <div className="stack-form">
      <Callout tone="person" title="Keep these recovery codes" live>
        Each lets you in once, in place of a code, when the device is lost. They are not shown again.
      </Callout>
      <ul className="once" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="row">
        <Button variant="primary" onClick={onKept}>
          I have kept them
        </Button>
        <CopyButton text={codes.join("\n")} label="Copy the recovery codes" />
      </div>
    </div>
  );
}
