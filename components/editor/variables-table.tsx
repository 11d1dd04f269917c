import { useState } from "react";
import { looksLikeEnv, readEnv } from "@/components/sources/read-env";
import { Button } from "@/components/ui/button";
import { Field, Textarea } from "@/components/ui/field";
import { looksSecret, MASKED } from "@/lib/core/masking";
import type { ReviewView } from "@/lib/core/views";
import { count } from "@/lib/format/names";
import { askedId } from "./asked-field";

export interface VariablesTableProps {
  variables: ReviewView["variables"];
  values: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
  /** Many at once, from the text of a `.env`. */
  onMany: (values: Record<string, string>) => void;
}

const isMissing = (variable: ReviewView["variables"][number], values: VariablesTableProps["values"]) => !values[variable.name] && variable.default === null;

/** One row for each `${NAME}` of the text. A name without value or default stops the deploy, so its field is marked. */
export function VariablesTable({ variables, values, onChange, onMany }: VariablesTableProps) {
  const [pasting, setPasting] = useState(false);
  const missing = variables.filter((variable) => isMissing(variable, values)).length;
  return (
    <div className="side-sec">
      <div className="side-head">
        <h2>Variables</h2>
        <span className="meta">{variables.length === 0 ? "none" : missing === 0 ? "all set" : `${missing} without a value`}</span>
        <Button size="sm" variant="ghost" className="-mr-2.5" aria-expanded={pasting} onClick={() => setPasting(!pasting)}>
          Paste .env
        </Button>
      </div>
      {pasting && (
        <EnvText
          onMany={(found) => {
            onMany(found);
            setPasting(false);
          }}
        />
      )}
      <table className="vars" aria-label="Variables">
        <colgroup>
          <col className="w-[112px]" />
          <col />
          <col className="w-[84px]" />
        </colgroup>
        <thead className={variables.length === 0 ? "sr-only" : undefined}>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Value</th>
            <th scope="col">Used by</th>
          </tr>
        </thead>
        <tbody>
          {variables.length === 0 && (
            <tr>
              <td colSpan={3} className="!h-auto !p-0 !text-left text-xs text-ink-3">
                Write <span className="mono">{"$"}&#123;NAME&#125;</span> in the file to be asked for its value here.
              </td>
            </tr>
          )}
          {variables.map((variable) => (
            <VariableRow
              key={variable.name}
              variable={variable}
              value={values[variable.name] ?? ""}
              missing={isMissing(variable, values)}
              onChange={onChange}
              onMany={onMany}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function VariableRow({
  variable,
  value,
  missing,
  onChange,
  onMany,
}: {
  variable: ReviewView["variables"][number];
  value: string;
  missing: boolean;
  onChange: VariablesTableProps["onChange"];
  onMany: VariablesTableProps["onMany"];
}) {
  const secret = looksSecret(variable.name);
  const [shown, setShown] = useState(false);
  const hint = `variable-${variable.name}`;
  return (
    <tr id={askedId({ what: "variable", name: variable.name })}>
      <td className="mono truncate" title={variable.name}>
        {variable.name}
      </td>
      <td>
        <span className="flex items-center gap-1">
          <input
            className={`min-w-0 flex-1 ${secret && !shown ? "masked " : ""}input input-mono${missing ? " is-broken" : ""}`}
            aria-label={variable.name}
            aria-invalid={missing}
            aria-describedby={missing ? hint : undefined}
            value={value}
            placeholder={variable.default ?? "needs a value"}
            autoComplete={secret ? "new-password" : "off"}
            spellCheck={false}
            // A masked value is replaced whole: half of one is no value.
            onFocus={(event) => value === MASKED && event.target.select()}
            onChange={(event) => onChange(variable.name, value === MASKED ? event.target.value.replaceAll(MASKED.charAt(0), "") : event.target.value)}
            onPaste={(event) => {
              const text = event.clipboardData.getData("text/plain");
              if (!looksLikeEnv(text)) return;
              event.preventDefault();
              onMany(readEnv(text).variables);
            }}
          />
          {secret && value !== MASKED && (
            <button type="button" className="link text-xs" aria-pressed={shown} aria-label={`Show ${variable.name}`} onClick={() => setShown(!shown)}>
              {shown ? "Hide" : "Show"}
            </button>
          )}
        </span>
        {missing && (
          <span id={hint} className="sr-only">
            {variable.name} has no value and no default.
          </span>
        )}
      </td>
      <td className="mono ink-2 truncate" title={variable.usedBy.join(", ")}>
        {variable.usedBy.join(", ")}
      </td>
    </tr>
  );
}

/** Names that the file does not use are kept as well: the next line one writes may need them. */
function EnvText({ onMany }: Pick<VariablesTableProps, "onMany">) {
  const [text, setText] = useState("");
  const { variables, skipped } = readEnv(text);
  const found = Object.keys(variables).length;
  const hint = text.trim() === "" ? "NAME=value, one a line." : `${found} found${skipped > 0 ? `, ${count(skipped, "line")} not understood` : ""}.`;
  return (
    <div className="mb-3 grid justify-items-start gap-2">
      <Field label="Text of a .env file" hint={hint} className="w-full">
        {(wiring) => (
          <Textarea
            {...wiring}
            mono
            rows={4}
            value={text}
            autoComplete="off"
            spellCheck={false}
            placeholder="TAG=v2"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button size="sm" disabled={found === 0} onClick={() => onMany(variables)}>
        Fill in
      </Button>
    </div>
  );
}
