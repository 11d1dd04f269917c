"use client";
import { useEffect, useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { useUnsubscribe } from "@/lib/client/notice-actions";

export function Unsubscribe() {
  const [token, setToken] = useState("");
  const { mutate: end, data, isPending, isError } = useUnsubscribe();
  useEffect(() => setToken(/^#([\w.-]+)$/.exec(window.location.hash)?.[1] ?? ""), []);
  const home = (
    <ButtonLink size="sm" href="/">
      To your stacks
    </ButtonLink>
  );
  if (data === "ended")
    return (
      <Callout tone="quiet" icon="check" title="No more mails go there" className="mt-6" actions={home} live>
        Notices still stand in the bell. Under Account, a test that arrives switches the address on again.
      </Callout>
    );
  return (
    <div className="mt-6 grid gap-4">
      {data === "no-such-link" && (
        <Callout tone="broken" title="This link ends no mails" live>
          Open it as it stands in the mail, or remove the address under Account.
        </Callout>
      )}
      {isError && (
        <Callout tone="broken" title="Spindle did not answer" live>
          Nothing was changed. Try again in a moment.
        </Callout>
      )}
      <Button variant="primary" size="lg" block pending={isPending} onClick={() => end(token)}>
        Stop the mails
      </Button>
    </div>
  );
}
