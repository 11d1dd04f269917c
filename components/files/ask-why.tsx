"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input } from "@/components/ui/field";

const LONGEST = 300;

/** Files in a stack of others are looked at with a reason, which its owner reads. */
export function AskWhy({ stack, onReason }: { stack: string; onReason: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "") onReason(reason.trim());
  };
  return (
    <form className="stack-form" onSubmit={submit} aria-label="Why files are looked at">
      <p className="ink-2">
        <span className="mono">{stack}</span> is not yours. What you write stands in the stack’s Activity and in the audit log.
      </p>
      <Field label="Reason">
        {(wiring) => (
          <Input
            {...wiring}
            autoFocus
            autoComplete="off"
            maxLength={LONGEST}
            placeholder="Ticket 1234: fetch the crash dump"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        )}
      </Field>
      <div>
        <Button type="submit" variant="primary" disabled={reason.trim() === ""}>
          Show the files
        </Button>
      </div>
    </form>
  );
}
