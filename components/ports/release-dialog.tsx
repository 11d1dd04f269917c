"use client";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { useReleaseLease } from "@/lib/client/quota-actions";
import { type LeaseView, leaseKey } from "@/lib/core/ports";

/** Gives a port back that nobody can use any more, once it was typed. */
export function ReleaseDialog({ environment, lease, onClose }: { environment: string; lease: LeaseView; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const release = useReleaseLease(environment);
  const key = leaseKey(lease);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === key) release.mutate({ environment, port: lease.port, protocol: lease.protocol, typed }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      initialFocus={field}
      title={
        <>
          Release <span className="mono">{key}</span>?
        </>
      }
      foot={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" type="submit" form="release-form" disabled={typed !== key} pending={release.isPending}>
            Release
          </Button>
        </>
      }
    >
      <form id="release-form" onSubmit={submit}>
        <p>
          {lease.stale === "gone"
            ? "The stack that leased it is gone, so nothing will ever answer there again."
            : `No container of ${lease.stack}/${lease.service} will answer there any more.`}{" "}
          Released, the next service that asks may get it.
        </p>
        <TextField
          fieldClass="mt-4"
          label={
            <>
              Type <span className="mono">{key}</span> to release it
            </>
          }
          ref={field}
          mono
          value={typed}
          onText={setTyped}
        />
        {release.error && <ProblemCallout className="mt-4" problem={release.error.problem} />}
      </form>
    </Dialog>
  );
}
