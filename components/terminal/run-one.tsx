"use client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, Input, Select } from "@/components/ui/field";
import { type LineRun, runLine } from "@/lib/client/run-line";
import type { ShellPlace } from "@/lib/client/shell-session";
import { type Problem, problemOf } from "@/lib/core/errors";

const LIMITS: [number, string][] = [
  [10, "10 seconds"],
  [60, "1 minute"],
  [300, "5 minutes"],
];

type Standing = { at: "rest" } | { at: "running" } | { at: "done"; run: LineRun; line: string } | { at: "failed"; problem: Problem };

/** For who wants only what a command says: no terminal, an exit code, and a text to take along. What was typed is kept nowhere but in the audit log. */
export function RunOne({ place, label, asksReason, onClose }: { place: ShellPlace; label: string; asksReason: boolean; onClose: () => void }) {
  const [line, setLine] = useState("");
  const [seconds, setSeconds] = useState(60);
  const [reason, setReason] = useState("");
  const [standing, setStanding] = useState<Standing>({ at: "rest" });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (standing.at === "running" || line.trim() === "" || (asksReason && reason.trim() === "")) return;
    const abort = new AbortController();
    running.current = abort;
    setStanding({ at: "running" });
    await runLine({ ...place, ...(asksReason && { reason: reason.trim() }) }, line, seconds, abort.signal).then(
      (run) => setStanding({ at: "done", run, line }),
      (error: unknown) => !abort.signal.aborted && setStanding({ at: "failed", problem: problemOf(error) }),
    );
  };
  const stop = () => {
    running.current?.abort();
    setStanding({ at: "rest" });
  };

  return (
    <div className="term-one">
      <form className="term-one-form" onSubmit={(event) => void submit(event)} aria-label="Run one command">
        <Field label="Command" className="term-one-line">
          {(wiring) => (
            <Input
              {...wiring}
              mono
              autoFocus
              autoComplete="off"
              spellCheck={false}
              maxLength={4_000}
              placeholder="df -h /data"
              value={line}
              onChange={(event) => setLine(event.target.value)}
            />
          )}
        </Field>
        {asksReason && (
          <Field label="Reason" className="term-one-line">
            {(wiring) => <Input {...wiring} autoComplete="off" maxLength={300} value={reason} onChange={(event) => setReason(event.target.value)} />}
          </Field>
        )}
        <Field label="Time limit">
          {({ id }) => (
            <Select id={id} value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
              {LIMITS.map(([value, word]) => (
                <option key={value} value={value}>
                  {word}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {standing.at === "running" ? (
          <Button onClick={stop}>Stop</Button>
        ) : (
          <Button type="submit" variant="primary" disabled={line.trim() === "" || (asksReason && reason.trim() === "")}>
            Run
          </Button>
        )}
        <IconButton label="Back to the terminal" icon="close" onClick={onClose} />
      </form>
      <Outcome standing={standing} label={label} />
    </div>
  );
}

function Outcome({ standing, label }: { standing: Standing; label: string }) {
  if (standing.at === "failed") return <ProblemCallout problem={standing.problem} />;
  if (standing.at === "running")
    return (
      <p className="ink-2" role="status">
        It runs in {label}.
      </p>
    );
  if (standing.at === "rest")
    return <p className="ink-2">Runs once in {label}, as the user of its service, and shows what it said. It is written in the audit log.</p>;
  const { run, line } = standing;
  const all = `${run.stdout}${run.stderr}`;
  return (
    <>
      <div className="term-one-head" role="status">
        <strong>{run.timedOut ? "Ended at its time limit" : `Exit code ${run.exitCode ?? "unknown"}`}</strong>
        <span className="mono ink-2 truncate">{line}</span>
        <span className="spacer" />
        <CopyButton text={all} label="Copy the output" />
        <IconButton label="Download the output" icon="download" size="sm" onClick={() => download(`${run.label}.txt`, all)} />
      </div>
      {run.truncated && <p className="ink-2">It said more than is shown here; only the beginning was kept.</p>}
      {all === "" ? (
        <p className="ink-2">It said nothing.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <section className="term-one-said" tabIndex={0} aria-label="What it said">
          {run.stdout}
          {run.stderr !== "" && <span className="is-error">{run.stderr}</span>}
        </section>
      )}
    </>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address));
}
