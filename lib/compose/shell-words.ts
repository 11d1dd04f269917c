/** Splits a command the way a shell would, without running one: quotes and backslashes, no expansion. Null when a quote stays open. */
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
      // Inside double quotes a backslash only escapes what would otherwise mean something there.
      word += quote === '"' && !'"\\$`'.includes(next) ? `\\${next}` : next === "\n" ? "" : next;
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
