"use client";
import { useQuery } from "@tanstack/react-query";
import { Card } from "@/components/ui/card";
import { environmentsQuery } from "@/lib/client/queries";
import { type ProjectQuotaView, sumUsage } from "@/lib/core/quota";
import { amount, resourceTitle } from "@/lib/format/quota";
import { MeterBar, meterTone } from "./meter";

/** What is promised to all together, beside what the engine really has: quotas may add up to more, as not everybody needs theirs at once. */
export function Overcommit({ environment, projects }: { environment: string; projects: readonly ProjectQuotaView[] }) {
  const { data } = useQuery(environmentsQuery());
  const engine = data?.find(({ name }) => name === environment)?.engine;
  const held = sumUsage(projects.map(({ used }) => used));
  return (
    <Card title="The engine" meta="held by all projects, of what is there">
      <div className="meters meters-wide">
        {(["cpus", "memoryBytes"] as const).map((what) => {
          const real = engine?.[what] ?? null;
          const allowed = projects.map((one) => one.allowed[what]);
          const all = allowed.includes(null) ? null : allowed.reduce<number>((sum, one) => sum + (one ?? 0), 0);
          return (
            <div key={what} className={`meter ${real === null ? "" : toneOf(held[what], real)}`}>
              <span className="meter-name">{resourceTitle(what)}</span>
              <span className="meter-value">{real === null ? amount(what, held[what]) : `${amount(what, held[what])} of ${amount(what, real)}`}</span>
              <MeterBar what={what} used={held[what]} allowed={real} />
              <span className="meta col-span-2">
                {real === null ? "The engine has not said what it has. " : `${percent(held[what], real)} of the engine is held. `}
                {all === null ? "One project has no limit." : `Quotas allow ${amount(what, all)}${real === null ? "" : `, ${times(all, real)}`}.`}
              </span>
            </div>
          );
        })}
      </div>
    </Card>
  );
}

/** More held than there is, is a choice of whoever set the quotas: to be known, and nothing that is broken. */
const toneOf = (held: number, real: number): string => (held > real ? "meter-full" : meterTone(held, real));

const percent = (part: number, whole: number): string => `${Math.round((part / whole) * 100)}\u00a0%`;
const times = (part: number, whole: number): string => (part <= whole ? "which is there" : `${Number((part / whole).toFixed(1))} times what is there`);
