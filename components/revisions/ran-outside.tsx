import { Prose } from "@/components/ui/prose";
import type { RevisionSummary } from "@/lib/core/views";
import { ranOutside } from "@/lib/format/outside-sentences";

/** What the text of a revision does not tell: who was left running beside it. */
export function RanOutside({ revision: { outside } }: { revision: Pick<RevisionSummary, "outside"> }) {
  if (!outside) return null;
  return (
    <p className="meta mt-1">
      <Prose>{ranOutside(Object.keys(outside).sort())}</Prose>
    </p>
  );
}
