"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import type { SendProblem } from "@/lib/core/notice-addresses";
import type { NoticeChoicesView } from "@/lib/core/notice-views";
import { sendSentence } from "@/lib/format/notice-sentences";
import { AddressRow } from "./address-row";
import { NewAddress } from "./new-address";

/** Where one is told besides the bell. The secret of a new webhook is here until one says that it is kept. */
export function Addresses({ data }: { data: NoticeChoicesView }) {
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [unsent, setUnsent] = useState<SendProblem | null>(null);
  const canAdd = (data.canMail && data.allowedMail.length > 0) || data.allowedHooks.length > 0;
  const add = (
    <Button size="sm" icon="plus" onClick={() => setAdding(true)}>
      Add address
    </Button>
  );
  return (
    <Card title="Addresses" meta={canAdd && !adding && add} flush>
      {data.addresses.length === 0 && !adding && (
        <div className="card-body">
          <p className="ink-2">
            {canAdd
              ? "Nothing leaves Spindle until you add a mail address or a webhook and choose what goes there."
              : "An administrator has not allowed any mail addresses or webhooks yet, so notifications stay in the bell."}
          </p>
        </div>
      )}
      {data.addresses.length > 0 && (
        <ul className="address-list" aria-label="Addresses">
          {data.addresses.map((address) => (
            <AddressRow key={address.id} address={address} />
          ))}
        </ul>
      )}
      {unsent && (
        <Callout tone="broken" title="The code was not sent" className="m-4" live>
          {sendSentence(unsent)}
        </Callout>
      )}
      {secret && <Secret text={secret} onDone={() => setSecret(null)} />}
      {adding && (
        <NewAddress
          data={data}
          onCancel={() => setAdding(false)}
          onAdded={(added) => {
            setAdding(false);
            setSecret(added.secret);
            setUnsent(added.problem);
          }}
        />
      )}
    </Card>
  );
}

function Secret({ text, onDone }: { text: string; onDone: () => void }) {
  const done = (
    <Button size="sm" onClick={onDone}>
      I have kept it
    </Button>
  );
  return (
    <Callout tone="person" icon="key" title="Keep the secret of this webhook now" className="m-4" live actions={done}>
      <p>
        It is not shown again. Programs check <span className="mono">X-Spindle-Signature</span> with it; Slack and Mattermost do not need it.
      </p>
      <div className="code code-whole">
        <span>{text}</span>
        <CopyButton text={text} label="Copy secret" />
      </div>
    </Callout>
  );
}
