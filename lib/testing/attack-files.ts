import { HOST } from "./attacks/host";
import { OTHERS } from "./attacks/others";
import { RUNNING } from "./attacks/running";
import { TEXT } from "./attacks/text";

export { GOOD_FILES } from "./attacks/good";
export { WORLD } from "./attacks/texts";

/** By row of the table of threats (security.md, 1A). None of them may be accepted, by any entrance. */
export const ATTACK_FILES: Record<string, string[]> = { ...HOST, ...TEXT, ...OTHERS, ...RUNNING };

/** What only a hand at the server could do with these rows: no file leads there, and other tests hold them. */
export const ROWS_WITHOUT_FILES: Record<string, string> = {
  A15: "no file asks for the engine's copy endpoints; `attack-entrances.test.ts` says where the one use is",
};
