"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { CodePane } from "@/components/service/code-pane";
import { Age } from "@/components/ui/age";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Diff } from "@/components/ui/diff";
import { SkeletonTable } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/small";
import { lineDiff } from "@/components/upgrade/line-diff";
import { revisionsQuery } from "@/lib/client/queries";
import type { RevisionView, StackView } from "@/lib/core/views";
import { shortImage } from "@/lib/format/names";

export interface RevisionsTabProps {
  stack: StackView;
  /** The open revision. */
  open: number | null;
}

/** Every text this stack ever had: who, when, why; open one to compare or restore it. */
export function RevisionsTab({ stack, open }: RevisionsTabProps) {
  const { data: revisions } = useQuery(revisionsQuery(stack.environment, stack.name));
  if (!revisions) return <SkeletonTable rows={4} columns={["30%", "20%", "12%"]} label="Loading revisions" />;
  const sorted = [...revisions].sort((a, b) => b.number - a.number);
  const chosen = sorted.find(({ number }) => number === open);
  const current = sorted.find(({ number }) => number === stack.revision);
  return (
    <div className="grid gap-5">
      <div className="table-wrap">
        <table className="table" aria-label="Revisions">
          <colgroup>
            <col className="w-[150px]" />
            <col />
            <col className="w-[30%]" />
            <col className="w-[190px]" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Revision</th>
              <th scope="col">Message</th>
              <th scope="col">Services</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((revision) => (
              <RevisionRow key={revision.number} stack={stack} revision={revision} open={revision.number === open} />
            ))}
          </tbody>
        </table>
      </div>
      {chosen && <RevisionText stack={stack} revision={chosen} current={current ?? null} />}
    </div>
  );
}

function RevisionRow({ stack, revision, open }: { stack: StackView; revision: RevisionView; open: boolean }) {
  const address = `/${stack.environment}/stacks/${stack.name}?tab=revisions`;
  return (
    <tr className={open ? "is-open" : undefined}>
      <td className="c-name">
        <span className="name">
          <Link
            href={open ? address : `${address}&revision=${revision.number}`}
            scroll={false}
            aria-current={open || undefined}
            aria-label={`Revision ${revision.number}`}
          >
            {revision.number}
          </Link>
          {revision.number === stack.revision && <Tag>{revision.number === stack.confirmedRevision ? "current" : "candidate"}</Tag>}
          {revision.number === stack.confirmedRevision && revision.number !== stack.revision && <Tag>confirmed</Tag>}
        </span>
      </td>
      <td className="c-last truncate" title={revision.message ?? undefined}>
        {revision.message ?? <span className="ink-3">no message</span>}
      </td>
      <td className="c-last mono ink-2 truncate" title={revision.services.map(({ name, image }) => `${name}: ${image}`).join("\n")}>
        {revision.services.map(({ image }) => shortImage(image)).join(", ")}
      </td>
      <td className="c-last truncate">
        {revision.author}, <Age at={revision.createdAt} />
      </td>
    </tr>
  );
}

/** The text of one revision, against the present one when it is another. */
function RevisionText({ stack, revision, current }: { stack: StackView; revision: RevisionView; current: RevisionView | null }) {
  const isCurrent = current === null || current.number === revision.number;
  const lines = isCurrent ? [] : lineDiff(revision.composeText, current.composeText);
  const same = lines.every(({ sign }) => sign === " ");
  return (
    <>
      <Card
        flush
        title={`Text of revision ${revision.number}`}
        meta={
          <span className="row">
            <CopyButton text={revision.composeText} label={`Copy the text of revision ${revision.number}`} />
            {!isCurrent && (
              <ButtonLink size="sm" href={`/${stack.environment}/stacks/${stack.name}?tab=compose&revision=${revision.number}`}>
                Restore
              </ButtonLink>
            )}
          </span>
        }
      >
        <CodePane text={revision.composeText} label={`Text of revision ${revision.number}`} />
      </Card>
      {revision.rancherText && (
        <Card
          flush
          title={`rancher-compose.yml of revision ${revision.number}`}
          meta={<CopyButton text={revision.rancherText} label={`Copy the rancher-compose.yml of revision ${revision.number}`} />}
        >
          <CodePane text={revision.rancherText} label={`rancher-compose.yml of revision ${revision.number}`} />
        </Card>
      )}
      {!isCurrent && (
        <Card flush title={`From revision ${revision.number} to ${current.number}`} meta={same ? "the text is the same" : undefined}>
          {same ? <p className="card-body ink-3 text-xs">Only variables or images differ.</p> : <div className="py-2">{<Diff lines={lines} />}</div>}
        </Card>
      )}
    </>
  );
}
