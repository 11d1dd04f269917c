import { type CreateNodeOptions, type DocumentOptions, type ParseOptions, Scalar, type SchemaOptions, stringify, type ToStringOptions } from "yaml";

/** What YAML does not allow, what some readers take for the end of a line and others do not, and what makes a text show something else than it says. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be found
const STRANGE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]|\r(?!\n)|(?<!^)\ufeff/g;

export const strangeCharacters = (text: string) => text.matchAll(STRANGE);

export const codeOf = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, "0");

type Options = DocumentOptions & SchemaOptions & ParseOptions & CreateNodeOptions & ToStringOptions;

/** As `stringify`, with strange characters inside values written by their numbers, as a text with them is not read. */
export function writeYaml(value: unknown, options: Options): string {
  const quoted = (_key: unknown, part: unknown): unknown => {
    if (typeof part !== "string" || part.search(STRANGE) === -1) return part;
    return Object.assign(new Scalar(part), { type: Scalar.QUOTE_DOUBLE });
  };
  return stringify(value, quoted, options).replace(STRANGE, (character) => `\\u${codeOf(character)}`);
}
