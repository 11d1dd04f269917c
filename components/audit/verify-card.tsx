"use client";
import { useQuery } from "@tanstack/react-query";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { auditStateQuery } from "@/lib/client/audit";
import { useNow } from "@/lib/client/now";
import { useVerify, type VerifyState } from "@/lib/client/use-verify";
import { verdictSentence } from "@/lib/format/audit-sentences";
import { duration } from "@/lib/format/duration";
import { count } from "@/lib/format/names";

/** Checks the whole chain on the server, beside its work. */
export function VerifyCard() {
  const { state, verify } = useVerify();
  return (
    <section className="card verify-card" aria-label="Integrity of the log">
      <div className="verify-line">
        <div role="status" aria-label="Check of the log" className="min-w-0">
          <Said state={state} />
        </div>
        <span className="spacer" />
        <Button onClick={verify} pending={state.state === "checking"}>
          Verify
        </Button>
      </div>
      <Forwarding />
      {state.state === "failed" && <ProblemCallout problem={state.problem} className="mt-3" />}
    </section>
  );
}

function Said({ state }: { state: VerifyState }) {
  if (state.state === "checking")
    return (
      <div className="verify-progress">
        <progress value={state.rows} max={Math.max(1, state.of)} aria-label="Rows checked" />
        <span className="meta">{`${state.rows} of ${state.of} rows`}</span>
      </div>
    );
  if (state.state !== "checked")
    return <p className="ink-2">Each row carries the hash of the one before it. A check finds the first one that was changed, moved or taken out.</p>;
  const { verdict } = state;
  return (
    <>
      <p className={verdict.sound ? "verify-found well" : "verify-found broken"}>
        <Icon name={verdict.sound ? "check-circle" : "octagon"} />
        {verdictSentence(verdict)}
      </p>
      <p className="meta row">
        {`Last sound row: ${verdict.end.number}, hash`}
        <span className="mono truncate" title={verdict.end.hash}>{`${verdict.end.hash.slice(0, 16)}…`}</span>
        <CopyButton text={`${verdict.end.number} ${verdict.end.hash}`} label="Copy number and hash" />
      </p>
      <p className="hint">Note both somewhere else: what is cut off at the end shows only by them, with npm run audit:verify -- --expect.</p>
    </>
  );
}

/** Only where the log is sent elsewhere. */
function Forwarding() {
  const { data } = useQuery(auditStateQuery());
  const now = useNow();
  const forward = data?.forward;
  if (!forward) return null;
  const { target, behind, trouble } = forward;
  if (!trouble && behind < BEHIND) return <p className="meta mt-2">{`Forwarded to ${target}.`}</p>;
  return (
    <Callout tone="person" title="Forwarding is behind" className="mt-3">
      {`${count(behind, "row")} wait for ${target}${trouble ? `. For ${duration(now - trouble.since)} it has not taken any: ${trouble.what}` : ""}. Nothing is lost: it goes on at the last row that was taken.`}
    </Callout>
  );
}

/** A few rows are always under way. */
const BEHIND = 100;
