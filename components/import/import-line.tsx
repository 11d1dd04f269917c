"use client";
import Link from "next/link";
import { useId } from "react";
import { SecretField } from "@/components/secrets/secret-field";
import { Button } from "@/components/ui/button";
import { Checkbox, Field, Input } from "@/components/ui/field";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { count, leftOutside, nameList, scaledBeside } from "@/lib/format/names";
import type { Tone } from "@/lib/format/state";
import { type ImportRow, unfilled } from "./import-row";

interface Line {
  environment: string;
  row: ImportRow;
  /** Of its name. */
  trouble: string | null;
  locked: boolean;
  onChange: (change: Partial<ImportRow>) => void;
  onEdit: () => void;
}

/** One stack of the archive: whether it comes in, as what, and how it stands. */
export function ImportLine({ environment, row, trouble, locked, onChange, onEdit }: Line) {
  const id = useId();
  const { stack, name, chosen, variables, secrets, verdict } = row;
  const done = verdict.kind === "done";
  const fixed = locked || done;
  const look = lookOf(row, trouble);
  const again = { kind: "open" } as const;
  return (
    <li className="grid grid-cols-[260px_minmax(0,1fr)_auto] items-start gap-x-4 gap-y-3 border-line border-t px-4 py-3 first:border-t-0 max-narrow:grid-cols-1">
      <span className="row items-start">
        <Checkbox
          className="mt-[6px]"
          checked={chosen || done}
          disabled={fixed}
          aria-label={`Import ${stack.name}`}
          onChange={(event) => onChange({ chosen: event.target.checked })}
        />
        {done ? (
          <span className="mono mt-[7px] min-w-0 break-all">{name}</span>
        ) : (
          <Input
            mono
            aria-label={`Name of ${stack.name}`}
            aria-invalid={trouble !== null && chosen ? true : undefined}
            aria-describedby={id}
            value={name}
            readOnly={fixed}
            autoComplete="off"
            spellCheck={false}
            // A new name is what brings a stack in that stayed out for its old one.
            onChange={(event) => onChange({ name: event.target.value, chosen: true, verdict: again })}
          />
        )}
      </span>
      <span id={id} role="status" aria-label={`State of ${stack.name}`} className="row mt-[7px] items-start max-narrow:mt-0">
        <Icon name={look.icon} spin={look.tone === "progress"} className={`${look.tone === "progress" ? "progress-c" : look.tone} mt-[2px]`} />
        <span className="min-w-0 break-words">
          <b className="font-medium">{look.word}.</b> <span className="ink-2">{look.rest && <Prose>{look.rest}</Prose>}</span>
        </span>
      </span>
      {done ? (
        <Link className="link mt-[7px] max-narrow:mt-0" href={`/${environment}/stacks/${name}`}>
          Open
        </Link>
      ) : verdict.kind === "refused" ? (
        <Button size="sm" className="mt-[3px] max-narrow:mt-0 max-narrow:justify-self-start" disabled={locked} onClick={onEdit}>
          Open in the editor
        </Button>
      ) : (
        <span className="max-narrow:hidden" />
      )}
      {!done && chosen && stack.missing.length + stack.secrets.length > 0 && (
        <span className="col-span-full grid grid-cols-[repeat(auto-fill,minmax(220px,1fr))] gap-3 pl-8 max-narrow:pl-0">
          {stack.missing.map((variable) => (
            <Field key={variable} label={<span className="mono">{variable}</span>}>
              {(wiring) => (
                <Input
                  {...wiring}
                  type="password"
                  autoComplete="off"
                  readOnly={fixed}
                  aria-label={`${variable} of ${stack.name}`}
                  value={variables[variable] ?? ""}
                  onChange={(event) => onChange({ variables: { ...variables, [variable]: event.target.value }, verdict: again })}
                />
              )}
            </Field>
          ))}
          {stack.secrets.map((secret) => (
            <Field key={secret} label={<span className="mono">{secret}</span>}>
              {({ id }) => (
                <SecretField
                  label={`Secret ${secret} of ${stack.name}`}
                  id={id}
                  value={secrets[secret]}
                  onChange={(value) => onChange({ secrets: { ...secrets, [secret]: value }, verdict: again })}
                />
              )}
            </Field>
          ))}
        </span>
      )}
    </li>
  );
}

interface LineLook {
  tone: Tone;
  icon: IconName;
  word: string;
  rest?: string;
}

function lookOf(row: ImportRow, trouble: string | null): LineLook {
  const { verdict, chosen } = row;
  if (verdict.kind === "done") return { tone: "well", icon: "check-circle", word: row.stack.composeText === "" ? "Created" : "Deployed" };
  if (verdict.kind === "sending") return { tone: "progress", icon: "ring", word: "Deploying" };
  if (trouble) return { tone: chosen ? "broken" : "person", icon: chosen ? "cross" : "warning", word: "Not under this name", rest: trouble };
  if (!chosen) return { tone: "stopped", icon: "dashed-circle", word: "Left out" };
  const missing = unfilled(row);
  if (verdict.kind === "refused" && missing.length > 0)
    return { tone: "person", icon: "warning", word: "Values are missing", rest: `Fill in ${nameList(missing)}: an export never holds secret values.` };
  if (verdict.kind === "refused") return { tone: "broken", icon: "cross", word: "Refused", rest: verdict.reason };
  if (verdict.kind !== "ready") return { tone: "progress", icon: "ring", word: "Reviewing" };
  const what = verdict.hash === null ? "It has no file yet, and comes in as an empty stack." : `${count(verdict.services, "service")}.`;
  return { tone: "well", icon: "check-circle", word: "Ready", rest: [what, ...leftOutside(row.stack.outside), ...scaledBeside(row.stack.rescaled)].join(" ") };
}
