import { Card } from "@/components/ui/card";

/** What stands for the `${NAMES}` of a text; nothing when there are none. */
export function RevisionVariables({ variables }: { variables: Record<string, string> }) {
  const entries = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  return (
    <Card title="Variables" flush meta="values that look secret are never shown">
      <dl className="grid grid-cols-[minmax(120px,240px)_minmax(0,1fr)] max-narrow:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4 px-4 py-3 [&>dt]:py-1 [&>dd]:py-1">
        {entries.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="mono truncate" title={name}>
              {name}
            </dt>
            <dd className="mono ink-2 break-all">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
