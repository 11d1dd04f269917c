import { clsx } from "clsx";
import { type Quota, RESOURCES, type Usage } from "@/lib/core/quota";
import { Meter } from "./meter";

/** Everything a project may hold; `after` is what a change would make of it. */
export function QuotaMeters({ used, allowed, after, narrow = false }: { used: Usage; allowed: Quota; after?: Usage; narrow?: boolean }) {
  return (
    <div className={clsx("meters", narrow && "meters-narrow")}>
      {RESOURCES.map((what) => (
        <Meter key={what} what={what} used={used[what]} allowed={allowed[what]} {...(after && { after: after[what] })} />
      ))}
    </div>
  );
}
