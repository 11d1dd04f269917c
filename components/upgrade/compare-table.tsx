"use client";
import type { ReactNode } from "react";
import { Age, Lasting } from "@/components/ui/age";
import { Skeleton } from "@/components/ui/skeleton";
import { ContainerHealthWords, ContainerStateWords } from "@/components/ui/state-chip";
import { late } from "@/lib/client/late";
import type { ContainerView, GenerationView, ServiceView, StackView } from "@/lib/core/views";
import { count, shortId } from "@/lib/format/names";
import { changedPart, generationsOf } from "./generations";

const LogView = late(
  () => import("@/components/logs/log-view").then((part) => part.LogView),
  () => (
    <div className="px-4 py-3">
      <Skeleton width="60%" />
    </div>
  ),
);

/** Old and new with shared rows: what differs is marked. */
export function CompareTable({ stack, service }: { stack: StackView; service: ServiceView }) {
  const { old, new: fresh } = generationsOf(service);
  const { kept, target } = service;
  const digest = (generation: GenerationView | null) => generation?.digest ?? generation?.imageId ?? null;
  const rows: { name: string; was: ReactNode; is: ReactNode }[] = [
    { name: "Containers", was: <Containers containers={old} />, is: <Containers containers={fresh} /> },
    { name: "Restarts", was: <Restarts containers={old} />, is: <Restarts containers={fresh} /> },
    { name: "Image", was: <Image image={kept?.image ?? null} before={null} />, is: <Image image={target?.image ?? null} before={kept?.image ?? null} /> },
    { name: "Digest", was: <Digest digest={digest(kept)} before={null} />, is: <Digest digest={digest(target)} before={digest(kept)} /> },
  ];
  return (
    <div className="card mb-5 overflow-hidden">
      <table className="compare" aria-label="Old and new">
        <colgroup>
          <col className="c-label" />
          <col />
          <col />
        </colgroup>
        <thead>
          <tr>
            <td className="c-label !border-0" />
            <th scope="col">
              <Head word="Old" generation={kept} note={<OldNote old={old} />} />
            </th>
            <th scope="col">
              <Head
                word="New"
                generation={target}
                note={
                  target && (
                    <>
                      for <Lasting from={target.since} until={null} />
                    </>
                  )
                }
              />
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, was, is }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td data-gen="Old">
                <div className="was cut-narrow">{was}</div>
              </td>
              <td data-gen="New">
                <div className="cut-narrow">{is}</div>
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">Logs</th>
            <LogCell stack={stack} service={service} containers={old} gen="Old, before the stop" />
            <LogCell stack={stack} service={service} containers={fresh} gen="New, live" />
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Head({ word, generation, note }: { word: "Old" | "New"; generation: GenerationView | null; note: ReactNode }) {
  return (
    <>
      <span className={word === "New" ? "gen gen-new" : "gen"}>{word}</span>
      {generation ? `Revision ${generation.revision}` : "None"}
      {generation && <span className="meta">{note}</span>}
    </>
  );
}

function OldNote({ old }: { old: readonly ContainerView[] }) {
  if (old.length === 0) return null;
  const stopped = old.filter(({ state }) => state === "exited");
  const last = Math.max(...stopped.map(({ finishedAt }) => finishedAt ?? 0));
  if (stopped.length === old.length && last > 0)
    return (
      <>
        stopped and kept, <Age at={last} />
      </>
    );
  return (
    <>
      {stopped.length} of {old.length} stopped and kept
    </>
  );
}

function Containers({ containers }: { containers: readonly ContainerView[] }) {
  if (containers.length === 0) return <span className="ink-3">none</span>;
  return (
    <div className="ctrs">
      {containers.map((container) => (
        <span key={`${container.index}/${container.id}`} className={container.state === "missing" ? "row !gap-1.5 text-ink-3" : "row !gap-1.5"}>
          <span className="mono">{container.label}</span>
          {container.state === "running" && container.health !== "none" ? (
            <ContainerHealthWords health={container.health} />
          ) : (
            <ContainerStateWords state={container.state} />
          )}
        </span>
      ))}
    </div>
  );
}

function Restarts({ containers }: { containers: readonly ContainerView[] }) {
  const ran = containers.filter(({ startedAt }) => startedAt !== null);
  const [first] = ran;
  if (!first) return <span className="ink-3">not started</span>;
  const total = ran.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const from = Math.min(...ran.map(({ startedAt }) => startedAt ?? 0));
  const until = ran.every(({ state }) => state === "exited") ? Math.max(...ran.map(({ finishedAt }) => finishedAt ?? 0)) : null;
  return (
    <>
      {total === 0 ? "none" : count(total, "restart")} in <Lasting from={from} until={until} />
    </>
  );
}

function Image({ image, before }: { image: string | null; before: string | null }) {
  if (image === null) return <span className="ink-3">none</span>;
  const [same, changed] = changedPart(before, image);
  return (
    <span className="mono break-words">
      {same}
      {changed && <mark>{changed}</mark>}
    </span>
  );
}

function Digest({ digest, before }: { digest: string | null; before: string | null }) {
  if (digest === null) return <span className="ink-3">not pulled yet</span>;
  const short = shortId(digest.slice(digest.indexOf("@") + 1));
  return (
    <span className="mono" title={digest}>
      sha256:{before !== null && before !== digest ? <mark>{short}</mark> : short}
    </span>
  );
}

function LogCell({ stack, service, containers, gen }: { stack: StackView; service: ServiceView; containers: readonly ContainerView[]; gen: string }) {
  const ids = containers.filter(({ state }) => state !== "missing").map(({ id }) => id);
  return (
    <td className="pane" data-gen={gen}>
      <div className="pane-log h-[180px] !p-0">
        {ids.length === 0 ? (
          <p className="px-4 py-2.5 font-sans text-xs text-ink-3">Nothing to read yet.</p>
        ) : (
          <LogView key={ids.join()} environment={stack.environment} stack={stack.name} service={service.name} containers={ids} compact tail={50} />
        )}
      </div>
    </td>
  );
}
