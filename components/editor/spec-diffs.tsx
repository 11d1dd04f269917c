import type { ReactNode } from "react";
import { Diff } from "@/components/ui/diff";
import { Prose } from "@/components/ui/prose";
import { Tag } from "@/components/ui/small";
import type { SpecDiff } from "@/lib/core/views";
import { count, nameList } from "@/lib/format/names";

const WORDS: Record<SpecDiff["change"], string> = { new: "new", changed: "changed", removed: "removed", unchanged: "unchanged" };
const ORDER: Record<SpecDiff["change"], number> = { changed: 0, new: 1, removed: 2, unchanged: 3 };

/** What changes, service by service, in words and as YAML; those left alone are named in the last line. `children` come first. */
export function SpecDiffs({ diff, children }: { diff: readonly SpecDiff[]; children?: ReactNode }) {
  const changed = diff.filter(isShown).sort((a, b) => ORDER[a.change] - ORDER[b.change]);
  const unchanged = diff.filter((one) => one.change === "unchanged" && !one.replacedWith && !isShown(one)).map(({ service }) => service);
  const kept = diff.filter(({ keptRunning }) => keptRunning).map(({ service }) => service);
  const together = diff.filter(({ replacedWith }) => replacedWith);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
    <section className="min-h-0 flex-1 overflow-auto bg-surface" aria-label="Changes" tabIndex={0}>
      {children}
      {diff.length === 0 && <p className="ink-3 px-8 py-4 text-xs max-narrow:px-4">The changes stand here once the file has no errors.</p>}
      {changed.map((one) => (
        <OneDiff key={one.service} diff={one} />
      ))}
      {together.map(({ service, replacedWith }) => (
        <p key={service} className="ink-3 px-8 py-3 text-xs max-narrow:px-4">
          <Prose>{`\`${service}\`: unchanged, replaced together with \`${replacedWith}\`.`}</Prose>
        </p>
      ))}
      {kept.length > 0 && (
        <p className="ink-3 px-8 py-3 text-xs max-narrow:px-4">
          <Prose>{`${nameList(kept)}: kept running, no longer in the file.`}</Prose>
        </p>
      )}
      {unchanged.length > 0 && (
        <p className="ink-3 px-8 py-3 text-xs max-narrow:px-4">
          <Prose>{`${nameList(unchanged)}: unchanged, left alone.`}</Prose>
        </p>
      )}
    </section>
  );
}

/** Scale and start order may differ where the containers stay: that is a change of the file. */
const isShown = ({ change, keptRunning, words = [] }: SpecDiff): boolean => !keptRunning && (change !== "unchanged" || words.length > 0);

/** A service that comes or goes is all of one sign: that is folded, as its sentence says it. */
function OneDiff({ diff: { service, change, words = [], lines } }: { diff: SpecDiff }) {
  const whole = change === "new" || change === "removed";
  const differs = lines.some(({ sign }) => sign !== " ");
  return (
    <div className="border-t border-line pb-2">
      <div className="flex flex-wrap items-center gap-2 px-8 py-3 max-narrow:px-4">
        <h3 className="mono min-w-0 [overflow-wrap:anywhere]">{service}</h3>
        <Tag>{change === "unchanged" ? "containers stay" : WORDS[change]}</Tag>
        {words.length > 0 && <span className="min-w-0 text-xs text-ink-2 [overflow-wrap:anywhere]">{words.join(" · ")}</span>}
      </div>
      {whole ? (
        <details className="plan-fold px-8 max-narrow:px-4">
          <summary>{count(lines.length, "line")}</summary>
          <Diff lines={lines} />
        </details>
      ) : (
        differs && <Diff lines={lines} />
      )}
    </div>
  );
}
