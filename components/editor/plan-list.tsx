import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { PlanIcon, ReviewView } from "@/lib/core/review-views";
import { leavesAllAlone, planCounts, planParts } from "./plan-counts";

type PlanLine = ReviewView["plan"][number];

const ICONS: Record<PlanIcon, IconName> = {
  network: "network",
  volume: "volume",
  pull: "download",
  new: "plus",
  replace: "loop",
  scale: "sort",
  file: "document",
  unchanged: "check",
  keep: "check",
  remove: "remove",
  warning: "warning",
};
const TONES: Partial<Record<PlanIcon, string>> = {
  new: "!text-well-solid",
  replace: "!text-progress-solid",
  scale: "!text-progress-solid",
  remove: "!text-broken-solid",
  warning: "!text-person-solid",
};

/** The plan in words: first how many of what, then service by service, then what is done around them. */
export function PlanList({ plan, wide = false }: { plan: readonly PlanLine[]; wide?: boolean }) {
  const { warnings, services, alone, around } = planParts([...plan]);
  return (
    <section className={clsx("side-sec", wide && "!px-8 max-narrow:!px-4")} aria-label="What will happen">
      <div className="side-head">
        <h2>What will happen</h2>
      </div>
      {plan.length === 0 ? (
        <p className="text-xs text-ink-3">The plan stands here once the file has no errors.</p>
      ) : (
        <>
          <Counts plan={plan} />
          <Lines lines={warnings} />
          <Lines lines={services} />
          {alone.length > 0 && (
            <details className="plan-fold">
              <summary>{`${alone.length} services unchanged`}</summary>
              <Lines lines={alone} />
            </details>
          )}
          <Lines lines={around} quiet />
        </>
      )}
    </section>
  );
}

/** What one sees in two seconds. */
function Counts({ plan }: { plan: readonly PlanLine[] }) {
  if (leavesAllAlone([...plan])) return <p className="mb-2 text-xs text-ink-2">No container is touched. The text is kept as the next revision.</p>;
  return (
    <p className="mb-2.5 flex flex-wrap gap-1.5">
      {planCounts([...plan]).map(({ icon, count, word }) => (
        <span key={icon} className="tag gap-1.5 tabular-nums">
          <Icon name={ICONS[icon]} className={clsx("!size-3", TONES[icon] ?? "text-ink-3")} />
          {`${count} ${word}`}
        </span>
      ))}
    </p>
  );
}

function Lines({ lines, quiet = false }: { lines: readonly PlanLine[]; quiet?: boolean }) {
  if (lines.length === 0) return null;
  return (
    <ul className={clsx("plan", quiet && "mt-2 border-t border-line pt-2")}>
      {lines.map((line) => (
        <li key={`${line.icon} ${line.text}`}>
          <Icon name={ICONS[line.icon]} className={TONES[line.icon]} />
          <span className="min-w-0 [overflow-wrap:anywhere]">{withName(line)}</span>
        </li>
      ))}
    </ul>
  );
}

/** Sets the service's name, where the sentence begins with it or says it, in the face of names. */
function withName({ service, text }: PlanLine): ReactNode {
  const at = service ? text.search(new RegExp(`(?<![\\w.-])${service.replace(/[^\w-]/g, "\\$&")}(?![\\w.-])`)) : -1;
  if (!service || at < 0) return <Prose>{text}</Prose>;
  return (
    <>
      {text.slice(0, at)}
      <span className="mono strong">{service}</span>
      <Prose>{text.slice(at + service.length)}</Prose>
    </>
  );
}
