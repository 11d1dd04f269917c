"use client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import type { ProofRequest } from "@/lib/client/prove-again";
import { useReauthenticate } from "@/lib/client/sign-in-actions";
import type { Proof } from "@/lib/core/sign-in";

/** Asks for the password, a code, or a new sign-in at the provider; what was about to happen then goes on. */
export function ProofDialog({ request, onEnd }: { request: ProofRequest; onEnd: (proven: boolean) => void }) {
  const [way, setWay] = useState<Proof>(request.ways[0] ?? "password");
  const field = useRef<HTMLInputElement>(null);
  const other = request.ways.find((one) => one !== way);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onEnd(false)}
      initialFocus={field}
      title="Is it you?"
      foot={
        <>
          <Button variant="ghost" onClick={() => onEnd(false)}>
            Cancel
          </Button>
          {way !== "provider" && (
            <Button variant="primary" type="submit" form="proof-form">
              Continue
            </Button>
          )}
        </>
      }
    >
      <p className="ink-2">You signed in a while ago. What you are about to do cannot be undone or gives rights, so say once more who you are.</p>
      {way === "provider" ? (
        <AtProvider name={request.provider ?? "the provider"} onProven={() => onEnd(true)} />
      ) : (
        <Typed key={way} way={way} field={field} onProven={() => onEnd(true)} />
      )}
      {other && (
        <button type="button" className="link mt-3" onClick={() => setWay(other)}>
          {other === "code" ? "Use a code instead" : other === "password" ? "Use the password instead" : `Use ${request.provider} instead`}
        </button>
      )}
    </Dialog>
  );
}

function Typed({ way, field, onProven }: { way: "password" | "code"; field: React.RefObject<HTMLInputElement | null>; onProven: () => void }) {
  const [value, setValue] = useState("");
  const prove = useReauthenticate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (value === "" || prove.isPending) return;
    prove.mutate({ password: way === "password" ? value : "", code: way === "code" ? value : "" }, { onSuccess: onProven, onError: () => setValue("") });
  };
  return (
    <form id="proof-form" method="post" onSubmit={submit} className="mt-4">
      {way === "password" ? (
        <TextField label="Your password" ref={field} type="password" autoComplete="current-password" value={value} onText={setValue} />
      ) : (
        <TextField
          label="Code"
          hint="From your authenticator, or a recovery code."
          ref={field}
          mono
          autoFocus
          autoComplete="one-time-code"
          value={value}
          onText={setValue}
        />
      )}
      {prove.error && <ProblemCallout problem={prove.error.problem} className="mt-4" />}
    </form>
  );
}

/** In a window of its own, so that nothing on this page is lost. The window says through a channel that it is done. */
function AtProvider({ name, onProven }: { name: string; onProven: () => void }) {
  useEffect(() => {
    const channel = new BroadcastChannel("spindle.again");
    channel.onmessage = onProven;
    return () => channel.close();
  }, [onProven]);
  return (
    <Button className="mt-4" icon="open" onClick={() => window.open("/sign-in/again", "_blank", "popup,width=480,height=680")}>
      {`Sign in with ${name} again`}
    </Button>
  );
}
