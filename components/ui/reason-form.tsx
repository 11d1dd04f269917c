"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button } from "./button";
import { TextField } from "./field";

const LONGEST = 300;

/** Asks why before it goes on: no reason, no way. */
export function ReasonForm(props: { label: string; lead: ReactNode; placeholder: string; submit: string; onReason: (reason: string) => void }) {
  const { label, lead, placeholder, submit, onReason } = props;
  const [reason, setReason] = useState("");
  const said = reason.trim();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (said !== "") onReason(said);
  };
  return (
    <form className="stack-form" onSubmit={onSubmit} aria-label={label}>
      <p className="ink-2">{lead}</p>
      <TextField
        label="Reason"
        fieldClass="max-w-[560px]"
        autoFocus
        autoComplete="off"
        maxLength={LONGEST}
        placeholder={placeholder}
        value={reason}
        onText={setReason}
      />
      <div>
        <Button type="submit" variant="primary" disabled={said === ""}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
