import { parseImage } from "../names";
import { ownEntry } from "./edits";
import type { LintRoom } from "./room";

/** `latest`, written or left out. Where the engine knows what that is today, one click holds on to it. */
export function lintImageNames({ desk, drafts, facts }: LintRoom): void {
  for (const draft of drafts) {
    const image = parseImage(draft.spec.image);
    if (image?.tag !== "latest" || image.digest) continue;
    const entry = ownEntry(draft, drafts, "image");
    const digest = facts(draft)?.digest;
    const literal = entry?.value.kind === "scalar" && !entry.value.source.includes("$") ? entry.value : null;
    const fix = literal && digest ? { label: "Keep what it is today", from: literal.from, to: literal.to, insert: `${image.full}@${digest}` } : null;
    const message = `${image.full} can be another image tomorrow. Name a version, so that an upgrade is a change you see.`;
    desk.report.warning({ rule: "lint.latest", at: entry?.value ?? draft.entry, short: "no fixed version", message, fix });
  }
}
