"use client";
import { Card } from "@/components/ui/card";
import { ReasonForm } from "@/components/ui/reason-form";
import type { SiteRole } from "@/lib/core/access";
import { roleWord } from "@/lib/format/right-words";

/** A shell in a stack of others is opened with a reason, which its owner reads. */
export function AskReason({ stack, as, onReason }: { stack: string; as: SiteRole; onReason: (reason: string) => void }) {
  return (
    <Card title="Why do you open a shell here?" icon="shell">
      <ReasonForm
        label="Why a shell is opened"
        lead={
          <>
            <span className="mono">{stack}</span> is not yours; you may do this as {roleWord(as)}. What you write stands in the stack’s Activity and in the
            audit log.
          </>
        }
        placeholder="Ticket 1234: the disk of this host is full"
        submit="Open a shell"
        onReason={onReason}
      />
    </Card>
  );
}
