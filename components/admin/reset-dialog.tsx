"use client";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { CodeLine } from "@/components/ui/copy-button";
import { Dialog } from "@/components/ui/dialog";
import { useResetPassword, useResetSecondFactor } from "@/lib/client/sign-in-actions";
import type { UserView } from "@/lib/core/people";

export type Reset = "password" | "second-factor";

export function ResetDialog({ user, reset, onClose }: { user: UserView; reset: Reset; onClose: () => void }) {
  return reset === "password" ? <Password user={user} onClose={onClose} /> : <SecondFactor user={user} onClose={onClose} />;
}

function Password({ user: { id, username }, onClose }: { user: UserView; onClose: () => void }) {
  const reset = useResetPassword();
  const go = (
    <Button variant="primary" pending={reset.isPending} onClick={() => reset.mutate({ userId: id })}>
      Make the password
    </Button>
  );
  return (
    <Frame title={`A one-time password for ${username}`} done={reset.isSuccess} go={go} onClose={onClose}>
      {reset.data ? (
        <>
          <p>Hand this over in person or by another safe way. It is not shown again, lets in for three days, and only to choose another.</p>
          <div className="mt-4">
            <CodeLine label="Copy the password">{reset.data.password}</CodeLine>
          </div>
        </>
      ) : (
        <p>{`${username} is signed out everywhere, the present password ends, and nothing works after the next sign-in until another one is chosen.`}</p>
      )}
      {reset.error && <ProblemCallout problem={reset.error.problem} className="mt-4" />}
    </Frame>
  );
}

function SecondFactor({ user: { id, username }, onClose }: { user: UserView; onClose: () => void }) {
  const reset = useResetSecondFactor();
  const go = (
    <Button variant="primary" pending={reset.isPending} onClick={() => reset.mutate({ userId: id }, { onSuccess: onClose })}>
      Reset
    </Button>
  );
  return (
    <Frame title={`Reset the second factor of ${username}`} done={false} go={go} onClose={onClose}>
      <p>{`${username} is signed out everywhere and signs in with the password alone, until a second factor is turned on again. Be sure who asked you for this.`}</p>
      {reset.error && <ProblemCallout problem={reset.error.problem} className="mt-4" />}
    </Frame>
  );
}

function Frame({ title, done, go, onClose, children }: { title: string; done: boolean; go: React.ReactNode; onClose: () => void; children: React.ReactNode }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      foot={
        <>
          <Button variant={done ? "primary" : "ghost"} onClick={onClose}>
            {done ? "Done" : "Cancel"}
          </Button>
          {!done && go}
        </>
      }
    >
      {children}
    </Dialog>
  );
}
