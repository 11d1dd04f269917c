"use client";
import { type FormEvent, useState } from "react";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Field, Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Tag } from "@/components/ui/small";
import { AskInPlace } from "@/components/ui/two-step";
import { useConfirmAddress, useRemoveAddress, useTestAddress } from "@/lib/client/notice-actions";
import type { NoticeAddressView } from "@/lib/core/notice-addresses";
import { sendSentence } from "@/lib/format/notice-sentences";

export function AddressRow({ address }: { address: NoticeAddressView }) {
  const { id, kind, shown, confirmed, off, allowed } = address;
  const [asking, setAsking] = useState(false);
  const test = useTestAddress();
  const remove = useRemoveAddress();
  const problem = test.error?.problem ?? remove.error?.problem;
  return (
    <li>
      <div className="row flex-wrap">
        <span className="strong min-w-0 [overflow-wrap:anywhere]">{shown}</span>
        <Tag>{kind}</Tag>
        {off && <Tag>switched off</Tag>}
        {!allowed && <Tag>not allowed any more</Tag>}
        <span className="spacer max-narrow:hidden" />
        {asking ? (
          <AskInPlace
            label={`Remove ${shown}`}
            size="sm"
            step={{ question: "Remove it?", keep: "Keep it", go: "Remove" }}
            onKeep={() => setAsking(false)}
            onGo={() => remove.mutateAsync({ addressId: id })}
          />
        ) : (
          <span className="row ml-auto">
            {confirmed && allowed && (
              <Button size="sm" variant="ghost" pending={test.isPending} aria-label={`Send a test to ${shown}`} onClick={() => test.mutate({ addressId: id })}>
                {off ? "Test and switch on" : "Send a test"}
              </Button>
            )}
            <Button size="sm" variant="ghost" aria-label={`Remove ${shown}`} onClick={() => setAsking(true)}>
              Remove
            </Button>
          </span>
        )}
      </div>
      {problem && <ProblemCallout problem={problem} />}
      {confirmed ? <LastResult address={address} /> : <Code addressId={id} shown={shown} />}
    </li>
  );
}

function LastResult({ address: { last, off } }: { address: NoticeAddressView }) {
  if (!last) return <p className="meta">Nothing was sent there yet. Choose beside what goes there.</p>;
  return (
    <p className="meta row items-start" role="status">
      <Icon name={last.problem ? "octagon" : "check"} size="sm" className={last.problem ? "broken mt-[1px]" : "well mt-[1px]"} />
      <span className="[overflow-wrap:anywhere]">
        {last.problem ? `${sendSentence(last.problem)} ` : "Arrived "}
        <Age at={last.at} />
        {off && ". After that it was switched off; a test that arrives switches it on"}.
      </span>
    </p>
  );
}

function Code({ addressId, shown }: { addressId: string; shown: string }) {
  const [code, setCode] = useState("");
  const confirm = useConfirmAddress();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code.trim() !== "") confirm.mutate({ addressId, code });
  };
  return (
    <form className="grid gap-2" onSubmit={submit} aria-label={`Confirm ${shown}`}>
      <Field label="Code" hint="It came by mail and is good for 30 minutes. Add the address again for another one.">
        {(wiring) => (
          <span className="row">
            <Input
              {...wiring}
              className="!w-36"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={12}
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
            <Button type="submit" pending={confirm.isPending}>
              Confirm
            </Button>
          </span>
        )}
      </Field>
      {confirm.error && <ProblemCallout problem={confirm.error.problem} />}
    </form>
  );
}
