"use client";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Checkbox, Field, Segmented, Textarea, TextField } from "@/components/ui/field";
import { useTestEngine } from "@/lib/client/environment-actions";
import type { EngineProbe } from "@/lib/core/environments";
import { probeSentence } from "@/lib/format/probe-sentences";
import { type EnvironmentDraft, engineOf } from "./environment-draft";

const KINDS = [
  { value: "own", label: "Server's own" },
  { value: "socket", label: "Socket" },
  { value: "network", label: "Network" },
] as const;
const LINES = [
  { value: "tls", label: "TLS" },
  { value: "plain", label: "No TLS" },
] as const;

export interface EngineFieldsProps {
  draft: EnvironmentDraft;
  change: (part: Partial<EnvironmentDraft>) => void;
  /** Whose stored key is meant; null for a new environment. */
  environment: string | null;
  hasKey: boolean;
  own: string;
}

/** Where the engine is and how it is reached, with a way to try it before anything is saved. */
export function EngineFields({ draft, change, environment, hasKey, own }: EngineFieldsProps) {
  const test = useTestEngine();
  const edit = (part: Partial<EnvironmentDraft>) => {
    test.reset();
    change(part);
  };
  return (
    <fieldset className="grid content-start gap-4 [&>.seg]:justify-self-start">
      <legend className="h3 mb-3">Engine</legend>
      <Segmented label="Engine" value={draft.kind} options={KINDS} onChange={(kind) => edit({ kind })} />
      {draft.kind === "own" && (
        <p className="hint !mt-0">
          The engine that the server was started with: <span className="mono">{own}</span>.
        </p>
      )}
      {draft.kind === "socket" && (
        <TextField
          label="Socket path"
          hint="On the machine that Spindle runs on."
          mono
          placeholder="/run/engine/docker.sock"
          value={draft.path}
          onText={(text) => edit({ path: text })}
        />
      )}
      {draft.kind === "network" && <NetworkFields draft={draft} change={edit} hasKey={hasKey} />}
      <div>
        <Button pending={test.isPending} onClick={() => test.mutate({ environment, engine: engineOf(draft) })}>
          Test connection
        </Button>
      </div>
      <div role="status" aria-label="Connection" className="empty:hidden">
        {test.error && <ProblemCallout problem={test.error.problem} live={false} />}
        {test.data && <Found probe={test.data} />}
      </div>
    </fieldset>
  );
}

function NetworkFields({ draft, change, hasKey }: Pick<EngineFieldsProps, "draft" | "change" | "hasKey">) {
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-3">
        <TextField
          label="Host"
          hint="Looked up once, when it is saved; private addresses must be on the server's list."
          mono
          placeholder="engine.example.org"
          value={draft.host}
          onText={(text) => change({ host: text })}
        />
        <TextField label="Port" mono inputMode="numeric" value={draft.port} onText={(text) => change({ port: text })} />
      </div>
      <Segmented label="Connection security" value={draft.secure} options={LINES} onChange={(secure) => change({ secure })} />
      {draft.secure === "tls" ? (
        <>
          <Pem
            label="Certificate authority"
            hint="ca.pem: the engine must show a certificate that it signed, for this very host."
            value={draft.ca}
            onChange={(ca) => change({ ca })}
          />
          <Pem label="Client certificate" hint="cert.pem: what Spindle shows." value={draft.certificate} onChange={(certificate) => change({ certificate })} />
          <Pem
            label="Client key"
            hint={hasKey ? "Stored, sealed and never shown. Empty keeps it; a new text takes its place." : "key.pem: stored sealed and never shown again."}
            value={draft.key}
            onChange={(key) => change({ key })}
          />
        </>
      ) : (
        <Callout tone="broken" title="Anybody on the way owns that host">
          <p>Whoever can reach the port, or read along, can start anything there as root. Use it only on a line that is closed by other means.</p>
          <Checkbox className="mt-3" checked={draft.iKnow} onChange={({ target }) => change({ iKnow: target.checked })}>
            I know, and this line is closed
          </Checkbox>
        </Callout>
      )}
    </>
  );
}

function Pem({ label, hint, value, onChange }: { label: string; hint: string; value: string; onChange: (value: string) => void }) {
  return (
    <Field label={label} hint={hint}>
      {(wiring) => (
        <Textarea
          {...wiring}
          mono
          rows={3}
          autoComplete="off"
          spellCheck={false}
          placeholder="-----BEGIN"
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}

function Found({ probe }: { probe: EngineProbe }) {
  const { well, what, why, next } = probeSentence(probe);
  return (
    <Callout tone={well ? "quiet" : "broken"} icon={well ? "check-circle" : undefined} title={what}>
      <p>
        {why} {next}
      </p>
      {!probe.ok && <p className="mono meta mt-1 [overflow-wrap:anywhere]">{probe.detail}</p>}
    </Callout>
  );
}
