"use client";
import { useEffect, useState } from "react";
import { ButtonLink } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { useConnection } from "@/lib/client/live";
import { useNow } from "@/lib/client/now";
import { duration } from "@/lib/format/duration";

/** A short loss is mended before one could read about it. */
const PATIENCE_MS = 2_500;

/** Says that the page may be old while the line to Spindle is down, and that nothing is lost. */
export function ConnectionBanner() {
  const { state } = useConnection();
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (state === "open") {
      setSince(null);
      return;
    }
    const lost = Date.now();
    const timer = setTimeout(() => setSince(lost), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  if (since === null) return null;
  return state === "signed-out" ? <SignedOut /> : <Reconnecting since={since} />;
}

function SignedOut() {
  return (
    <Callout
      tone="person"
      icon="key"
      className="banner"
      title="You are signed out"
      live
      actions={
        <ButtonLink size="sm" href="/sign-in">
          Sign in
        </ButtonLink>
      }
    >
      Your session ended, or it was ended from another place. Nothing you deployed is touched.
    </Callout>
  );
}

function Reconnecting({ since }: { since: number }) {
  const now = useNow();
  return (
    <Callout tone="progress" className="banner" title="Reconnecting to Spindle" live>
      {`What you see may be ${duration(Math.max(1_000, Math.floor((now - since) / 1000) * 1000))} old. Nothing is lost; it comes up to date by itself.`}
    </Callout>
  );
}
