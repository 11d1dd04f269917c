export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const LOOKED_AT = 120;
const WORD =
  /(?:^|[\s[({"'=:|<>,])(?:(fatal|panic|error|err|critical|crit|emerg|severe|exception)|(warn|warning)|(info|notice)|(debug|trace|verbose))(?=$|[\s\])}"':|<>,])/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours stand before the word
const COLOUR = /\x1b\[[\d;]*m/g;

/** The level a line gives itself near its beginning, if it does. */
export function levelOf(text: string): LogLevel | null {
  const beginning = text.slice(0, LOOKED_AT);
  const found = WORD.exec(beginning.includes("\x1b") ? beginning.replace(COLOUR, " ") : beginning);
  if (found === null) return null;
  if (found[1]) return "error";
  if (found[2]) return "warn";
  return found[3] ? "info" : "debug";
}
