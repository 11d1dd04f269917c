import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Diff } from "@/components/ui/diff";
import { Tag } from "@/components/ui/small";
import { changedCount } from "@/components/upgrade/line-diff";
import type { DeployRequestDetail } from "@/lib/core/environments";
import { count, nameList, plain } from "@/lib/format/names";

/** What a request would change: the text as it was written, and what it means for each service. */
export function RequestChanges({ detail }: { detail: DeployRequestDetail }) {
  const { refused, services, text, variables, secrets } = detail;
  const differing = services.filter(({ lines }) => changedCount(lines) > 0);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      {refused !== null && (
        <Callout tone="broken" title="Today's policy would not let it through">
          {refused}
        </Callout>
      )}
      {(variables.length > 0 || secrets.length > 0) && (
        <Card title="Variables and secrets">
          <ul>
            {variables.map(({ name, before, after }) => (
              <li key={name} className="mono [overflow-wrap:anywhere]">
                {name}: {before ?? "not set"} to {after ?? "not set"}
              </li>
            ))}
            {secrets.length > 0 && <li>New texts for the secrets {plain(nameList(secrets))}.</li>}
          </ul>
        </Card>
      )}
      {differing.map(({ service, change, lines }) => (
        <Card
          key={service}
          flush
          title={
            <span className="flex items-baseline gap-2">
              <span className="mono">{service}</span>
              <Tag>{change}</Tag>
            </span>
          }
          meta={`as rendered, ${count(changedCount(lines), "line")}`}
        >
          <div className="py-2">
            <Diff lines={lines} />
          </div>
        </Card>
      ))}
      <Card flush title="Text" meta={count(changedCount(text), "line")}>
        <div className="py-2">
          <Diff lines={text} />
        </div>
      </Card>
    </div>
  );
}
