import { clsx } from "clsx";
import { Icon, type IconName } from "@/components/ui/icon";
import { type QuotaStanding, type Resource, standingOf } from "@/lib/core/quota";
import { amount, resourceTitle, standingWord, usedOf } from "@/lib/format/quota";

interface MeterProps {
  what: Resource;
  used: number;
  allowed: number | null;
  /** What it would become. */
  after?: number;
}

const ICONS: Partial<Record<QuotaStanding, IconName>> = { near: "warning", full: "warning", over: "octagon" };

const part = (value: number, allowed: number | null): string => `${allowed ? Math.min(100, Math.max(0, (value / allowed) * 100)) : 0}%`;

/** The bar alone, for where the figure stands beside it already. */
export function MeterBar({ what, used, allowed, after = used }: MeterProps) {
  if (allowed === null) return null;
  const words = after === used ? usedOf(what, used, allowed) : `${amount(what, used)}, then ${usedOf(what, after, allowed)}`;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a meter element cannot hold the two parts that before and after are.
    <span
      className="meter-bar"
      role="meter"
      aria-label={resourceTitle(what)}
      aria-valuemin={0}
      aria-valuemax={Math.max(allowed, after)}
      aria-valuenow={after}
      aria-valuetext={words}
    >
      <span className="meter-fill" style={{ width: part(Math.min(used, after), allowed) }} />
      {after > used && <span className="meter-more" style={{ width: part(after - used, allowed) }} />}
    </span>
  );
}

/** The figure, and a sign and a word for it where it is near its end: colour never says it alone. */
export function MeterValue({ what, used, allowed, after = used }: MeterProps) {
  const standing = standingOf(after, allowed);
  const icon = ICONS[standing];
  return (
    <span className="meter-value" title={standingWord(standing) || undefined}>
      {icon && <Icon name={icon} />}
      {after !== used && <span className="ink-3">{amount(what, used)} →</span>}
      {usedOf(what, after, allowed)}
      {standing !== "free" && <span className="sr-only">, {standingWord(standing)}</span>}
    </span>
  );
}

export const meterTone = (used: number, allowed: number | null): string => `meter-${standingOf(used, allowed)}`;

/** One thing: its name, how much of how much, and a bar. */
export function Meter(props: MeterProps) {
  const { what, used, allowed, after = used } = props;
  return (
    <div className={clsx("meter", meterTone(after, allowed))}>
      <span className="meter-name">{resourceTitle(what)}</span>
      <MeterValue {...props} />
      <MeterBar {...props} />
    </div>
  );
}
