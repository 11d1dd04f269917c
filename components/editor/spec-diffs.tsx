import { Diff } from "@/components/ui/diff";
import { Prose } from "@/components/ui/prose";
import { Tag } from "@/components/ui/small";
import type { SpecDiff } from "@/lib/core/views";
import { nameList } from "@/lib/format/names";

const WORDS: Record<SpecDiff["change"], string> = { new: "new", changed: "changed", removed: "removed", unchanged: "unchanged" };
const ORDER: Record<SpecDiff["change"], number> = { changed: 0, new: 1, removed: 2, unchanged: 3 };

/** What changes, service by service; those left alone are named in the last line. */
export function SpecDiffs({ diff }: { diff: readonly SpecDiff[] }) {
  const changed = diff.filter(({ change, keptRunning }) => change !== "unchanged" && !keptRunning).sort((a, b) => ORDER[a.change] - ORDER[b.change]);
  const unchanged = diff.filter(({ change, replacedWith }) => change === "unchanged" && !replacedWith).map(({ service }) => service);
  const kept = diff.filter(({ keptRunning }) => keptRunning).map(({ service }) => service);
  const together = diff.filter(({ replacedWith }) => replacedWith);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a pane that scrolls must be reachable by keyboard.
    <section className="min-h-0 flex-1 overflow-auto bg-surface" aria-label="Changes" tabIndex={0}>
      {diff.length === 0 && <p className="ink-3 px-8 py-4 text-xs max-narrow:px-4">The changes stand here once the file has no errors.</p>}
      {changed.map(({ service, change, lines }) => (
        <div key={service} className="border-b border-line pb-2">
          <div className="flex items-center gap-2 px-8 py-3 max-narrow:px-4">
            <h3 className="mono">{service}</h3>
            <Tag>{WORDS[change]}</Tag>
          </div>
          <Diff lines={lines} />
        </div>
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
