"use client";
import { useLayoutEffect, useRef } from "react";
import { IconButton } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Icon, type IconName } from "@/components/ui/icon";
import { useNow } from "@/lib/client/now";
import { saveFile } from "@/lib/client/save-file";
import { duration } from "@/lib/format/duration";
import type { LineRun } from "./use-line-run";

/** What a command says, from its first byte on, and how it ended. */
export function RunOutcome({ run, label }: { run: LineRun; label: string }) {
  const { line, since, until, pieces, cut, problem } = run;
  const { words, icon, tone } = standingOf(run, label);
  const text = () => pieces.map((piece) => piece.text).join("");
  return (
    <>
      <div className="term-one-head">
        <Icon name={icon} spin={until === null} className={tone} />
        <strong role="status">{words}</strong>
        <span className="term-one-time ink-2 tabular-nums">{until === null ? <Elapsed run={run} /> : duration(until - since)}</span>
        <span className="mono ink-2 truncate" title={line}>
          {line}
        </span>
        <span className="spacer" />
        {pieces.length > 0 && (
          <>
            <CopyButton text={text()} label="Copy the output" />
            <IconButton label="Download the output" icon="download" size="sm" onClick={() => saveFile(`${label}.txt`, text())} />
          </>
        )}
      </div>
      {problem !== null && <ProblemCallout problem={problem} />}
      {pieces.length > 0 && <Output run={run} />}
      {cut && <p className="ink-2">It says more than is shown here; only the beginning is kept.</p>}
      {pieces.length === 0 && run.end !== null && <p className="ink-2">It said nothing.</p>}
    </>
  );
}

function standingOf({ until, end, problem }: LineRun, label: string): { words: string; icon: IconName; tone: "progress-c" | "well" | "broken" | "stopped" } {
  if (until === null) return { words: `Runs in ${label}`, icon: "ring", tone: "progress-c" };
  if (problem !== null) return { words: "Failed", icon: "octagon", tone: "broken" };
  if (end === null) return { words: "Stopped", icon: "stop-circle", tone: "stopped" };
  if (end.timedOut) return { words: "Ended at its time limit", icon: "clock", tone: "broken" };
  if (end.exitCode === 0) return { words: "Exit code 0", icon: "check-circle", tone: "well" };
  return { words: `Exit code ${end.exitCode ?? "unknown"}`, icon: "octagon", tone: "broken" };
}

function Elapsed({ run: { since, seconds } }: { run: LineRun }) {
  const past = Math.max(0, Math.floor((useNow() - since) / 1000));
  return `${duration(past * 1000)} of at most ${duration(seconds * 1000)}`;
}

/** Follows its end while somebody looks at the end. */
function Output({ run: { pieces } }: { run: LineRun }) {
  const box = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was said is what makes it longer
  useLayoutEffect(() => {
    if (box.current !== null && atEnd.current) box.current.scrollTop = box.current.scrollHeight;
  }, [pieces]);
  const look = ({ currentTarget: { scrollHeight, scrollTop, clientHeight } }: { currentTarget: HTMLElement }) => {
    atEnd.current = scrollHeight - scrollTop - clientHeight < 8;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section ref={box} className="term-one-said" tabIndex={0} aria-label="What it said" onScroll={look}>
      {pieces.map(({ stream, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces only come at the end
        <span key={at} className={stream === "stderr" ? "is-error" : undefined}>
          {text}
        </span>
      ))}
    </section>
  );
}
