"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Checkbox, Field, Input } from "@/components/ui/field";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import { secretsQuery } from "@/lib/client/queries";
import { useRemove } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { type Fate, removalFates } from "./removal-fates";

const ICONS: Record<Fate["kind"], { icon: IconName; tone: string }> = {
  deleted: { icon: "remove", tone: "broken" },
  freed: { icon: "remove", tone: "broken" },
  kept: { icon: "check-circle", tone: "well" },
};

export interface RemoveDialogProps {
  stack: StackView;
  /** Null: the whole stack. */
  service: ServiceView | null;
  onClose: () => void;
  onRemoved?: () => void;
}

/** Says exactly what is deleted, freed and kept; Remove stays off until the name is typed. */
export function RemoveDialog({ stack, service, onClose, onRemoved }: RemoveDialogProps) {
  const name = service?.name ?? stack.name;
  const [typed, setTyped] = useState("");
  const [volumes, setVolumes] = useState<readonly string[]>([]);
  const field = useRef<HTMLInputElement>(null);
  const remove = useRemove();
  const { data } = useQuery(secretsQuery(stack.environment));
  const secrets = (data?.secrets ?? []).filter((secret) => secret.stack === stack.name).map((secret) => secret.name);
  const choices = service === null ? stack.volumes.filter(({ present }) => present).map((volume) => volume.name) : [];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== name || remove.isPending) return;
    remove.mutate(
      { environment: stack.environment, stack: stack.name, service: service?.name ?? null, typedName: typed, volumes: [...volumes] },
      {
        onSuccess: () => {
          onClose();
          onRemoved?.();
        },
      },
    );
  };

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      initialFocus={field}
      title={
        <>
          Remove <span className="mono">{name}</span> from {service === null ? stack.environment : stack.name}?
        </>
      }
      foot={
        <>
          <Button variant="ghost" onClick={onClose}>
            Keep it
          </Button>
          <Button variant="danger" type="submit" form="remove-form" disabled={typed !== name} pending={remove.isPending}>
            Remove
          </Button>
        </>
      }
    >
      <form id="remove-form" onSubmit={submit}>
        <p>This cannot be undone.</p>
        <ul className="loss">
          {removalFates(stack, service, volumes, secrets).map(({ kind, text }) => (
            <li key={text}>
              <Icon name={ICONS[kind].icon} className={ICONS[kind].tone} />
              <span className="min-w-0 break-words">
                <Prose>{text}</Prose>
              </span>
              <span className="meta">{kind}</span>
            </li>
          ))}
        </ul>
        {choices.map((volume) => (
          <Checkbox
            key={volume}
            className="mb-2 !flex"
            checked={volumes.includes(volume)}
            onChange={(event) => setVolumes(event.target.checked ? [...volumes, volume] : volumes.filter((other) => other !== volume))}
          >
            Also delete volume <span className="mono">{volume}</span> and all its data
          </Checkbox>
        ))}
        <Field
          className="mt-4"
          label={
            <>
              Type <span className="mono">{name}</span> to remove it
            </>
          }
        >
          {(wiring) => (
            <Input {...wiring} ref={field} mono value={typed} autoComplete="off" spellCheck={false} onChange={(event) => setTyped(event.target.value)} />
          )}
        </Field>
        {remove.error && <ProblemCallout className="mt-4" problem={remove.error.problem} />}
      </form>
    </Dialog>
  );
}
