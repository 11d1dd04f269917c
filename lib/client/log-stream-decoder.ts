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
