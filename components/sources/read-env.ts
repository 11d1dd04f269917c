const LINE = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/;

/** The text of a `.env` file as names and values; lines that are none are counted, not guessed at. Quotes are taken off, `$` stays as it is. */
export function readEnv(text: string): { variables: Record<string, string>; skipped: number } {
  const variables: Record<string, string> = {};
  let skipped = 0;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, name, raw = ""] = LINE.exec(line) ?? [];
    if (name === undefined || name === "__proto__") skipped += 1;
    else variables[name] = unquoted(raw.trim());
  }
  return { variables, skipped };
}

function unquoted(raw: string): string {
  const single = /^'([^']*)'/.exec(raw);
  if (single) return single[1] ?? "";
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(raw);
  if (double) return (double[1] ?? "").replace(/\\(.)/g, (_all, letter: string) => ({ n: "\n", t: "\t", r: "\r" })[letter] ?? letter);
  return raw.replace(/\s+#.*$/, "");
}

/** Whether what was pasted into one field is meant for the whole table. */
export const looksLikeEnv = (text: string): boolean => /\n/.test(text.trim()) && Object.keys(readEnv(text).variables).length > 1;
