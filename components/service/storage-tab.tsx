"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Age } from "@/components/ui/age";
import { Button, ButtonLink } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Icon } from "@/components/ui/icon";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { storageQuery, storageSizesQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { StorageSizes } from "@/lib/core/storage";
import { nameList } from "@/lib/format/names";
import { type Fate, fatesOf, KIND_WORDS, labelsOf, lossSentence, pathWords, type StorageLine, sizeWords, storageLines } from "./storage-lines";

export interface StorageTabProps {
  environment: string;
  stack: string;
  service: string;
}

/** Where the containers can write, and what becomes of it. Sizes come after the list: measuring takes the engine a while. */
export function StorageTab({ environment, stack, service }: StorageTabProps) {
  const storage = useQuery(storageQuery(environment, stack, service));
  const client = useQueryClient();
  const ids = [...new Set(storage.data?.rows.map(({ container }) => container.id))].sort();
  const sizes = useQuery({ ...storageSizesQuery(environment, stack, service, ids), enabled: ids.length > 0 });
  const measureAgain = () => void client.fetchQuery({ ...storageSizesQuery(environment, stack, service, ids, true), staleTime: 0 }).catch(() => {});
  if (storage.error && !storage.data) return <ProblemCallout problem={problemOf(storage.error)} />;
  if (!storage.data) return <SkeletonTable rows={4} columns={["18%", "14%", "10%"]} label="Looking at the containers" />;
  const lines = storageLines(storage.data.rows);
  const loss = lossSentence(lines);
  const { unknown } = storage.data;
  if (lines.length === 0 && unknown.length === 0)
    return (
      <EmptyState icon="box" title="No containers">
        Where they write is shown here once there are some.
      </EmptyState>
    );
  return (
    <div className="grid gap-4">
      {loss && (
        <Callout
          tone="person"
          icon="warning"
          title="Data here does not outlive an upgrade"
          actions={
            <ButtonLink size="sm" href={`/${environment}/stacks/${stack}?tab=compose`}>
              Edit compose
            </ButtonLink>
          }
        >
          {loss}
        </Callout>
      )}
      {unknown.length > 0 && (
        <Callout tone="quiet" title="Not every container answered">{`The engine did not say in time where ${nameList(unknown)} can write.`}</Callout>
      )}
      <StorageTable lines={lines} sizes={sizes.data} measuring={sizes.isFetching} />
      <div className="flex flex-wrap items-center gap-3 text-xs text-ink-3">
        <span>
          {sizes.isFetching ? (
            "The engine measures the sizes; that can take some seconds."
          ) : sizes.data ? (
            <>
              Sizes measured <Age at={sizes.data.measuredAt} />.
            </>
          ) : (
            "The sizes could not be measured."
          )}
        </span>
        <Button size="sm" variant="ghost" pending={sizes.isFetching} onClick={measureAgain}>
          Measure again
        </Button>
      </div>
    </div>
  );
}

const COLUMNS: readonly Column[] = [
  { head: "Path" },
  { head: "What it is", width: "w-[22%]" },
  { head: "Size", width: "w-[120px]" },
  { head: "Restart", width: "w-[104px]" },
  { head: "Upgrade", width: "w-[104px]" },
  { head: "Removal", width: "w-[136px]" },
];

function StorageTable({ lines, sizes, measuring }: { lines: readonly StorageLine[]; sizes: StorageSizes | undefined; measuring: boolean }) {
  return (
    <Table label="Storage" columns={COLUMNS} className="storage">
      {lines.map((line) => {
        const fates = fatesOf(line.kind);
        return (
          <tr key={line.key}>
            <td className="c-path">
              <span className={line.kind === "layer" ? "block truncate" : "mono block truncate font-medium"} title={pathWords(line)}>
                {pathWords(line)}
              </span>
              <span className="meta mono block truncate" title={labelsOf(line)}>
                {labelsOf(line)}
              </span>
            </td>
            <td className="c-what">
              <span className="block">{KIND_WORDS[line.kind]}</span>
              {line.name && <span className="meta mono block truncate">{line.name}</span>}
            </td>
            <td className="c-size tabular-nums">
              <span className={sizes || line.kind === "tmpfs" ? undefined : "ink-3"}>{sizeWords(line, sizes, measuring)}</span>
            </td>
            <FateCell on="Restart" fate={fates.restart} />
            <FateCell on="Upgrade" fate={fates.upgrade} />
            <FateCell on="Removal" fate={fates.removal} />
          </tr>
        );
      })}
    </Table>
  );
}

function FateCell({ on, fate }: { on: string; fate: Fate }) {
  return (
    <td className="c-fate">
      <span className="only-narrow meta">{on}</span>
      <span className={`fate-word ${fate.tone}`}>
        <Icon name={fate.icon} size="sm" />
        {fate.word}
      </span>
    </td>
  );
}
