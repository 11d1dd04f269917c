"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { EmptyState, NothingMatches } from "@/components/ui/empty-state";
import { LongTable } from "@/components/ui/long-table";
import { SkeletonTable } from "@/components/ui/skeleton";
import type { Column } from "@/components/ui/table";
import { auditQuery, type Book } from "@/lib/client/audit";
import type { AuditLine } from "@/lib/core/audit";
import { problemOf } from "@/lib/core/errors";
import { AuditEntry } from "./audit-entry";
import { AuditFilters } from "./audit-filters";
import { AuditRow } from "./audit-row";
import { type FilterText, filterQuery, isOpen, readFilter } from "./filter";

const COLUMNS: readonly Column[] = [
  { head: "Open", width: "w-[36px]", unseen: true },
  { head: "What was done" },
  { head: "Outcome", width: "w-[160px]" },
  { head: "From", width: "w-[150px]" },
  { head: "When", width: "w-[130px]" },
];

type Shown = { line: AuditLine; detail: boolean };

/** Acts, newest first; the filter and the row that is open stand in the address. */
export function AuditList({ book, empty }: { book: Book; empty: string }) {
  const pathname = usePathname();
  const params = useSearchParams();
  const filter = readFilter(params);
  const open = Number(params.get("row")) || null;
  const query = filterQuery(filter);
  const fetched = useInfiniteQuery(auditQuery(book, query));
  const { data, error } = fetched;
  const lines = data?.pages.flatMap((page) => page.lines) ?? [];

  const go = (next: FilterText, row: number | null) => {
    const kept = new URLSearchParams(filterQuery(next));
    const tab = params.get("tab");
    if (tab !== null) kept.set("tab", tab);
    if (row !== null) kept.set("row", String(row));
    window.history.replaceState(null, "", `${pathname}?${kept}`);
  };
  const change = (patch: Partial<FilterText>) => go({ ...filter, ...patch }, open);
  const clear = () => go(readFilter(new URLSearchParams()), null);
  const toggle = (number: number) => go(filter, number === open ? null : number);
  const shown = lines.flatMap((line): Shown[] =>
    line.number === open
      ? [
          { line, detail: false },
          { line, detail: true },
        ]
      : [{ line, detail: false }],
  );
  const elsewhere = open !== null && data !== undefined && !lines.some(({ number }) => number === open);

  return (
    <>
      <AuditFilters book={book} filter={filter} query={query} onChange={change} />
      {error && <ProblemCallout problem={problemOf(error)} className="mb-4" />}
      {elsewhere && (
        <Card
          title={`Row ${open}`}
          meta={
            <Button size="sm" variant="ghost" onClick={() => toggle(open)}>
              Close
            </Button>
          }
          className="mb-4"
          flush
        >
          <AuditEntry number={open} />
        </Card>
      )}
      {data === undefined && !error && <SkeletonTable rows={8} columns={["120px", "100px", "80px"]} label="The audit log is loading" />}
      {data && lines.length === 0 && isOpen(filter) && (
        <EmptyState icon="audit" title="Nothing is written down yet">
          {empty}
        </EmptyState>
      )}
      {data && lines.length === 0 && !isOpen(filter) && <NothingMatches onShowAll={clear} />}
      <LongTable
        label="Audit log"
        columns={COLUMNS}
        className="table-plain"
        rows={shown}
        fetched={fetched}
        draw={({ line, detail }, index, measure) =>
          detail ? (
            <tr key={`${line.number} detail`} ref={measure} data-index={index} className="audit-open">
              <td colSpan={COLUMNS.length}>
                <AuditEntry number={line.number} />
              </td>
            </tr>
          ) : (
            <AuditRow key={line.number} line={line} open={line.number === open} onToggle={toggle} index={index} measure={measure} />
          )
        }
      />
    </>
  );
}
