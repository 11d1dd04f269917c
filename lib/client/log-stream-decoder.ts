import type { Level } from "./log-stream-buffer";

export interface DecodedLine {
  at: string;
  text: string;
}

/** Frames of one stream to lines. A frame may end anywhere, in the middle of a character too. */
export class LineDecoder {
  readonly #decoder = new TextDecoder();
  #carry = "";

  take(bytes: Uint8Array): DecodedLine[] {
    const text = this.#carry + this.#decoder.decode(bytes, { stream: true });
    const lines: DecodedLine[] = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      lines.push(splitLine(text, from, end));
      from = end + 1;
    }
    this.#carry = text.slice(from);
    return lines;
  }
}

function splitLine(text: string, from: number, end: number): DecodedLine {
  const space = text.indexOf(" ", from);
  const cut = space === -1 || space > end ? end : space;
  const stop = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
  return { at: canonical(text.slice(from, cut)), text: text.slice(Math.min(cut + 1, stop), stop) };
}

/** Moments compare as strings once the fraction has nine digits. */
function canonical(moment: string): string {
  if (moment.length === 30) return moment;
  const [whole = "", fraction = ""] = moment.replace("Z", "").split(".");
  return `${whole}.${fraction.padEnd(9, "0")}Z`;
}

const LOOKED_AT = 120;
const WORD =
  /(?:^|[\s[({"'=:|<>,])(?:(fatal|panic|error|err|critical|crit|emerg|severe|exception)|(warn|warning)|(info|notice)|(debug|trace|verbose))(?=$|[\s\])}"':|<>,])/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours stand before the word
const COLOUR = /\x1b\[[\d;]*m/g;

/** The level a line gives itself near its beginning, if it does. */
export function levelOf(text: string): Level {
  const beginning = text.slice(0, LOOKED_AT);
  const found = WORD.exec(beginning.includes("\x1b") ? beginning.replace(COLOUR, " ") : beginning);
  if (found === null) return null;
  if (found[1]) return "error";
  if (found[2]) return "warn";
  return found[3] ? "info" : "debug";
}
