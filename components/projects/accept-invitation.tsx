"use client";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { useAcceptInvitation, useDeclineInvitation, useOpenInvitation } from "@/lib/client/project-actions";
import { roleWord } from "@/lib/format/right-words";

const KEY = "spindle.invitation";

/** Kept in this tab over the sign-in, and taken out of the address at once. */
function takeToken(): string | null {
  const given = window.location.hash.slice(1);
  if (given !== "") {
    window.sessionStorage.setItem(KEY, given);
    window.history.replaceState(null, "", window.location.pathname);
  }
  return window.sessionStorage.getItem(KEY);
}

/** Says what the link is about and lets one join or decline. */
export function AcceptInvitation({ signedIn }: { signedIn: boolean }) {
  const [token, setToken] = useState<string | null | undefined>(undefined);
  useEffect(() => {
    const take = () => setToken(takeToken());
    take();
    // Another link pasted into this very tab loads no page.
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  if (token === undefined) return <Skeleton width="100%" height="120px" />;
  if (token === null)
    return (
      <Callout tone="quiet" title="There is no invitation in this link" actions={<ButtonLink href="/">To your stacks</ButtonLink>}>
        Open the link as it was sent to you, with all that stands behind the sign #.
      </Callout>
    );
  if (!signedIn)
    return (
      <ButtonLink variant="primary" size="lg" block href="/sign-in?callbackUrl=%2Finvitation">
        Sign in
      </ButtonLink>
    );
  return <Asked key={token} token={token} />;
}

function Asked({ token }: { token: string }) {
  const router = useRouter();
  const { mutate: read, data, error } = useOpenInvitation();
  const accept = useAcceptInvitation();
  const decline = useDeclineInvitation();
  const asked = useRef(false);
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    read({ token });
  }, [read, token]);
  const end = (to: string) => () => {
    window.sessionStorage.removeItem(KEY);
    router.push(to);
  };
  const problem = (error ?? accept.error ?? decline.error)?.problem;
  if (problem)
    return (
      <ProblemCallout
        problem={problem}
        actions={
          <Button onClick={end("/")} size="sm">
            To your stacks
          </Button>
        }
      />
    );
  if (!data) return <Skeleton width="100%" height="120px" />;
  return (
    <div className="mt-4 grid gap-4">
      <p>
        <span className="strong">{data.by}</span> invites you into the project <span className="mono strong">{data.project}</span> as {roleWord(data.role)}.
        {data.member && ` You are ${roleWord(data.member)} there already.`}
      </p>
      <div className="row">
        <Button variant="primary" pending={accept.isPending} onClick={() => accept.mutate({ invitation: { token } }, { onSuccess: end("/") })}>
          Accept
        </Button>
        <Button variant="ghost" pending={decline.isPending} onClick={() => decline.mutate({ invitation: { token } }, { onSuccess: end("/") })}>
          Decline
        </Button>
      </div>
    </div>
  );
}
