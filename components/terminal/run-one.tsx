"use client";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Field, Select, TextField } from "@/components/ui/field";
import type { ShellPlace } from "@/lib/client/shell-session";
import { duration } from "@/lib/format/duration";
import { RunOutcome } from "./run-outcome";
import { useLineRun } from "./use-line-run";

const LIMITS_S = [10, 60, 300];

/** For who wants only what a command says: no terminal, an exit code, and a text to take along. What was typed is kept nowhere but in the audit log. */
export function RunOne({ place, label, asksReason, onClose }: { place: ShellPlace; label: string; asksReason: boolean; onClose: () => void }) {
  const [line, setLine] = useState("");
  const [seconds, setSeconds] = useState(60);
  const [reason, setReason] = useState("");
  const { run, start, stop } = useLineRun(place);
  const runs = run !== null && run.until === null;
  const lacks = line.trim() === "" || (asksReason && reason.trim() === "");

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!runs && !lacks) start(line, seconds, asksReason ? reason.trim() : null);
  };

  return (
    <div className="term-one">
      <form className="term-one-form" onSubmit={submit} aria-label="Run one command">
        <TextField label="Command" fieldClass="term-one-line" mono autoFocus maxLength={4_000} placeholder="df -h /data" value={line} onText={setLine} />
        {asksReason && <TextField label="Reason" fieldClass="term-one-line" autoComplete="off" maxLength={300} value={reason} onText={setReason} />}
        <Field label="Time limit">
          {({ id }) => (
            <Select id={id} value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
              {LIMITS_S.map((limit) => (
                <option key={limit} value={limit}>
                  {duration(limit * 1000)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {/* Each a button of its own: one that becomes the other while it is pressed would submit the form. */}
        {runs ? (
          <Button key="stop" icon="stop" onClick={stop}>
            Stop
          </Button>
        ) : (
          <Button key="run" type="submit" variant="primary" icon="play" disabled={lacks}>
            Run
          </Button>
        )}
        <IconButton label="Back to the terminal" icon="close" onClick={onClose} />
      </form>
      {run === null ? (
        <p className="ink-2">Runs once in {label}, as the user of its service, and shows what it says. It is written in the audit log.</p>
      ) : (
        <RunOutcome key={run.since} run={run} label={label} />
      )}
    </div>
  );
}
