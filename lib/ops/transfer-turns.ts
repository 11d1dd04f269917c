import { fail } from "@/lib/core/errors";
import { shownPath } from "@/lib/core/file-path";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import type { OpContext } from "./context";

/** Of one person at once. */
const MOST_AT_ONCE = 4;
const turns = new WeakMap<OpContext["registry"], Map<string, number>>();

/** Each transfer holds a program in a container and a line to the engine. The answer is to be called when it is over, and may be called twice. */
export function takeTurn({ registry, actor }: OpContext, path: string): () => void {
  const open = turns.get(registry) ?? new Map<string, number>();
  turns.set(registry, open);
  const count = open.get(actor.userId) ?? 0;
  if (count >= MOST_AT_ONCE) throw fail("FILE_REFUSED", { path: shownPath(path), reason: "busy", detail: null, limitBytes: MOST_FILE_BYTES });
  open.set(actor.userId, count + 1);
  let over = false;
  return () => {
    if (over) return;
    over = true;
    const left = (open.get(actor.userId) ?? 1) - 1;
    if (left > 0) open.set(actor.userId, left);
    else open.delete(actor.userId);
  };
}
