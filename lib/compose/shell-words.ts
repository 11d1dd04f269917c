/** Splits a command as Compose does, much like a shell that runs nothing: quotes and backslashes, no expansion. Null when a quote stays open. */
export function splitWords(text: string): string[] | null {
  const words: string[] = [];
  let word = "";
  let started = false;
  let quote: "'" | '"' | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\" && quote !== "'") {
      const next = text[at + 1];
      if (next === undefined) return null;
      word += next === "\n" ? "" : next;
      started = true;
      at += 1;
    } else if (quote !== null) {
      if (char === quote) quote = null;
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      started = true;
    } else if (char === " " || char === "\t" || char === "\n" || char === "\r") {
      if (started) words.push(word);
      word = "";
      started = false;
    } else {
      word += char;
      started = true;
    }
  }
  if (quote !== null) return null;
  return started ? [...words, word] : words;
}

/** Where a shell would see `&&`, `|`, `>` and the like outside of quotes; null where it would see none. */
export function shellOperator(text: string): { at: number; text: string } | null {
  const bare = text.replaceAll(/\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"/g, (quoted) => " ".repeat(quoted.length));
  const found = /[;&|<>]+/.exec(bare);
  return found && { at: found.index, text: found[0] };
}
