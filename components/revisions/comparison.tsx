"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Age } from "@/components/ui/age";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Prose } from "@/components/ui/prose";
import { Skeleton } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/small";
import { SplitDiff } from "@/components/ui/split-diff";
import { Table } from "@/components/ui/table";
import { changedCount } from "@/components/upgrade/line-diff";
import { comparisonQuery } from "@/lib/client/queries";
import type { RevisionComparison, RevisionSummary, StackView } from "@/lib/core/views";
import { authorWords, count, nameList } from "@/lib/format/names";
import { Missing } from "./missing";
import { RanOutside } from "./ran-outside";

/** What lies between two revisions: in the text as it was written, and in what it means for each service. */
export function Comparison({ stack, from, to }: { stack: StackView; from: number; to: number }) {
  const { data, error } = useQuery(comparisonQuery(stack.environment, stack.name, from, to));
  const home = `/${stack.environment}/stacks/${stack.name}?tab=revisions`;
  if (error) return <Missing what={`revision ${from} or ${to}`} back={home} />;
  if (!data) return <Skeleton width="100%" height="480px" />;
  const names = { before: `Revision ${from}`, after: `Revision ${to}` };
  const textChanges = changedCount(data.text);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-[280px]">
          <p className="meta mb-1">
            <Link className="link" href={home}>
              All revisions
            </Link>
          </p>
          <h2 className="text-md font-semibold">
            From revision {from} to {to}
          </h2>
          <Author revision={data.from} home={home} />
          <Author revision={data.to} home={home} />
        </div>
        <div className="row flex-wrap">
          <ButtonLink variant="ghost" href={`${home}&from=${to}&to=${from}`}>
            Other way round
          </ButtonLink>
          {from !== stack.revision && (
            <ButtonLink variant="primary" href={`/${stack.environment}/stacks/${stack.name}?tab=compose&revision=${from}`}>
              Restore revision {from}
            </ButtonLink>
          )}
        </div>
      </div>
      <Values variables={data.variables} images={data.images} names={names} />
      <Services services={data.services} names={names} />
      <Card flush title="Text" meta={textChanges === 0 ? "the same" : count(textChanges, "line")}>
        {textChanges === 0 ? (
          <p className="card-body ink-3 text-xs">Word for word the same text.</p>
        ) : (
          <div className="py-2">
            <SplitDiff lines={data.text} {...names} />
          </div>
        )}
      </Card>
    </div>
  );
}

interface Names {
  before: string;
  after: string;
}

const Author = ({ revision, home }: { revision: RevisionSummary; home: string }) => (
  <div>
    <p className="ink-2 mt-1 [overflow-wrap:anywhere]">
      <Link className="link" href={`${home}&revision=${revision.number}`}>
        Revision {revision.number}
      </Link>{" "}
      {revision.message ?? <span className="ink-3">no message</span>}{" "}
      <span className="meta nowrap">
        {authorWords(revision)}, <Age at={revision.createdAt} />
      </span>
    </p>
    <RanOutside revision={revision} />
  </div>
);

function Services({ services, names }: { services: RevisionComparison["services"]; names: Names }) {
  // Scale and start order change no container, and still differ.
  const differing = services.filter(({ lines }) => changedCount(lines) > 0);
  const same = services.filter(({ lines }) => changedCount(lines) === 0).map(({ service }) => service);
  return (
    <>
      {differing.map(({ service, change, keptRunning, lines }) => (
        <Card
          key={service}
          flush
          title={
            <span className="flex items-baseline gap-2">
              <span className="mono">{service}</span>
              <Tag>{keptRunning ? "left the file, kept running" : change === "unchanged" ? "same containers" : change}</Tag>
            </span>
          }
          meta={`as rendered, ${count(changedCount(lines), "line")}`}
        >
          <div className="py-2">
            <SplitDiff lines={lines} {...names} />
          </div>
        </Card>
      ))}
      {same.length > 0 && (
        <p className="ink-3 text-xs">
          <Prose>{`${nameList(same)}: unchanged.`}</Prose>
        </p>
      )}
    </>
  );
}

/** Where there is no room for column heads each value says whose it is. */
const Whose = ({ name }: { name: string }) => <span className="only-narrow ink-3 font-sans">{name}: </span>;

/** Variables that differ, and images that changed under the same name. */
function Values({ variables, images, names }: Pick<RevisionComparison, "variables" | "images"> & { names: Names }) {
  if (variables.length + images.length === 0) return null;
  const rows = [
    ...variables.map(({ name, before, after }) => ({ name, before, after, hidden: before !== null && before === after })),
    ...images.map(({ service, image, before, after }) => ({ name: `${image} of ${service}`, before, after, hidden: false })),
  ];
  const none = <span className="ink-3 font-sans">not set</span>;
  return (
    <Table label="Variables and images that differ" columns={[{ head: "Variable or image" }, { head: names.before }, { head: names.after }]}>
      {rows.map(({ name, before, after, hidden }) => (
        <tr key={name}>
          <td className="c-name mono truncate" title={name}>
            {name}
          </td>
          <td className="c-last mono truncate" title={before ?? undefined}>
            <Whose name={names.before} />
            {before ?? none}
          </td>
          <td className="c-last mono truncate" title={after ?? undefined}>
            <Whose name={names.after} />
            {after ?? none}
            {hidden && <span className="ink-3 font-sans"> another value</span>}
          </td>
        </tr>
      ))}
    </Table>
  );
}
