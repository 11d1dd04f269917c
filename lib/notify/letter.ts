import type { Letter, LetterEntry } from "@/lib/core/notice-addresses";
import { noticePath, plainNotice } from "@/lib/format/notice-sentences";
import type { NoticeRow } from "@/lib/registry/types";

/** More of them, and the rest is counted. */
const MOST_ENTRIES = 50;

/** One message for all that waits: a digest when it is more than one. `origin` is Spindle's own address, where it knows it. */
export function letterOf(id: string, notices: readonly NoticeRow[], origin: string | null, unsubscribe: string | null): Letter {
  const shown = notices.slice(0, MOST_ENTRIES).map((notice) => entryOf(notice, origin));
  const left = notices.length - shown.length;
  const rest: LetterEntry[] =
    left === 0 ? [] : [{ title: `and ${left} more`, text: "See them in Spindle.", url: origin, at: notices.at(-1)?.at ?? 0, facts: {} }];
  const [first] = shown;
  const home = notices.find(({ environment }) => environment !== null)?.environment;
  return {
    id,
    subject: notices.length === 1 ? (first?.title ?? "Spindle") : digestSubject(notices),
    entries: [...shown, ...rest],
    why: "You get this because you chose to be told here.",
    unsubscribe,
    choices: origin === null || !home ? null : `${origin}/${encodeURIComponent(home)}/account#notifications`,
  };
}

function digestSubject(notices: readonly NoticeRow[]): string {
  const stacks = [...new Set(notices.flatMap(({ stack }) => stack ?? []))];
  const where = stacks.length === 0 ? "" : stacks.length < 4 ? `: ${stacks.join(", ")}` : ` in ${stacks.length} stacks`;
  return `${notices.length} notices${where}`;
}

function entryOf(notice: NoticeRow, origin: string | null): LetterEntry {
  const { title, text } = plainNotice(notice);
  const path = noticePath(notice, notice.environment ?? "");
  const { id, kind, phase, environment, stack, services, at } = notice;
  return {
    title: environment === null || stack === null ? title : `${title} (${environment})`,
    text,
    url: origin === null || path === null ? null : origin + path,
    at,
    facts: { id, kind, phase, environment, stack, services },
  };
}
