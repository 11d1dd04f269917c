/* biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what this file is about */
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])/g;
/** Everything but tab and line feed, and what turns the direction of writing. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
/* biome-ignore-end lint/suspicious/noControlCharactersInRegex: end */

/** What a program said, as text alone: nothing of it moves a cursor, colours or turns what stands beside it. */
export const harmlessText = (text: string): string => text.replace(SEQUENCES, "").replaceAll("\r\n", "\n").replace(CONTROLS, "\ufffd");
