import type { Letter, LetterEntry } from "@/lib/core/notice-addresses";

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);

export function mailText({ entries, why, choices, unsubscribe }: Letter): string {
  const parts = entries.map(({ title, text, url }) => [title, text, url ?? ""].filter((line) => line !== "").join("\n"));
  const ways = [choices && `Change that: ${choices}`, unsubscribe && `No more mails to this address: ${unsubscribe}`];
  const foot = why === null ? [] : [["-- ", why, ...ways].filter(Boolean).join("\n")];
  return `${[...parts, ...foot].join("\n\n")}\n`;
}

/** Plain enough for every reader; nothing is loaded from anywhere. */
export function mailHtml({ subject, entries, why, choices, unsubscribe }: Letter): string {
  const link = (url: string | null, text: string) => (url === null ? "" : ` <a href="${escaped(url)}">${text}</a>.`);
  const ways = `${link(choices, "Change that")}${link(unsubscribe, "No more mails to this address")}`;
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    '<body style="margin:0;padding:24px;font:14px/20px sans-serif;color:#1c1c22;background:#ffffff">',
    ...entries.map(entryHtml),
    ...(why === null
      ? []
      : [`<p style="margin:24px 0 0;padding-top:12px;border-top:1px solid #dddde3;font-size:12px;color:#5b5b66">${escaped(why)}${ways}</p>`]),
    "</body></html>",
  ].join("\n");
}

function entryHtml({ title, text, url }: LetterEntry): string {
  const head = url === null ? escaped(title) : `<a href="${escaped(url)}" style="color:#3d3bb8">${escaped(title)}</a>`;
  const body = text === "" ? "" : `<br><span style="color:#5b5b66">${escaped(text)}</span>`;
  return `<p style="margin:0 0 16px"><b>${head}</b>${body}</p>`;
}
