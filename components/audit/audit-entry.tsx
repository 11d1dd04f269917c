"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemCallout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Diff } from "@/components/ui/diff";
import { Skeleton } from "@/components/ui/skeleton";
import { lineDiff } from "@/components/upgrade/line-diff";
import { auditEntryQuery } from "@/lib/client/audit";
import { late } from "@/lib/client/late";
import { useTimeZone } from "@/lib/client/now";
import type { AuditDetail } from "@/lib/core/audit";
import { problemOf } from "@/lib/core/errors";
import { stamp } from "@/lib/format/age";
import { visible } from "@/lib/format/audit-sentences";
import { auditLook } from "@/lib/format/state";

const Replay = late(
  () => import("./replay").then((part) => part.Replay),
  () => <Skeleton width="100%" height="360px" />,
);

/** Everything that is known of one act: who and where from, before and after, and its place in the chain. */
export function AuditEntry({ number }: { number: number }) {
  const { data, error } = useQuery(auditEntryQuery(number));
  if (error && !data) return <ProblemCallout problem={problemOf(error)} className="m-4" />;
  if (!data) return <Skeleton width="100%" height="180px" />;
  return (
    <div className="audit-entry">
      <Facts entry={data} />
      <Change label="Before and after" before={data.before} after={data.after} />
      {data.result?.after && data.result.after !== "null" && (
        <div>
          <p className="label">How it ended</p>
          <Change label="How it ended" before={null} after={data.result.after} />
        </div>
      )}
      {data.recording === "here" && <Replay number={number} />}
      {data.recording === "gone" && <p className="hint">The recording of this shell is not kept any more.</p>}
    </div>
  );
}

function Facts({ entry }: { entry: AuditDetail }) {
  const timeZone = useTimeZone();
  const { result } = entry;
  const facts: [string, ReactNode][] = [
    ["Row", `${entry.number}${result ? `, ended by row ${result.number}` : ""}`],
    ["When", stamp(entry.at, timeZone)],
    ["Who", [visible(entry.actor), entry.role].filter(Boolean).join(", ")],
    ["Session", entry.session && <Mono text={entry.session} />],
    ["From", entry.address && <Mono text={entry.address} />],
    ["Action", <Mono key="action" text={entry.action} />],
    ["Object", entry.object && <Mono text={[entry.object.kind, entry.object.id].filter(Boolean).join(" ")} />],
    ["Project", entry.project && visible(entry.project)],
    ["Outcome", result ? `${auditLook(result.outcome).word}, ${stamp(result.at, timeZone)}` : auditLook(entry.outcome).word],
    ["Hash", <Hash key="hash" text={entry.hash} />],
    ["Row before", <Hash key="previous" text={entry.previousHash} />],
  ];
  return (
    <dl className="audit-facts">
      {facts
        .filter(([, value]) => Boolean(value))
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const Mono = ({ text }: { text: string }) => <span className="mono break-all">{visible(text)}</span>;

const Hash = ({ text }: { text: string }) => (
  <span className="row">
    <span className="mono truncate" title={text}>
      {text.slice(0, 16)}
    </span>
    <CopyButton text={text} label="Copy hash" />
  </span>
);

/** Before and after as one text with its changes marked. */
function Change({ label, before, after }: { label: string; before: string | null; after: string | null }) {
  if (before === null && after === null) return null;
  const lines = lineDiff(visible(before ?? ""), visible(after ?? "")).filter(({ text, sign }) => text !== "" || sign === " ");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
    <section className="audit-change" aria-label={label} tabIndex={0}>
      <Diff lines={lines} />
    </section>
  );
}
