"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Checkbox, Field, Segmented, Select, TextField } from "@/components/ui/field";
import { useChangeEnvironment, useCreateEnvironment } from "@/lib/client/environment-actions";
import type { EnvironmentAdminList, EnvironmentAdminView } from "@/lib/core/environments";
import { EngineFields } from "./engine-fields";
import { draftFault, draftOf, type EnvironmentDraft, settingsOf } from "./environment-draft";

const COLOURS = [
  { value: "sandbox", label: "Sandbox" },
  { value: "dev", label: "Dev" },
  { value: "prod", label: "Prod" },
] as const;
const OPEN = [
  { value: "everybody", label: "Everybody" },
  { value: "chosen", label: "Chosen projects" },
] as const;

export interface EnvironmentFormProps {
  list: EnvironmentAdminList;
  /** Null for a new one. */
  view: EnvironmentAdminView | null;
  onDone: (name: string | null) => void;
}

/** Everything that an environment is but its policy, which has a page of its own. */
export function EnvironmentForm({ list, view, onDone }: EnvironmentFormProps) {
  const [draft, setDraft] = useState(() => draftOf(view));
  const [tried, setTried] = useState(false);
  const create = useCreateEnvironment();
  const save = useChangeEnvironment();
  const write = view === null ? create : save;
  const hasKey = view?.engine.kind === "network" && view.engine.tls !== null;
  const fault = draftFault(draft, !hasKey);
  const change = (part: Partial<EnvironmentDraft>) => {
    write.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault !== null) return;
    const after = { onSuccess: ({ environment }: { environment: string }) => onDone(environment) };
    if (view === null) create.mutate({ ...settingsOf(draft), policyOf: draft.policyOf || null }, after);
    else save.mutate({ ...settingsOf(draft), environment: view.name }, after);
  };
  return (
    <form className="card form-card mb-4" aria-label={view === null ? "New environment" : `Environment ${view.name}`} onSubmit={submit}>
      <div className="grid grid-cols-2 gap-x-10 gap-y-6 max-narrow:grid-cols-[minmax(0,1fr)]">
        <div className="grid content-start gap-5">
          <Names draft={draft} change={change} list={list} isNew={view === null} />
          <Deployers draft={draft} change={change} projects={list.projects} />
        </div>
        <EngineFields draft={draft} change={change} environment={view?.name ?? null} hasKey={hasKey} own={list.own} />
      </div>
      {write.error && <ProblemCallout problem={write.error.problem} className="mt-5" />}
      {tried && fault !== null && (
        <p className="hint hint-broken" role="alert">
          {fault}
        </p>
      )}
      <div className="row mt-5">
        <Button variant="primary" type="submit" pending={write.isPending}>
          {view === null ? "Create environment" : "Save environment"}
        </Button>
        <Button variant="ghost" onClick={() => onDone(null)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  draft: EnvironmentDraft;
  change: (part: Partial<EnvironmentDraft>) => void;
}

function Names({ draft, change, list, isNew }: PartProps & { list: EnvironmentAdminList; isNew: boolean }) {
  return (
    <>
      <TextField
        label="Environment name"
        hint="Part of every address: a to z, 0 to 9 and hyphens."
        mono
        autoFocus
        value={draft.name}
        onText={(text) => change({ name: text.toLowerCase() })}
      />
      <div className="field">
        <span className="label">Colour</span>
        <Segmented label="Colour" value={draft.colour} options={COLOURS} onChange={(colour) => change({ colour })} />
      </div>
      <TextField
        label="Base domain"
        hint="Where stacks get their names from; empty for none."
        mono
        placeholder="apps.example.org"
        value={draft.baseDomain}
        onText={(text) => change({ baseDomain: text })}
      />
      {isNew && (
        <Field label="Begins with the policy of" hint="What stacks may contain, and the host ports. It is changed under Policy.">
          {(wiring) => (
            <Select {...wiring} value={draft.policyOf} onChange={({ target }) => change({ policyOf: target.value })}>
              <option value="">a new installation</option>
              {list.environments.map(({ name }) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </>
  );
}

function Deployers({ draft, change, projects }: PartProps & { projects: EnvironmentAdminList["projects"] }) {
  const toggle = (id: string, on: boolean) => change({ projects: on ? [...draft.projects, id] : draft.projects.filter((one) => one !== id) });
  return (
    <fieldset className="grid gap-3 [&>.seg]:justify-self-start">
      <legend className="label">Who may deploy here</legend>
      <Segmented label="Who may deploy here" value={draft.open} options={OPEN} onChange={(open) => change({ open })} />
      {draft.open === "chosen" && (
        <fieldset className="grid max-h-48 gap-2 overflow-y-auto rounded-md border border-line p-3">
          <legend className="sr-only">Projects</legend>
          {projects.map(({ id, name }) => (
            <Checkbox key={id} checked={draft.projects.includes(id)} onChange={({ target }) => toggle(id, target.checked)}>
              {name}
            </Checkbox>
          ))}
        </fieldset>
      )}
      <Checkbox checked={draft.needsApproval} onChange={({ target }) => change({ needsApproval: target.checked })}>
        Deploys and upgrades wait for an operator's yes
      </Checkbox>
      <p className="hint !mt-0">Operators and administrators deploy at once; going back to the version before is always free.</p>
    </fieldset>
  );
}
