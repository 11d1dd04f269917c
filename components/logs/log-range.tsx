"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input, TextField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import type { LogAddress } from "@/lib/client/log-address";
import { exactMoment, logMoment } from "@/lib/core/log-time";
import { shortTime, typedTime } from "./log-times";
import type { ChangeLogAddress } from "./use-log-address";

const LATEST: { since: string; label: string }[] = [
  { since: "-15m", label: "Last 15 minutes" },
  { since: "-1h", label: "Last hour" },
  { since: "-6h", label: "Last 6 hours" },
  { since: "-24h", label: "Last day" },
  { since: "-7d", label: "Last 7 days" },
];
const NOT_A_TIME = "Not a time. For example 10:41, 2026-11-25 10:41 or -2h";

export interface LogRangeProps {
  address: LogAddress;
  utc: boolean;
  onChange: ChangeLogAddress;
  onJump: (moment: string) => void;
}

/** Which stretch of time is shown, and the way to one moment in it. */
export function LogRange({ address, utc, onChange, onJump }: LogRangeProps) {
  const { since, until } = address;
  const words = rangeWords(since, until, utc);
  return (
    <Popover
      label="Time range"
      className="btn btn-secondary log-range"
      face={
        <>
          <Icon name="clock" />
          {words}
          <Icon name="disclose-open" size="sm" />
        </>
      }
    >
      {(close) => <RangeForm {...{ address, utc, onChange, onJump, close }} />}
    </Popover>
  );
}

function RangeForm({ address, utc, onChange, onJump, close }: LogRangeProps & { close: () => void }) {
  const choose = (since: string | null, until: string | null) => {
    onChange({ since, until, line: null }, "step");
    close();
  };
  return (
    <div className="log-times">
      <Jump
        utc={utc}
        onJump={(moment) => {
          onJump(moment);
          close();
        }}
      />
      <div className="menu-sep" />
      <fieldset className="log-latest">
        <legend className="label">Show</legend>
        <Button size="sm" variant="ghost" aria-pressed={address.since === null && address.until === null} onClick={() => choose(null, null)}>
          Everything
        </Button>
        {LATEST.map(({ since, label }) => (
          <Button key={since} size="sm" variant="ghost" aria-pressed={address.since === since && address.until === null} onClick={() => choose(since, null)}>
            {label}
          </Button>
        ))}
      </fieldset>
      <div className="menu-sep" />
      <Between address={address} utc={utc} onChoose={choose} />
    </div>
  );
}

function Jump({ utc, onJump }: { utc: boolean; onJump: (moment: string) => void }) {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const go = (event: FormEvent) => {
    event.preventDefault();
    const ms = logMoment(typed, Date.now(), utc);
    if (ms === null) setWrong(true);
    else onJump(exactMoment(ms));
  };
  return (
    <form onSubmit={go}>
      <Field label="Jump to time" hint={utc ? "In UTC: 10:41, 2026-11-25 10:41, -2h" : "10:41, 2026-11-25 10:41, -2h"} error={wrong ? NOT_A_TIME : undefined}>
        {(wiring) => (
          <div className="row">
            <Input
              {...wiring}
              value={typed}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => {
                setTyped(event.target.value);
                setWrong(false);
              }}
            />
            <Button type="submit">Go</Button>
          </div>
        )}
      </Field>
    </form>
  );
}

function Between({ address, utc, onChoose }: { address: LogAddress; utc: boolean; onChoose: (since: string | null, until: string | null) => void }) {
  const [since, setSince] = useState(inField(address.since, utc));
  const [until, setUntil] = useState(inField(address.until, utc));
  const [checked, setChecked] = useState(false);
  const [backward, setBackward] = useState(false);
  const wrong = (typed: string) => checked && typed.trim() !== "" && logMoment(typed, Date.now(), utc) === null;
  const apply = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const now = Date.now();
    const moments = [since, until].map((typed) => (typed.trim() === "" ? undefined : logMoment(typed, now, utc)));
    const [from, to] = moments;
    if (moments.includes(null)) return;
    const isBackward = from != null && to != null && from >= to;
    setBackward(isBackward);
    if (!isBackward) onChoose(lasting(since, utc), lasting(until, utc));
  };
  return (
    <form onSubmit={apply} className="log-between">
      <TextField
        label="Since"
        error={wrong(since) ? NOT_A_TIME : undefined}
        value={since}
        spellCheck={false}
        autoComplete="off"
        placeholder="the beginning"
        onText={setSince}
      />
      <TextField
        label="Until"
        error={wrong(until) ? NOT_A_TIME : backward ? "This is before Since. Put the earlier time first." : undefined}
        value={until}
        spellCheck={false}
        autoComplete="off"
        placeholder="now, and on"
        onText={setUntil}
      />
      <Button type="submit">Show range</Button>
    </form>
  );
}

/** A moment means the same to everybody who opens the address; how long ago something was stays so. */
function lasting(typed: string, utc: boolean): string | null {
  const ms = logMoment(typed, Date.now(), utc);
  return ms === null || /^\s*(-|now)/.test(typed) ? typed.trim() || null : new Date(ms).toISOString();
}

const inField = (stands: string | null, utc: boolean): string => {
  const ms = stands?.endsWith("Z") ? logMoment(stands, Date.now(), utc) : null;
  return ms === null ? (stands ?? "") : typedTime(ms, utc);
};

function rangeWords(since: string | null, until: string | null, utc: boolean): string {
  const known = LATEST.find((each) => each.since === since);
  if (until === null && known !== undefined) return known.label;
  if (since === null && until === null) return "All times";
  const [from, to] = [said(since, utc), said(until, utc)];
  if (until === null) return `Since ${from}`;
  return since === null ? `Until ${to}` : `${from} to ${to}`;
}

function said(typed: string | null, utc: boolean): string {
  const now = Date.now();
  const ms = typed === null ? null : logMoment(typed, now, utc);
  return ms === null ? (typed ?? "") : shortTime(ms, utc, now);
}
