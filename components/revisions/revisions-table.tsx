"use client";
import Link from "next/link";
import { useState } from "react";
import { useAddressState } from "@/components/quota/use-address-state";
import { Age } from "@/components/ui/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Checkbox } from "@/components/ui/field";
import { RowsInWindow } from "@/components/ui/rows-in-window";
import { SearchBox } from "@/components/ui/search-box";
import { Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import type { RevisionSummary, StackView } from "@/lib/core/views";
import { authorWords, shortImage } from "@/lib/format/names";
import { findRevisions, readListState, writeListState } from "./find-revisions";
import { allRuns, type Run, runningByRevision, runsWords } from "./runs";

/** The older one left, as in every comparison. */
const inOrder = (picked: readonly number[]) => [...picked].sort((a, b) => a - b);
/** A third choice takes the place of the first. */
const picking = (picked: readonly number[], number: number) =>
  picked.includes(number) ? picked.filter((one) => one !== number) : [...picked, number].slice(-2);

/** So many are found by looking. */
const FEW = 8;

const COLUMNS: readonly Column[] = [
  { head: "Compare", width: "w-[40px]", unseen: true },
  { head: "Revision", width: "w-[150px]" },
  { head: "Message" },
  { head: "Images", width: "w-[22%]" },
  { head: "Runs it now", width: "w-[18%]" },
  { head: "When", width: "w-[180px]" },
];

/** Every revision there was: who, when, why, and what runs of it. Two of them can be compared. */
export function RevisionsTable({ stack, revisions }: { stack: StackView; revisions: readonly RevisionSummary[] }) {
  const [picked, setPicked] = useState<number[]>([]);
  const [{ query }, change] = useAddressState(readListState, writeListState);
  const shown = findRevisions(revisions, query);
  const runs = runningByRevision(stack);
  const address = `/${stack.environment}/stacks/${stack.name}?tab=revisions`;
  const [from, to] = inOrder(picked);
  return (
    <>
      <div className="mb-3 flex min-h-8 flex-wrap items-center gap-3">
        {revisions.length > FEW && <SearchBox label="Filter revisions" query={query} onQuery={(text) => change({ query: text })} />}
        <p className="meta" role="status" aria-label="Comparison">
          {revisions.length < 2
            ? "The next upgrade makes a second revision to compare with."
            : picked.length === 2
              ? `Revisions ${from} and ${to} are chosen.`
              : picked.length === 1
                ? `Revision ${from} is chosen. Choose another one to compare it with.`
                : "Choose two revisions to compare them."}
        </p>
        {picked.length === 2 && (
          <ButtonLink size="sm" href={`${address}&from=${from}&to=${to}`}>
            Compare {from} and {to}
          </ButtonLink>
        )}
      </div>
      <Table label="Revisions" columns={COLUMNS}>
        <RowsInWindow
          rows={shown}
          columns={6}
          draw={(revision, index, measure) => (
            <RevisionRow
              key={revision.number}
              stack={stack}
              revision={revision}
              runs={runs.get(revision.number) ?? []}
              address={address}
              picked={picked.includes(revision.number)}
              onPick={() => setPicked((before) => picking(before, revision.number))}
              index={index}
              measure={measure}
            />
          )}
        />
      </Table>
      {shown.length === 0 && (
        <div className="mt-3">
          <EmptyState icon="search" title="No revision matches" actions={<Button onClick={() => change({ query: "" })}>Show all</Button>}>
            The filter looks at numbers, messages, authors, services and images.
          </EmptyState>
        </div>
      )}
    </>
  );
}

interface RowProps {
  stack: StackView;
  revision: RevisionSummary;
  runs: readonly Run[];
  address: string;
  picked: boolean;
  onPick: () => void;
  index: number;
  measure?: (row: HTMLTableRowElement | null) => void;
}

function RevisionRow({ stack, revision, runs, address, picked, onPick, index, measure }: RowProps) {
  const { number, message, services, outside, createdAt } = revision;
  return (
    <tr ref={measure} data-index={index}>
      <td className="c-x">
        <Checkbox checked={picked} onChange={onPick}>
          <span className="sr-only">Compare revision {number}</span>
        </Checkbox>
      </td>
      <td className="c-name">
        <span className="name">
          <Link href={`${address}&revision=${number}`} aria-label={`Revision ${number}`}>
            {number}
          </Link>
          <RevisionTag stack={stack} number={number} />
        </span>
      </td>
      <td className="c-last truncate" title={message ?? undefined}>
        {message ?? <span className="ink-3">no message</span>}
      </td>
      <td className="c-last mono ink-2 truncate" title={[...services.map(({ name, image }) => `${name}: ${image}`), ...outsideNames(outside)].join("\n")}>
        {services.map(({ image }) => shortImage(image)).join(", ")}
        {outside && <span className="ink-3 font-sans"> and {Object.keys(outside).length} outside</span>}
      </td>
      <td className="c-last truncate max-narrow:!hidden" title={allRuns(runs)}>
        {runs.length > 0 ? <span className="mono">{runsWords(runs)}</span> : <span className="ink-3">none</span>}
      </td>
      <td className="c-last truncate">
        {authorWords(revision)}, <Age at={createdAt} />
        {runs.length > 0 && <span className="only-narrow">, runs {runsWords(runs)}</span>}
      </td>
    </tr>
  );
}

const outsideNames = (outside: RevisionSummary["outside"]) => Object.keys(outside ?? {}).map((name) => `${name}: ran on outside of the file`);

/** Current and confirmed are one, but for the time an upgrade runs or waits. */
export function RevisionTag({ stack, number }: { stack: Pick<StackView, "revision" | "confirmedRevision">; number: number }) {
  if (number === stack.revision) return <Tag>{number === stack.confirmedRevision ? "current" : "candidate"}</Tag>;
  return number === stack.confirmedRevision ? <Tag>confirmed</Tag> : null;
}
