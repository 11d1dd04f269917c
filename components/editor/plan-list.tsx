import type { ReactNode } from "react";
import { Icon, type IconName } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { ReviewView } from "@/lib/core/views";

type PlanLine = ReviewView["plan"][number];

const ICONS: Record<PlanLine["icon"], IconName> = {
  network: "network",
  volume: "volume",
  service: "box",
  pull: "download",
  unchanged: "check",
  remove: "remove",
  warning: "warning",
};
const TONES: Partial<Record<PlanLine["icon"], string>> = { remove: "!text-broken-solid", warning: "!text-person-solid" };

/** The plan in words, in the order in which it will happen. */
export function PlanList({ plan }: { plan: readonly PlanLine[] }) {
  return (
    <section className="side-sec" aria-label="What will happen">
      <div className="side-head">
        <h2>What will happen</h2>
      </div>
      {plan.length === 0 ? (
        <p className="text-xs text-ink-3">The plan stands here once the file has no errors.</p>
      ) : (
        <ul className="plan">
          {plan.map((line) => (
            <li key={`${line.icon} ${line.text}`}>
              <Icon name={ICONS[line.icon]} className={TONES[line.icon]} />
              <span className="break-words">{withName(line)}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Sets the service's name, where the sentence says it, in the face of names. */
function withName({ service, text }: PlanLine): ReactNode {
  const at = service ? text.search(new RegExp(`(?<![\\w.-])${service.replace(/[.]/g, "\\.")}(?![\\w.-])`)) : -1;
  if (text.includes("`")) return <Prose>{text}</Prose>;
  if (!service || at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <span className="mono strong">{service}</span>
      {text.slice(at + service.length)}
    </>
  );
}
