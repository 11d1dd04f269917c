"use client";
import { type FormEvent, useState } from "react";
import { Checkbox, Field, Segmented, Select, TextField } from "@/components/ui/field";
import { FormFoot } from "@/components/ui/form-foot";
import { useCreateToken } from "@/lib/client/token-actions";
import { TOKEN_DAYS, TOKEN_SCOPES, type TokenDays, type TokenScope } from "@/lib/core/api-tokens";
import { HARD_SPACE } from "@/lib/format/names";

const SCOPES: Record<TokenScope, { label: string; hint: string }> = {
  read: { label: "Read", hint: "stacks, files with secrets masked, operations, logs" },
  deploy: { label: "Deploy", hint: "and read: deploy, upgrade, confirm, roll back, scale, start, stop, restart, write secrets" },
  exec: { label: "Run commands", hint: "one command at a time in your containers" },
};
const DAYS: Record<TokenDays, string> = { 7: `7${HARD_SPACE}days`, 30: `30${HARD_SPACE}days`, 90: `90${HARD_SPACE}days`, 365: `1${HARD_SPACE}year` };
const REACH = [
  { value: "mine", label: "All I may reach" },
  { value: "one", label: "One stack" },
] as const;

export function NewToken({
  environment,
  onCancel,
  onMade,
}: {
  environment: string;
  onCancel: () => void;
  onMade: (token: { text: string; name: string }) => void;
}) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly TokenScope[]>(["deploy"]);
  const [days, setDays] = useState<TokenDays>(90);
  const [reach, setReach] = useState<"mine" | "one">("mine");
  const [stack, setStack] = useState("");
  const [tried, setTried] = useState(false);
  const create = useCreateToken();
  const faults = {
    name: name.trim() === "" ? "Say where it is used, such as github portal." : null,
    scopes: scopes.length === 0 ? "Choose what it may do." : null,
    stack: reach === "one" && stack === "" ? "Name the stack, such as portal; it need not be there yet." : null,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.name || faults.scopes || faults.stack) return;
    const only = reach === "one" ? { environment, stack } : null;
    create.mutate({ name: name.trim(), scopes: [...scopes], days, only }, { onSuccess: ({ text, token }) => onMade({ text, name: token.name }) });
  };
  const toggle = (scope: TokenScope, on: boolean) => setScopes(TOKEN_SCOPES.filter((one) => (one === scope ? on : scopes.includes(one))));
  return (
    <form className="card form-card mb-4" onSubmit={submit} aria-label="New token">
      <div className="form-grid token-grid">
        <TextField
          label="Token name"
          hint="Where it is used."
          error={tried ? faults.name : null}
          autoFocus
          autoComplete="off"
          maxLength={40}
          value={name}
          onText={setName}
        />
        <Field label="Ends after" hint="Then make a new one.">
          {(wiring) => (
            <Select {...wiring} value={days} onChange={(event) => setDays(Number(event.target.value) as TokenDays)}>
              {TOKEN_DAYS.map((one) => (
                <option key={one} value={one}>
                  {DAYS[one]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <fieldset className="field token-scopes" aria-describedby={tried && faults.scopes ? "token-scopes-note" : undefined}>
        <legend className="label">It may</legend>
        {TOKEN_SCOPES.map((scope) => (
          <Checkbox key={scope} checked={scopes.includes(scope)} onChange={(event) => toggle(scope, event.target.checked)}>
            {SCOPES[scope].label} <span className="meta">{SCOPES[scope].hint}</span>
          </Checkbox>
        ))}
        {tried && faults.scopes && (
          <p id="token-scopes-note" className="hint hint-broken" role="alert">
            {faults.scopes}
          </p>
        )}
      </fieldset>
      <div className="form-grid token-grid">
        <div className="field">
          <span className="label">For</span>
          <div>
            <Segmented label="For" value={reach} options={REACH} onChange={setReach} />
          </div>
        </div>
        {reach === "one" && (
          <TextField
            label="Stack name"
            hint={`In ${environment}. It answers for every other as if there were none.`}
            error={tried ? faults.stack : null}
            mono
            maxLength={64}
            value={stack}
            onText={(text) => setStack(text.trim())}
          />
        )}
      </div>
      <FormFoot sending={create} submit="Create token" onCancel={onCancel} />
    </form>
  );
}
