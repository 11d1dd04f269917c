"use client";
import { Button, IconButton } from "@/components/ui/button";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { bytes, bytesOf } from "@/lib/format/bytes";
import { problemSentence } from "@/lib/format/sentences";
import { runs, type Transfer, type Transfers } from "./use-transfers";

const ICONS: Record<Transfer["state"], IconName> = { waiting: "clock", moving: "ring", done: "check-circle", failed: "octagon", cancelled: "minus-circle" };

export function TransferList({ transfers }: { transfers: Transfers }) {
  const { all, cancel, clear } = transfers;
  if (all.length === 0) return null;
  const idle = !all.some(runs);
  return (
    <section className="files-transfers" aria-label="Transfers">
      <ul>
        {all.map((one) => (
          <TransferLine key={one.id} transfer={one} onCancel={() => cancel(one.id)} />
        ))}
      </ul>
      {idle && (
        <Button size="sm" variant="ghost" onClick={clear}>
          Clear the list
        </Button>
      )}
    </section>
  );
}

function TransferLine({ transfer, onCancel }: { transfer: Transfer; onCancel: () => void }) {
  const { direction, name, state, progress } = transfer;
  const words = `${direction === "up" ? "Upload" : "Download"} of ${name}`;
  return (
    <li className="files-transfer" data-state={state}>
      <Icon name={ICONS[state]} size="sm" spin={state === "moving"} />
      <span className="min-w-0 flex-1">
        <span className="files-line">
          <Icon name={direction === "up" ? "upload" : "download"} size="sm" />
          <span className="mono truncate" title={name}>
            {name}
          </span>
          <span className="spacer" />
          <span className="meta tabular-nums whitespace-nowrap">{amountOf(transfer)}</span>
        </span>
        {state === "moving" && (
          <progress
            className="files-progress"
            aria-label={words}
            {...(progress.total === null ? {} : { value: progress.done, max: Math.max(1, progress.total) })}
          />
        )}
        <span role="status" className="files-said">
          <Said transfer={transfer} words={words} />
        </span>
      </span>
      {runs(transfer) && <IconButton label={`Cancel the ${words.charAt(0).toLowerCase()}${words.slice(1)}`} icon="close" size="sm" onClick={onCancel} />}
    </li>
  );
}

function Said({ transfer: { state, problem, note }, words }: { transfer: Transfer; words: string }) {
  if (problem !== null) {
    const { what, why, next } = problemSentence(problem);
    return <Prose>{`${what}. ${why} ${next}`}</Prose>;
  }
  if (note !== null) return <>{note}</>;
  if (state === "cancelled") return <>Cancelled; nothing was kept.</>;
  return state === "done" ? <span className="sr-only">{`${words} is done.`}</span> : null;
}

function amountOf({ state, progress: { done, total } }: Transfer): string {
  if (state === "waiting") return "waits";
  if (state === "failed" || state === "cancelled") return state;
  if (state === "moving" && total !== null) return bytesOf(done, total);
  return bytes(done);
}
