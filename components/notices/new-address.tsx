"use client";
import { type FormEvent, useState } from "react";
import { Segmented, TextField } from "@/components/ui/field";
import { FormFoot } from "@/components/ui/form-foot";
import { useAddAddress } from "@/lib/client/notice-actions";
import type { SendProblem } from "@/lib/core/notice-addresses";
import type { NoticeChoicesView } from "@/lib/core/notice-views";

const KINDS = [
  { value: "mail", label: "Mail" },
  { value: "webhook", label: "Webhook" },
] as const;
type Kind = (typeof KINDS)[number]["value"];

export interface NewAddressProps {
  data: NoticeChoicesView;
  onCancel: () => void;
  onAdded: (added: { secret: string | null; problem: SendProblem | null }) => void;
}

export function NewAddress({ data, onCancel, onAdded }: NewAddressProps) {
  const mayMail = data.canMail && data.allowedMail.length > 0;
  const mayHook = data.allowedHooks.length > 0;
  const [kind, setKind] = useState<Kind>(mayMail ? "mail" : "webhook");
  const [address, setAddress] = useState("");
  const add = useAddAddress();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (address.trim() !== "") add.mutate({ kind, address: address.trim() }, { onSuccess: onAdded });
  };
  const isMail = kind === "mail";
  const allowed = isMail ? data.allowedMail : data.allowedHooks;
  return (
    <form className="grid gap-4 border-line border-t p-4" onSubmit={submit} aria-label="New address">
      {mayMail && mayHook && (
        <div>
          <Segmented label="Kind" value={kind} options={KINDS} onChange={setKind} />
        </div>
      )}
      <TextField
        label={isMail ? "Mail address" : "Webhook address"}
        hint={`${isMail ? "A code is sent there." : "Takes a POST with JSON; Slack's and Mattermost's incoming webhooks do."} Allowed: ${allowed.slice(0, 4).join(", ")}${allowed.length > 4 ? " and more" : ""}.`}
        autoFocus
        type={isMail ? "email" : "url"}
        autoComplete={isMail ? "email" : "off"}
        spellCheck={false}
        maxLength={1000}
        value={address}
        onText={setAddress}
      />
      <FormFoot sending={add} submit={isMail ? "Send code" : "Add webhook"} onCancel={onCancel} />
    </form>
  );
}
