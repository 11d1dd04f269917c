import { Card } from "@/components/ui/card";
import { countPorts, rangesInWords } from "@/lib/core/policy";
import type { PortsView } from "@/lib/core/ports";
import { count, HARD_SPACE } from "@/lib/format/names";

/** Where host ports come from, and how many are left. */
export function Pool({ ports: { ranges, free, foreign } }: { ports: PortsView }) {
  const [random] = ranges;
  const all = countPorts(ranges);
  const tight = free === 0 ? "meter-over" : free <= all * 0.2 ? "meter-near" : "meter-free";
  const words = `${free}${HARD_SPACE}of${HARD_SPACE}${all} free`;
  return (
    <Card title="The pool">
      <div className={`meter ${tight}`}>
        <span className="meter-name">{rangesInWords(ranges)}</span>
        <span className="meter-value" role="status" aria-label="Free ports">
          {words}
        </span>
        {/* biome-ignore lint/a11y/useSemanticElements: a meter element cannot be drawn like the other bars. */}
        <span
          className="meter-bar"
          role="meter"
          aria-label="Ports taken"
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={all - free}
          aria-valuetext={words}
        >
          <span className="meter-fill" style={{ width: `${((all - free) / all) * 100}%` }} />
        </span>
      </div>
      {random && <p className="hint">Random ports come from {rangesInWords([random])}; files may name any of the pool. The ranges are part of the policy.</p>}
      {foreign.length > 0 && (
        <details className="mt-3">
          <summary className="meta cursor-pointer">{count(foreign.length, "port")} taken by containers outside Spindle</summary>
          <ul className="mt-2 grid gap-1 text-xs">
            {foreign.map(({ port, protocol, container }) => (
              <li key={`${port}/${protocol}`}>
                <span className="mono">
                  {port}/{protocol}
                </span>{" "}
                <span className="ink-2">{container}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}
