"use client";
import { type FormEvent, useState } from "react";
import { contentOf, isTyped, type TypedSecret } from "@/components/editor/typed-secrets";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Field, Input, Select } from "@/components/ui/field";
import { useWriteSecret } from "@/lib/client/secret-actions";
import { SecretField } from "./secret-field";

export interface WriteSecretProps {
  environment: string;
  /** The secret that gets a new text; null makes one. */
  secret: { stack: string; name: string } | null;
  /** Chosen to begin with. */
  stack: string | null;
  stacks: readonly string[];
  onDone: () => void;
}

/** A new secret, or a new text of one. Once stored, it is never shown again. */
export function WriteSecret({ environment, secret, stack: begun, stacks, onDone }: WriteSecretProps) {
  const [stack, setStack] = useState(begun ?? stacks[0] ?? "");
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState<TypedSecret>({ text: "" });
  const write = useWriteSecret();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name !== "" && isTyped(value)) write.mutate({ environment, stack, name, content: contentOf(value) }, { onSuccess: onDone });
  };
  return (
    <Card title={secret ? `A new text for ${secret.name}` : "New secret"} className="mb-6">
      <form method="post" className="grid gap-4" onSubmit={submit}>
        {!secret && (
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Stack" hint="Only containers of this stack can read it.">
              {(wiring) => (
                <Select {...wiring} value={stack} onChange={({ target }) => setStack(target.value)}>
                  {stacks.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label="Name" hint="As the compose file calls it.">
              {(wiring) => (
                <Input
                  {...wiring}
                  mono
                  value={name}
                  placeholder="db-password"
                  autoComplete="off"
                  spellCheck={false}
                  onChange={({ target }) => setName(target.value.trim())}
                />
              )}
            </Field>
          </div>
        )}
        <Field label="Text" hint="Sealed before it is stored. Nobody can read it back, not even an administrator.">
          {(wiring) => <SecretField label="Text" id={wiring.id} describedBy={wiring["aria-describedby"]} rows={3} value={value} onChange={setValue} />}
        </Field>
        {write.error && <ProblemCallout problem={write.error.problem} />}
        <div className="row">
          <Button variant="primary" type="submit" pending={write.isPending} disabled={name === "" || !isTyped(value)}>
            {secret ? "Replace text" : "Create secret"}
          </Button>
          <Button variant="ghost" onClick={onDone}>
            Cancel
          </Button>
        </div>
      </form>
    </Card>
  );
}
