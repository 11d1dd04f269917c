import type { Problem } from "@/lib/core/errors";

/** What every server action answers: never a thrown text. */
export type ActionResult<T> = { ok: true; value: T } | { ok: false; problem: Problem };

/** The operation that was started; null when nothing had to change. */
export interface Started {
  operationId: string | null;
  /** It waits for somebody's yes instead. */
  request?: string;
}
