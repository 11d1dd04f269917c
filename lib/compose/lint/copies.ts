import type { Draft } from "../fields/draft";
import type { Fix } from "./edits";
import { isDatabase, type LintRoom, mountName, sharedMounts, spotOf } from "./room";

/** Copies that would get in each other's way. Fixed host ports and names are refused elsewhere: those cannot work at all. */
export function lintCopies({ desk, drafts }: LintRoom): void {
  for (const draft of drafts) {
    const { name, scale } = draft.spec;
    if (scale < 2) continue;
    const shared = sharedMounts(draft);
    const [first] = shared;
    const fix = oneCopy(draft);
    const at = first?.at ?? draft.given.get("scale")?.at ?? spotOf(draft, "image");
    if (isDatabase(draft) && first) {
      const message = `${name} looks like a database, and its ${scale} copies would write into ${mountName(first)} together. Most databases damage their data that way; keep one copy.`;
      desk.report.warning({ rule: "lint.database-volume-scale", at, short: "shared by copies", message, fix });
    } else if (isDatabase(draft)) {
      const message = `${name} looks like a database, and its ${scale} copies know nothing of each other: each answers with other data. Keep one copy, unless they are set up as a cluster.`;
      desk.report.warning({ rule: "lint.database-scale", at, short: "copies of a database", message, fix });
    } else if (first) {
      const what = shared.map(mountName).join(" and ");
      const message = `All ${scale} copies of ${name} write into ${what} at the same time. That is only safe where the program expects it; else keep one copy, or mount it read only.`;
      desk.report.warning({ rule: "lint.shared-volume", at, short: "shared by copies", message, fix });
    }
  }
}

function oneCopy(draft: Draft): Fix | null {
  const at = draft.given.get("scale")?.at;
  return at && at.from > draft.entry.from ? { label: "Keep one copy", from: at.from, to: at.to, insert: "1" } : null;
}
