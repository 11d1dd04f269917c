import type { OperationView } from "@/lib/core/views";
import { roleWord } from "@/lib/format/right-words";

/** Who did it; where it was not a member of the stack's project, by which role they could. */
export function Who({ operation: { actor, asRole } }: { operation: Pick<OperationView, "actor" | "asRole"> }) {
  return (
    <>
      {actor}
      {asRole && <span className="meta block">as {roleWord(asRole)}</span>}
    </>
  );
}
