"use client";
import { ReasonForm } from "@/components/ui/reason-form";

/** Files in a stack of others are looked at with a reason, which its owner reads. */
export function AskWhy({ stack, onReason }: { stack: string; onReason: (reason: string) => void }) {
  return (
    <ReasonForm
      label="Why files are looked at"
      lead={
        <>
          <span className="mono">{stack}</span> is not yours. What you write stands in the stack’s Activity and in the audit log.
        </>
      }
      placeholder="Ticket 1234: fetch the crash dump"
      submit="Show the files"
      onReason={onReason}
    />
  );
}
