import { MASKED } from "@/lib/core/masking";
import type { ReviewView } from "@/lib/core/views";

export interface VariablesTableProps {
  variables: ReviewView["variables"];
  values: Readonly<Record<string, string>>;
  onChange: (name: string, value: string) => void;
}

const isMissing = (variable: ReviewView["variables"][number], values: VariablesTableProps["values"]) => !values[variable.name] && variable.default === null;

/** One row for each `${NAME}` of the text. A name without value or default stops the deploy, so its field is marked. */
export function VariablesTable({ variables, values, onChange }: VariablesTableProps) {
  const missing = variables.filter((variable) => isMissing(variable, values)).length;
  return (
    <div className="side-sec">
      <div className="side-head">
        <h2>Variables</h2>
        <span className="meta">{variables.length === 0 ? "none" : missing === 0 ? "all set" : `${missing} without a value`}</span>
      </div>
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
}: {
  variable: ReviewView["variables"][number];
  value: string;
  missing: boolean;
  onChange: VariablesTableProps["onChange"];
}) {
  const hint = `variable-${variable.name}`;
  return (
    <tr>
      <td className="mono truncate" title={variable.name}>
        {variable.name}
      </td>
      <td>
        <input
          className={`input input-mono${missing ? " is-broken" : ""}`}
          aria-label={variable.name}
          aria-invalid={missing}
          aria-describedby={missing ? hint : undefined}
          value={value}
          placeholder={variable.default ?? "needs a value"}
          autoComplete="off"
          spellCheck={false}
          // A masked value is replaced whole: half of one is no value.
          onFocus={(event) => value === MASKED && event.target.select()}
          onChange={(event) => onChange(variable.name, value === MASKED ? event.target.value.replaceAll(MASKED.charAt(0), "") : event.target.value)}
        />
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
