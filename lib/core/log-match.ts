/** The expression that finds the filter's text, null for no text; throws a SyntaxError for a wrong expression. Without capitals, capitals do not matter. */
export function matcherOf(text: string): RegExp | null {
  if (text === "") return null;
  const expression = /^\/(.+)\/(i?)$/.exec(text);
  if (expression !== null) return new RegExp(expression[1] ?? "", expression[2]);
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), /\p{Lu}/u.test(text) ? "" : "i");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are not part of what is searched
const COLOUR = /\x1b\[[\d;]*m/g;
export const plainText = (text: string): string => (text.includes("\x1b") ? text.replace(COLOUR, "") : text);
