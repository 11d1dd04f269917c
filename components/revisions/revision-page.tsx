"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { CodePane } from "@/components/service/code-pane";
import { lackOf } from "@/components/stack/lacking";
import { Age } from "@/components/ui/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { revisionQuery } from "@/lib/client/queries";
import type { RevisionDetail, StackView } from "@/lib/core/views";
import { authorWords } from "@/lib/format/names";
import { exactImage } from "./exact-image";
import { Missing } from "./missing";
import { RanOutside } from "./ran-outside";
import { RevisionVariables } from "./revision-variables";
import { RevisionTag } from "./revisions-table";
import { allRuns, runningByRevision } from "./runs";

/** One revision in full: its text, what it means, its variables and what its images were. */
export function RevisionPage({ stack, number }: { stack: StackView; number: number }) {
  const { data: revision, error } = useQuery(revisionQuery(stack.environment, stack.name, number));
  const home = `/${stack.environment}/stacks/${stack.name}`;
  if (error) return <Missing what={`revision ${number}`} back={`${home}?tab=revisions`} />;
  if (!revision) return <Skeleton width="100%" height="480px" />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <Head stack={stack} revision={revision} home={home} />
      <Images stack={stack} revision={revision} home={home} />
      <RevisionVariables variables={revision.variables} />
      <Card flush title={`Text of revision ${number}`} meta={<CopyButton text={revision.composeText} label={`Copy the text of revision ${number}`} />}>
        <CodePane text={revision.composeText} label={`Text of revision ${number}`} />
      </Card>
      {revision.rancherText && (
        <Card
          flush
          title={`rancher-compose.yml of revision ${number}`}
          meta={<CopyButton text={revision.rancherText} label={`Copy the rancher-compose.yml of revision ${number}`} />}
        >
          <CodePane text={revision.rancherText} label={`rancher-compose.yml of revision ${number}`} />
        </Card>
      )}
      {revision.rendered.map(({ service, text }) => (
        <details key={service} className="card group">
          <summary className="card-head cursor-pointer list-none border-b-0 group-open:border-b">
            <h3 className="mono">{service}</h3>
            <span className="meta">as it was rendered</span>
          </summary>
          <CodePane text={text} label={`Rendered ${service} of revision ${number}`} />
        </details>
      ))}
    </div>
  );
}

function Head({ stack, revision, home }: { stack: StackView; revision: RevisionDetail; home: string }) {
  const { number, message, createdAt } = revision;
  const isCurrent = number === stack.revision;
  const blocked = lackOf(stack, "stack.deploy");
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
      <div className="min-w-0 flex-1 basis-[280px]">
        <p className="meta mb-1">
          <Link className="link" href={`${home}?tab=revisions`}>
            All revisions
          </Link>
        </p>
        <h2 className="flex items-baseline gap-2 text-md font-semibold">
          Revision {number} <RevisionTag stack={stack} number={number} />
        </h2>
        <p className="ink-2 mt-1 [overflow-wrap:anywhere]">
          {message ?? <span className="ink-3">no message</span>}{" "}
          <span className="meta nowrap">
            {authorWords(revision)}, <Age at={createdAt} />
          </span>
        </p>
        <RanOutside revision={revision} />
      </div>
      <div className="row flex-wrap">
        {number > 1 && (
          <ButtonLink variant="ghost" href={`${home}?tab=revisions&from=${number - 1}&to=${number}`}>
            What it changed
          </ButtonLink>
        )}
        {!isCurrent && (
          <>
            <ButtonLink href={`${home}?tab=revisions&from=${number}&to=${stack.revision}`}>Compare with {stack.revision}</ButtonLink>
            {blocked === null ? (
              <ButtonLink variant="primary" href={`${home}?tab=compose&revision=${number}`}>
                Restore
              </ButtonLink>
            ) : (
              <Button blocked={blocked}>Restore</Button>
            )}
          </>
        )}
      </div>
    </div>
  );
}

const COLUMNS: readonly Column[] = [
  { head: "Service", width: "w-[22%]" },
  { head: "Image", width: "w-[26%]" },
  { head: "What it was then" },
  { head: "Runs it now", width: "w-[22%]" },
];

function Images({ stack, revision, home }: { stack: StackView; revision: RevisionDetail; home: string }) {
  const runs = runningByRevision(stack).get(revision.number) ?? [];
  return (
    <Table label={`Images of revision ${revision.number}`} columns={COLUMNS}>
      {revision.services.map((then) => {
        const { name, image } = then;
        const exact = exactImage(then);
        const here = stack.services.some((service) => service.name === name);
        const own = allRuns(runs.filter(({ label }) => label.replace(/-\d+$/, "") === name));
        return (
          <tr key={name}>
            <td className="c-name">
              <span className="name">{here ? <Link href={`${home}/services/${name}`}>{name}</Link> : <span className="mono font-medium">{name}</span>}</span>
            </td>
            <td className="c-last mono truncate" title={image}>
              {image}
            </td>
            <td className="c-last mono ink-2 truncate" title={exact ?? undefined}>
              {exact ?? <span className="ink-3 font-sans">never pulled</span>}
            </td>
            <td className="c-last mono truncate" title={own}>
              {own || <span className="ink-3 font-sans">none of its containers</span>}
            </td>
          </tr>
        );
      })}
    </Table>
  );
}
