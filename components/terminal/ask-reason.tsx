"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import type { SiteRole } from "@/lib/core/access";
import { roleWord } from "@/lib/format/right-words";

const LONGEST = 300;

/** A shell in a stack of others is opened with a reason, which its owner reads. */
export function AskReason({ stack, as, onReason }: { stack: string; as: SiteRole; onReason: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== "") onReason(reason.trim());
  };
  return (
    <Card title="Why do you open a shell here?" icon="shell">
      <form className="stack-form" onSubmit={submit} aria-label="Why a shell is opened">
        <p className="ink-2">
          <span className="mono">{stack}</span> is not yours; you may do this as {roleWord(as)}. What you write stands in the stack’s Activity and in the audit
          log.
        </p>
        <Field label="Reason" className="max-w-[560px]">
          {(wiring) => (
            <Input
              {...wiring}
              autoFocus
              autoComplete="off"
              maxLength={LONGEST}
              placeholder="Ticket 1234: the disk of this host is full"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <div>
          <Button type="submit" variant="primary" disabled={reason.trim() === ""}>
            Open a shell
          </Button>
        </div>
      </form>
    </Card>
  );
}
