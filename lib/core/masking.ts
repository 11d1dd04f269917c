/** Stands where a value is not shown. Sent back unchanged, it means the value that is stored. */
export const MASKED = "••••••••";

const SECRET_PART = /pass(?:word|wd|phrase|code)|secret|token|credential/;
const SECRET_WORD = /(?:^|[^a-z])(?:pass|pwd|pw|apikey|(?:[a-z0-9]+[_.-])?(?:key|keys|dsn))(?:$|[^a-z])/;
const PUBLIC = /public/;

/** Whether a variable of this name usually holds what nobody should read: judged by the name alone. */
export function looksSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  if (SECRET_PART.test(words)) return true;
  return SECRET_WORD.test(words) && !PUBLIC.test(words);
}
