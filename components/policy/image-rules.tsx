"use client";
import { Button, IconButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Segmented, TextField } from "@/components/ui/field";
import type { PartProps } from "./fields";

const CHOICES = [
  { value: "any", label: "Any registry" },
  { value: "listed", label: "Only these" },
] as const;

/** Where images may come from, and which of them are only for some. */
export function ImageRules({ draft, faults, change }: PartProps) {
  const set = (index: number, part: Partial<(typeof draft.namespaces)[number]>) =>
    change({ namespaces: draft.namespaces.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <Card title="Images">
      <div className="grid gap-4">
        <Segmented
          label="Registries"
          value={draft.anyRegistry ? "any" : "listed"}
          options={CHOICES}
          onChange={(value) => change({ anyRegistry: value === "any" })}
        />
        {!draft.anyRegistry && (
          <TextField
            mono
            label="Allowed registries"
            hint="Host names. Short names such as nginx, and images made on this host, count as docker.io."
            value={draft.registries}
            placeholder="docker.io, registry.example.org:5000"
            onText={(registries) => change({ registries })}
          />
        )}
        {draft.namespaces.map((one, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place and have no other identity.
          <fieldset key={index} className="policy-row">
            <legend className="sr-only">Private namespace {index + 1}</legend>
            <div className="policy-pair">
              <TextField
                mono
                label="Private namespace"
                error={faults[`namespace-${index}`] ?? null}
                value={one.name}
                placeholder="docker.io/tin63"
                onText={(name) => set(index, { name })}
              />
              <TextField mono label="Who may use it" value={one.users} placeholder="tin63, ada" onText={(users) => set(index, { users })} />
            </div>
            <IconButton
              label={`Remove private namespace ${index + 1}`}
              icon="remove"
              onClick={() => change({ namespaces: draft.namespaces.filter((_, at) => at !== index) })}
            />
          </fieldset>
        ))}
        <div>
          <Button size="sm" icon="plus" onClick={() => change({ namespaces: [...draft.namespaces, { name: "", users: "" }] })}>
            Add a private namespace
          </Button>
        </div>
      </div>
    </Card>
  );
}
