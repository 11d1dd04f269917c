"use client";
import Link from "next/link";
import { type Column, Table } from "@/components/ui/table";
import type { OverviewView, TopContainer } from "@/lib/core/overview";
import { bytes } from "@/lib/format/bytes";
import { percent } from "@/lib/format/usage";

const COLUMNS: readonly Column[] = [
  { head: "Container" },
  { head: "Of", width: "w-[104px]" },
  { head: "CPU", width: "w-[68px]" },
  { head: "Memory", width: "w-[148px]" },
];

/** The hungriest containers of everybody: by what they take of the CPUs, and of the memory. */
export function OverviewTop({ top, environment }: { top: NonNullable<OverviewView["top"]>; environment: string }) {
  return (
    <div className="two">
      <Top label="Most CPU" rows={top.cpu} environment={environment} />
      <Top label="Most memory" rows={top.memory} environment={environment} />
    </div>
  );
}

function Top({ label, rows, environment }: { label: string; rows: TopContainer[]; environment: string }) {
  return (
    <section>
      <div className="section-head">
        <h2>{label}</h2>
      </div>
      <Table label={label} columns={COLUMNS} className="table-plain">
        {rows.map(({ id, stack, service, label: name, owner, cpu, memory, memoryLimit }) => (
          <tr key={id}>
            <td className="c-wide truncate" title={`${stack}/${name}`}>
              <Link className="link mono" href={`/${environment}/stacks/${stack}/services/${service}`}>
                {stack}/{name}
              </Link>
            </td>
            <td className="ink-2 truncate" title={owner}>
              {owner}
            </td>
            <td className="tabular-nums">{percent(cpu)}</td>
            <td className="tabular-nums">
              {bytes(memory)}
              {memoryLimit > 0 && <span className="ink-3"> of {bytes(memoryLimit)}</span>}
            </td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={COLUMNS.length} className="ink-2">
              Nothing was sampled yet.
            </td>
          </tr>
        )}
      </Table>
    </section>
  );
}
