import type { Review } from "@/components/editor/use-review";
import type { Problem } from "@/lib/core/errors";

/** What was reviewed is not allowed any more, by a rule or for a secret that went meanwhile: the issue is shown at its line. */
export function lookAgain({ code }: Problem, { review }: Review): void {
  if (code === "COMPOSE_REFUSED") void review();
}
