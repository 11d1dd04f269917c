"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Checkbox, Field, Input, Segmented, Textarea, TextField } from "@/components/ui/field";
import { useTestMail } from "@/lib/client/notice-actions";
import type { TlsMode } from "@/lib/core/notice-addresses";
import { sendSentence } from "@/lib/format/notice-sentences";
import { type SettingsDraft, settingsOf, USUAL_PORTS } from "./settings-draft";

const MODES: readonly { value: TlsMode; label: string }[] = [
  { value: "starttls", label: "STARTTLS" },
  { value: "tls", label: "TLS" },
  { value: "none", label: "None" },
];

export interface SmtpCardProps {
  draft: SettingsDraft;
  hasPassword: boolean;
  onChange: (part: Partial<SettingsDraft>) => void;
}

/** The server that mail goes out by. */
export function SmtpCard({ draft, hasPassword, onChange }: SmtpCardProps) {
  const turn = (tls: TlsMode) =>
    onChange({ tls, ...(draft.port === USUAL_PORTS[draft.tls] && { port: USUAL_PORTS[tls] }), ...(tls === "none" && { user: "", password: "" }) });
  return (
    <Card title="Mail">
      <Checkbox checked={draft.mail} onChange={() => onChange({ mail: !draft.mail })}>
        Send mail
      </Checkbox>
      {!draft.mail && <p className="hint">People can then add their own addresses, of those that you allow. Nothing is sent that nobody chose.</p>}
      {draft.mail && (
        <div className="mt-4 grid gap-4">
          <div className="smtp-grid">
            <TextField
              label="Mail server"
              hint="Such as smtp.lbl.gov."
              spellCheck={false}
              autoComplete="off"
              value={draft.host}
              onText={(text) => onChange({ host: text })}
            />
            <TextField label="Port" inputMode="numeric" autoComplete="off" value={draft.port} onText={(text) => onChange({ port: text })} />
          </div>
          <div className="field">
            <span className="label">Connection</span>
            <div>
              <Segmented label="Connection" value={draft.tls} options={MODES} onChange={turn} />
            </div>
            {draft.tls === "none" && <p className="hint">Anybody on the way can read along, so no password is sent.</p>}
          </div>
          <TextField
            label="From"
            hint="Such as spindle@lbl.gov."
            spellCheck={false}
            autoComplete="off"
            value={draft.from}
            onText={(text) => onChange({ from: text })}
          />
          {draft.tls !== "none" && <Credentials draft={draft} hasPassword={hasPassword} onChange={onChange} />}
          <p className="hint mt-0">Messages have links where the server knows its own address: SPINDLE_URL.</p>
          <TestMail draft={draft} hasPassword={hasPassword} />
        </div>
      )}
    </Card>
  );
}

function Credentials({ draft, hasPassword, onChange }: SmtpCardProps) {
  return (
    <>
      <div className="token-grid form-grid">
        <TextField
          label="Mail user"
          hint="Empty where the server asks for none."
          spellCheck={false}
          autoComplete="off"
          value={draft.user}
          onText={(text) => onChange({ user: text })}
        />
        <TextField
          label="Mail password"
          hint={hasPassword ? "One is stored. Empty keeps it." : "Stored sealed."}
          type="password"
          autoComplete="new-password"
          value={draft.password}
          onText={(text) => onChange({ password: text })}
        />
      </div>
      <details>
        <summary className="meta">Certificate authority of our own</summary>
        <div className="mt-2">
          <Field label="Mail certificate authority" hint="PEM; empty for the public ones.">
            {(wiring) => <Textarea {...wiring} mono rows={4} spellCheck={false} value={draft.ca} onChange={(event) => onChange({ ca: event.target.value })} />}
          </Field>
        </div>
      </details>
    </>
  );
}

/** With what stands in the form, saved or not. */
function TestMail({ draft, hasPassword }: Pick<SmtpCardProps, "draft" | "hasPassword">) {
  const [to, setTo] = useState("");
  const test = useTestMail();
  const send = () => {
    if (to.trim() !== "") test.mutate({ ...settingsOf(draft, hasPassword), to: to.trim() });
  };
  const problem = test.data?.problem;
  return (
    <div className="grid gap-3">
      <Field label="Send a test to" hint="With what stands here, saved or not.">
        {(wiring) => (
          <span className="row">
            <Input
              {...wiring}
              type="email"
              autoComplete="email"
              value={to}
              onChange={(event) => setTo(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                send();
              }}
            />
            <Button pending={test.isPending} onClick={send}>
              Send test
            </Button>
          </span>
        )}
      </Field>
      {test.error && <ProblemCallout problem={test.error.problem} />}
      {test.data && (
        <Callout
          tone={problem ? "broken" : "quiet"}
          icon={problem ? "octagon" : "check"}
          title={problem ? "The test did not get out" : "The mail server took it"}
          live
        >
          {problem ? sendSentence(problem) : "Look whether it arrived."}
        </Callout>
      )}
    </div>
  );
}
