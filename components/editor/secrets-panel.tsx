"use client";
import { useState } from "react";
import { SecretField } from "@/components/secrets/secret-field";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import type { ReviewView } from "@/lib/core/views";
import { askedId } from "./asked-field";
import { isTyped, type TypedSecret, type TypedSecrets } from "./typed-secrets";

type FileSecret = NonNullable<ReviewView["secrets"]>[number];

export interface SecretsPanelProps {
  /** Those that the file declares. */
  secrets: readonly FileSecret[];
  typed: TypedSecrets;
  onType: (name: string, secret: TypedSecret | null) => void;
}

/** The secrets of a file: a field for each whose text is not stored yet. What is stored is never shown again, only replaced. */
export function SecretsPanel({ secrets, typed, onType }: SecretsPanelProps) {
  if (secrets.length === 0) return null;
  const missing = secrets.filter(({ name, stored }) => !stored && !isTyped(typed[name])).length;
  return (
    <section className="side-sec" aria-label="Secrets">
      <div className="side-head">
        <h2>Secrets</h2>
        <span className="meta">{missing === 0 ? "all set" : `${missing} without a text`}</span>
      </div>
      <ul className="grid gap-3">
        {secrets.map((secret) => (
          <SecretRow key={secret.name} secret={secret} value={typed[secret.name]} onType={onType} />
        ))}
      </ul>
      <p className="mt-3 text-xs text-ink-3">Stored when this is deployed, and read by containers alone, as files under /run/secrets.</p>
    </section>
  );
}

function SecretRow({ secret: { name, stored }, value, onType }: { secret: FileSecret; value: TypedSecret | undefined; onType: SecretsPanelProps["onType"] }) {
  const [replacing, setReplacing] = useState(value !== undefined);
  const open = stored === null || replacing;
  const invalid = stored === null && !isTyped(value);
  return (
    <li id={askedId({ what: "secret", name })} className="grid gap-1">
      <span className="row">
        <span className="mono truncate" title={name}>
          {name}
        </span>
        <span className="spacer" />
        {stored && (
          <Button
            size="sm"
            variant="ghost"
            aria-label={replacing ? `Keep the text of ${name}` : `Replace the text of ${name}`}
            onClick={() => {
              if (replacing) onType(name, null);
              setReplacing(!replacing);
            }}
          >
            {replacing ? "Keep it" : "Replace"}
          </Button>
        )}
      </span>
      {stored && (
        <span className="text-xs text-ink-3">
          version {stored.version} by {stored.author}, <Age at={stored.changedAt} />
        </span>
      )}
      {open && <SecretField label={name} value={value} invalid={invalid} onChange={(next) => onType(name, next)} />}
    </li>
  );
}
