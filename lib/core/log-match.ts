/** The expression that finds the filter's text, null for no text; throws a SyntaxError for a wrong expression. Without capitals, capitals do not matter. */
export function matcherOf(text: string): RegExp | null {
  if (text === "") return null;
  const expression = /^\/(.+)\/(i?)$/.exec(text);
  if (expression !== null) return new RegExp(expression[1] ?? "", expression[2]);
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), /\p{Lu}/u.test(text) ? "" : "i");
}

/** Whether an expression repeats what already repeats, as `(a+)+`: on a line of some dozen characters such a one can try for longer than anybody lives. */
export function repeatsRepetition(expression: string): boolean {
  /** For each group that is open, whether something in it repeats without an end. */
  const open: boolean[] = [];
  let inClass = false;
  for (let at = 0; at < expression.length; at += 1) {
    const sign = expression[at];
    if (sign === "\\") at += 1;
    else if (inClass) inClass = sign !== "]";
    else if (sign === "[") inClass = true;
    else if (sign === "(") open.push(false);
    else if (sign === ")") {
      const inside = open.pop() === true;
      const isRepeated = ENDLESS.test(expression.slice(at + 1, at + 12));
      if (inside && isRepeated) return true;
      if (inside && open.length > 0) open[open.length - 1] = true;
    } else if (open.length > 0 && ENDLESS.test(expression.slice(at, at + 12))) open[open.length - 1] = true;
  }
  return false;
}

const ENDLESS = /^(?:[*+]|\{\d+,\})/;

/* biome-ignore-start lint/suspicious/noControlCharactersInRegex: what terminals act on is not part of what is searched */
const COLOUR = /\x1b\[[\d;]*m/g;
/** What is told to the terminal itself: its title, where a link leads, the folder one is in. */
export const TERMINAL_ORDER = /\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)/g;
/* biome-ignore-end lint/suspicious/noControlCharactersInRegex: end */
/** A line as it is read: without colours and orders. */
export const plainText = (text: string): string => (text.includes("\x1b") ? text.replace(TERMINAL_ORDER, "").replace(COLOUR, "") : text);
