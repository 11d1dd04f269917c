"use client";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input, TextField } from "@/components/ui/field";
import { FormFoot } from "@/components/ui/form-foot";
import { useSetQuota } from "@/lib/client/quota-actions";
import { type Quota, RESOURCES, type Resource } from "@/lib/core/quota";
import { resourceTitle } from "@/lib/format/quota";
import { draftOf, limitsOf, placeholderOf } from "./quota-draft";

export interface QuotaFormProps {
  environment: string;
  /** Null for every project. */
  project: string | null;
  quota: Quota;
  limits: Partial<Quota>;
  /** Something is said for this project already, and could be taken back. */
  own?: boolean;
  onClose: () => void;
}

const UNITS: Partial<Record<Resource, string>> = { memoryBytes: "GiB", cpus: "cores" };

/** Changes in place what a project may hold, with the reason that stands in the audit and on its page. */
export function QuotaForm({ environment, project, quota, limits: base, own = false, onClose }: QuotaFormProps) {
  const [draft, setDraft] = useState(() => draftOf(base));
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const save = useSetQuota(environment);
  const { limits, faults } = limitsOf(draft, base);
  const noReason = reason.trim().length < 3;
  const send = (wanted: Partial<Quota> | null) => {
    setTried(true);
    if (noReason) return;
    if (project !== null) return save.mutate({ for: "project", environment, project, limits: wanted, reason }, { onSuccess: onClose });
    // For all of them an empty field means no limit: there is nothing else that it could stand for.
    const all = Object.fromEntries(RESOURCES.map((what) => [what, wanted?.[what] ?? null])) as Quota;
    save.mutate({ for: "environment", environment, quota: all, reason }, { onSuccess: onClose });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (limits) send(Object.keys(limits).length === 0 ? null : limits);
  };
  return (
    <form
      aria-label={project === null ? "Quota of every project" : `Quota of ${project}`}
      className="grid gap-4 py-2"
      onSubmit={submit}
      onKeyDown={(event) => event.key === "Escape" && onClose()}
    >
      <div className="quota-edit">
        {RESOURCES.map((what, index) => (
          <Field key={what} label={resourceTitle(what)} error={faults[what] ?? null}>
            {(wiring) => (
              <span className="flex items-center gap-2">
                <Input
                  {...wiring}
                  ref={index === 0 ? first : undefined}
                  className="!w-24 tabular-nums"
                  autoComplete="off"
                  value={draft[what]}
                  placeholder={project === null ? "none" : placeholderOf(what, quota)}
                  onChange={(event) => setDraft({ ...draft, [what]: event.target.value })}
                />
                {UNITS[what] && <span className="meta nowrap">{UNITS[what]}</span>}
              </span>
            )}
          </Field>
        ))}
      </div>
      <TextField
        label="Reason"
        hint={
          project === null ? "Stands in the audit." : "Stands in the audit, and where the project sees its quota. An empty field above is as for every project."
        }
        error={tried && noReason ? "Say why in a few words, such as: beam time in March." : null}
        value={reason}
        maxLength={300}
        autoComplete="off"
        onText={setReason}
      />
      <FormFoot sending={save} submit="Save quota" onCancel={onClose}>
        {own && (
          <Button onClick={() => send(null)} disabled={save.isPending}>
            As for every project
          </Button>
        )}
      </FormFoot>
    </form>
  );
}
