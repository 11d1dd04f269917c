import type { ServiceDrift } from "@/lib/core/derive-drift";
import { driftSentence } from "@/lib/format/drift-sentences";
import { plain } from "@/lib/format/names";

/** For a row in a list: that it happened; what, is said on the page. */
export function DriftMark({ drift }: { drift: ServiceDrift | undefined }) {
  if (!drift) return null;
  return (
    <span className="meta person truncate" title={drift.containers.map((container) => plain(driftSentence(container))).join("\n")}>
      changed by hand
    </span>
  );
}
