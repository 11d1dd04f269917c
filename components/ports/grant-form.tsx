"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { TextField } from "@/components/ui/field";
import { FormFoot } from "@/components/ui/form-foot";
import { quotasQuery } from "@/lib/client/queries";
import { useGrantPorts } from "@/lib/client/quota-actions";
import { rangeIn } from "./port-range";

/** Which ports, for whom and why. */
export function GrantForm({ environment, onClose }: { environment: string; onClose: () => void }) {
  const [ports, setPorts] = useState("");
  const [project, setProject] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const list = useId();
  const { data } = useQuery(quotasQuery(environment));
  const grant = useGrantPorts(environment);
  const range = rangeIn(ports);
  const projects = project.split(/[\s,;]+/).filter(Boolean);
  const ready = range && projects.length > 0 && reason.trim().length >= 3;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (ready) grant.mutate({ environment, grant: { ...range, projects, reason }, revoke: false }, { onSuccess: onClose });
  };
  return (
    <form className="mt-4 grid gap-4" aria-label="Grant ports" onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onClose()}>
      <div className="policy-pair">
        <TextField
          label="Host ports"
          error={tried && !range ? "A port or a range, such as 80 or 8000-8010." : null}
          mono
          autoFocus
          value={ports}
          placeholder="80"
          onText={setPorts}
        />
        <TextField
          label="Project"
          error={tried && projects.length === 0 ? "Whose files may name them, such as beamline." : null}
          mono
          list={list}
          value={project}
          placeholder="beamline"
          onText={setProject}
        />
        <datalist id={list}>
          {data?.projects.map(({ project: name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </div>
      <TextField
        label="Reason"
        hint="Stands in the audit and beside the grant."
        error={tried && reason.trim().length < 3 ? "Say why in a few words." : null}
        value={reason}
        maxLength={300}
        autoComplete="off"
        onText={setReason}
      />
      <FormFoot sending={grant} submit="Grant" onCancel={onClose} />
    </form>
  );
}
