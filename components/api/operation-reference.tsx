import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { ApiField, ApiOperation } from "@/lib/core/api-reference";

/** One address, closed until it is wanted. */
export function OperationReference({ operation }: { operation: ApiOperation }) {
  const { method, path, summary, description, parameters, fields, answers } = operation;
  const shown = [...parameters.filter(({ place }) => place !== "path"), ...(fields ?? [])];
  return (
    <details className="api-row">
      <summary>
        <Icon name="disclose" size="sm" />
        <span className="mono api-method">{method}</span>
        <span className="mono api-path">{path}</span>
        <span className="ink-2 api-what">{summary}</span>
      </summary>
      <div className="api-more">
        {description && <p>{description}</p>}
        {shown.length > 0 && (
          <dl className="fact-list">
            {shown.map((field) => (
              <FieldReference key={`${field.place} ${field.name}`} field={field} />
            ))}
          </dl>
        )}
        <dl className="fact-list">
          {answers.map(({ status, description, shape }) => (
            <div key={status}>
              <dt>{status}</dt>
              <dd>
                <Prose>{description}</Prose>
                {shape && <span className="meta mono"> {shape}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </details>
  );
}

function FieldReference({ field: { name, place, type, required, description } }: { field: ApiField }) {
  return (
    <div>
      <dt className="mono">{name}</dt>
      <dd>
        <span className="meta">
          {place}, {type}
          {required && ", required"}
        </span>
        {description && (
          <p>
            <Prose>{description}</Prose>
          </p>
        )}
      </dd>
    </div>
  );
}
