import Link from "next/link";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { type LeaseView, leaseKey } from "@/lib/core/ports";
import { containerLabel } from "@/lib/format/names";

const STALE: Record<NonNullable<LeaseView["stale"]>, string> = {
  gone: "Its stack is gone",
  unused: "Nothing uses it",
};

/** One port and whose it is. */
export function LeaseRow({
  lease,
  environment,
  onRelease,
  index,
  measure,
}: {
  lease: LeaseView;
  environment: string;
  /** Null for those who may only look. */
  onRelease: (() => void) | null;
  index: number;
  measure?: (row: HTMLTableRowElement | null) => void;
}) {
  const { stack, service, project, owner, since, stale, outside, target, container } = lease;
  const key = leaseKey(lease);
  return (
    <tr ref={measure} data-index={index} className="row-wrap">
      <td>
        <span className="mono font-medium">{key}</span>
      </td>
      <td className="c-wide">
        <div className="row min-w-0">
          {stack && service ? (
            <Link prefetch={false} className="mono truncate" href={`/${environment}/stacks/${stack}/services/${service}`}>
              {stack}/{containerLabel(service, container)}
            </Link>
          ) : (
            <span className="ink-3">nobody</span>
          )}
          <span className="meta nowrap">to {target}</span>
          {outside && (
            <span className="health health-broken text-xs" title="It is not of the pool: an administrator granted it, or the pool was another one then.">
              <Icon name="warning" />
              outside the pool
            </span>
          )}
        </div>
      </td>
      <td className="ink-2 truncate">
        <span className="only-narrow">project </span>
        {project ?? "none"}
      </td>
      <td className="ink-2 truncate">
        <span className="only-narrow">of </span>
        {owner ?? "nobody"}
      </td>
      <td className="ink-2">{since === null ? "not noted" : <Age at={since} />}</td>
      <td className="c-act">
        {stale && (
          <span className="row justify-end">
            <span className="health health-person text-xs">
              <Icon name="warning" />
              {STALE[stale]}
            </span>
            {onRelease && (
              <Button size="sm" aria-label={`Release ${key}`} onClick={onRelease}>
                Release
              </Button>
            )}
          </span>
        )}
      </td>
    </tr>
  );
}
