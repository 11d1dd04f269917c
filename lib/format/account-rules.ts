/** The same rules as lib/ops/inputs.ts, said beside the field before anything is sent. */
const USERNAME = /^[a-z0-9][a-z0-9._-]{1,39}$/;
const SHORTEST = 10;

export function usernameFault(username: string): string | null {
  if (USERNAME.test(username)) return null;
  return "Use 2 to 40 of a to z, 0 to 9, dot, hyphen and underscore, beginning with a letter or a number. For example anna.berg.";
}

export const passwordFault = (password: string): string | null =>
  password.length >= SHORTEST ? null : `Use at least ${SHORTEST} characters. A few words in a row do well.`;

export const repeatFault = (password: string, again: string): string | null => (password === again ? null : "The two are not the same.");
