"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { lackOf } from "@/components/stack/lacking";
import { Age } from "@/components/ui/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Prose } from "@/components/ui/prose";
import { Skeleton } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/small";
import { SplitDiff } from "@/components/ui/split-diff";
import { changedCount } from "@/components/upgrade/line-diff";
import { comparisonQuery } from "@/lib/client/queries";
import type { RevisionComparison, RevisionSummary, StackView } from "@/lib/core/views";
import { authorWords, count, nameList } from "@/lib/format/names";
import { type SideNames, ValuesTable } from "./compared-values";
import { Missing } from "./missing";
import { RanOutside } from "./ran-outside";
import { RevisionPicker } from "./revision-picker";

/** What lies between two revisions: in the text as it was written, and in what it means for each service. */
export function Comparison({ stack, ...asked }: { stack: StackView; from: number; to: number }) {
  // While another pair is on its way the last one stays, and with it the place of whoever chooses by keyboard.
  const { data, error } = useQuery({ ...comparisonQuery(stack.environment, stack.name, asked.from, asked.to), placeholderData: keepPreviousData });
  const home = `/${stack.environment}/stacks/${stack.name}?tab=revisions`;
  if (error) return <Missing what={`revision ${asked.from} or ${asked.to}`} back={home} />;
  if (!data) return <Skeleton width="100%" height="480px" />;
  const [from, to] = [data.from.number, data.to.number];
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
          <RevisionPicker stack={stack} {...asked} />
          <ButtonLink variant="ghost" href={`${home}&from=${to}&to=${from}`}>
            Other way round
          </ButtonLink>
          {from !== stack.revision && <Restore stack={stack} number={from} />}
        </div>
      </div>
      <ValuesTable variables={data.variables} images={data.images} names={names} />
      <Services key={`${from} ${to}`} services={data.services} names={names} />
      <Card flush title="Text" meta={textChanges === 0 ? "the same" : count(textChanges, "line")}>
        {textChanges === 0 ? (
          <p className="card-body ink-3 text-xs">Word for word the same text.</p>
        ) : (
          <div className="py-2">
            <SplitDiff key={`${from} ${to}`} lines={data.text} {...names} />
          </div>
        )}
      </Card>
    </div>
  );
}

function Restore({ stack, number }: { stack: StackView; number: number }) {
  const blocked = lackOf(stack, "stack.deploy");
  if (blocked !== null) return <Button blocked={blocked}>Restore revision {number}</Button>;
  return (
    <ButtonLink variant="primary" href={`/${stack.environment}/stacks/${stack.name}?tab=compose&revision=${number}`}>
      Restore revision {number}
    </ButtonLink>
  );
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

function Services({ services, names }: { services: RevisionComparison["services"]; names: SideNames }) {
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
