"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { useParams } from "next/navigation";
import type { MouseEvent } from "react";
import { FilesOpener } from "@/components/files/files-button";
import { UsageCell } from "@/components/statistics/usage-cell";
import { FeedProvider } from "@/components/statistics/use-feed";
import { Lasting } from "@/components/ui/age";
import { EmptyState } from "@/components/ui/empty-state";
import { Prose } from "@/components/ui/prose";
import { ContainerHealthWords, ContainerStateWords } from "@/components/ui/state-chip";
import { type Column, Table } from "@/components/ui/table";
import type { StatisticsFeed } from "@/lib/client/statistics-feed";
import type { ContainerView, ServiceView } from "@/lib/core/views";
import { driftWords } from "@/lib/format/drift-sentences";
import { plain, shortId } from "@/lib/format/names";
import { problemSentence } from "@/lib/format/sentences";
import { Endpoints } from "./endpoints";
import { exitWords } from "./exit-words";

export interface ContainersTableProps {
  service: ServiceView;
  /** What its containers use; null while nobody looks. */
  feed?: StatisticsFeed | null;
  /** Address of the service page, without a tab. */
  address: string;
  /** Why the reader may not; null where they may. */
  noLogs?: string | null;
  noShell?: string | null;
  /** Opens a shell beside the page; without it, the link leads to the Shell tab. */
  onShell?: undefined | ((container: ContainerView) => void);
  /** Somebody is about to. */
  onShellNear?: undefined | ((container: ContainerView) => void);
}

const COLUMNS: readonly Column[] = [
  { head: "Container" },
  { head: "State", width: "w-[140px]" },
  { head: "Health", width: "w-[102px]" },
  { head: "Usage", width: "w-usage" },
  { head: "Uptime", width: "w-[90px]", roomy: true },
  { head: "Restarts", width: "w-[76px]", roomy: true },
  { head: "Endpoints", width: "w-[148px]", roomy: true },
  { head: "Open", width: "w-[152px]", unseen: true },
];

/** Containers by number, both generations while there are two. A row stays in its place, greyed, while its container is replaced. */
export function ContainersTable({ service, feed = null, address, noLogs = null, noShell = null, onShell, onShellNear }: ContainersTableProps) {
  const both = service.containers.some(({ generation }) => generation !== "new");
  if (service.containers.length === 0)
    return (
      <EmptyState icon="box" title="No containers">
        {service.wanted === 0 ? "The scale is 0; move the slider to start some." : "The first one is being made."}
      </EmptyState>
    );
  return (
    <FeedProvider feed={feed}>
      <Table label="Containers" columns={COLUMNS}>
        {service.containers.map((container) => (
          <ContainerRow
            key={`${container.generationNumber}/${container.index}/${container.id}`}
            container={container}
            both={both}
            address={address}
            noLogs={noLogs}
            noShell={noShell}
            onShell={onShell}
            onShellNear={onShellNear}
          />
        ))}
      </Table>
    </FeedProvider>
  );
}

interface RowProps extends Required<Pick<ContainersTableProps, "address" | "noLogs" | "noShell">>, Pick<ContainersTableProps, "onShell" | "onShellNear"> {
  container: ContainerView;
  both: boolean;
}

function ContainerRow({ container, both, address, noLogs, noShell, onShell, onShellNear }: RowProps) {
  const missing = container.state === "missing";
  const answers = container.state === "running";
  return (
    <tr className={clsx((missing || container.generation === "leaving") && "text-ink-3")} data-container={container.label}>
      <td className="c-name">
        <span className="flex min-w-0 items-center gap-2">
          <span className="mono font-medium whitespace-nowrap">{container.label}</span>
          {both && <GenerationTag generation={container.generation} />}
          <span className="meta mono truncate max-narrow:hidden" title={`${container.image}\n${container.imageId ?? ""}`}>
            {container.imageId ? shortId(container.imageId) : `revision ${container.revision}`}
          </span>
        </span>
      </td>
      <td className="c-state">
        <div className="py-2 max-narrow:py-0">
          <ContainerStateWords state={container.state} />
          <Ending container={container} />
        </div>
      </td>
      <td className={clsx("c-health", container.state !== "running" && "max-narrow:!hidden")}>
        {missing || container.state === "exited" ? <span className="ink-3">none</span> : <ContainerHealthWords health={container.health} />}
      </td>
      <td className={clsx("c-use ink-2", !answers && "max-narrow:!hidden")}>
        <UsageCell container={container.id} running={answers} />
      </td>
      <td className="c-run c-roomy ink-2">
        <Uptime container={container} />
      </td>
      <td className={clsx("c-run c-roomy", container.restartCount === 0 && "max-narrow:!hidden")}>
        <span className={container.restartCount > 0 ? "font-medium" : "ink-3"}>
          {container.restartCount}
          <span className="only-narrow">&nbsp;restarts</span>
        </span>
      </td>
      <td className={clsx("c-end c-roomy", (!answers || container.endpoints.length === 0) && "is-none")}>
        <Endpoints endpoints={answers ? container.endpoints : []} most={1} />
      </td>
      <td className="c-open text-right text-xs whitespace-nowrap max-narrow:ml-auto">
        {!missing && (
          <>
            <Open word="Logs" of={container.label} href={`${address}?tab=logs&container=${container.id}`} blocked={noLogs} />
            {container.state === "running" && (
              <Open
                word="Shell"
                of={container.label}
                href={`${address}?tab=shell&container=${container.id}`}
                blocked={noShell}
                className="ml-3"
                {...(onShell && { onOpen: () => onShell(container), onNear: () => onShellNear?.(container) })}
              />
            )}
          </>
        )}
        {container.state === "running" && <FilesOf container={container} blocked={noShell} />}
      </td>
    </tr>
  );
}

function FilesOf({ container: { id, label }, blocked }: { container: ContainerView; blocked: string | null }) {
  const { environment = "", stack = "" } = useParams<{ environment: string; stack: string }>() ?? {};
  return (
    <FilesOpener place={{ environment, stack, container: id }} label={label}>
      {(open, near) => (
        <button
          type="button"
          className={clsx("ml-3 border-0 bg-transparent p-0", blocked === null ? "link cursor-pointer" : "cursor-not-allowed text-ink-3")}
          aria-label={`Files of ${label}`}
          aria-disabled={blocked !== null || undefined}
          aria-description={blocked ?? undefined}
          title={blocked ?? undefined}
          onClick={() => blocked === null && open()}
          onPointerEnter={near}
          onFocus={near}
        >
          Files
        </button>
      )}
    </FilesOpener>
  );
}

interface OpenProps {
  word: string;
  of: string;
  href: string;
  blocked: string | null;
  className?: string;
  onOpen?: () => void;
  onNear?: () => void;
}

/** A way into the container; off and still reachable, with its reason, for whoever has no right to it. */
function Open({ word, of, href, blocked, className, onOpen, onNear }: OpenProps) {
  const label = `${word} of ${of}`;
  // With a key held it is still a link, for a tab of the browser.
  const open = (event: MouseEvent) => {
    if (!onOpen || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen();
  };
  if (blocked === null)
    return (
      <Link className={clsx("link", className)} href={href} aria-label={label} onClick={open} onPointerEnter={onNear} onFocus={onNear}>
        {word}
      </Link>
    );
  return (
    <button
      type="button"
      className={clsx("cursor-not-allowed border-0 bg-transparent p-0 text-ink-3", className)}
      aria-disabled
      aria-label={label}
      aria-description={blocked}
      title={blocked}
    >
      {word}
    </button>
  );
}

function Uptime({ container: { startedAt, finishedAt, state } }: { container: ContainerView }) {
  if (startedAt === null || state === "missing") return <span className="ink-3">none</span>;
  if (state === "running") return <Lasting from={startedAt} until={null} />;
  return finishedAt === null ? (
    <span className="ink-3">none</span>
  ) : (
    <span className="ink-3">
      ran <Lasting from={startedAt} until={finishedAt} />
    </span>
  );
}

function GenerationTag({ generation }: { generation: ContainerView["generation"] }) {
  if (generation === "leaving") return <span className="tag">Leaving</span>;
  return <span className={clsx("gen !mr-0", generation === "new" && "gen-new")}>{generation === "new" ? "New" : "Old"}</span>;
}

/** Under the state: how it ended, what is wrong with it, or what somebody did to it. */
function Ending({ container }: { container: ContainerView }) {
  const drift = container.drift?.map(driftWords).join(", ");
  const words = container.problem ? problemSentence(container.problem).what : (drift ?? exitWords(container));
  if (!words) return null;
  return (
    <span className="meta block whitespace-normal [overflow-wrap:anywhere]" title={container.healthOutput ?? (drift ? plain(drift) : undefined)}>
      <Prose>{words}</Prose>
    </span>
  );
}
