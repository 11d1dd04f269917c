const ESC = 0x1b;
const BEL = 0x07;
/** Longer ones are no program's honest sequences; their end is still found. */
const LONGEST = 64;
/** A program may set any number of modes, but means few. */
const MOST_MODES = 64;
const MOST_STYLES = 24;

type Place = "text" | "escape" | "csi" | "osc" | "string";

/**
 * What a terminal would remember of bytes it is never shown: the modes, the style and the character set they left behind. A screen that begins in the
 * middle of what a program wrote then looks as if it had been there from the first byte. Only the bytes of sequences are looked at, text is skipped.
 */
export class TerminalState {
  readonly #modes = new Map<string, boolean>();
  #styles: string[] = [];
  #margins = "";
  #cursor = "";
  #keypad = "";
  #charsets: Record<string, string> = {};
  #place: Place = "text";
  /** Of the sequence that is being read, after its escape. */
  #read = "";

  /** Whether the next byte begins something of its own. */
  get settled(): boolean {
    return this.#place === "text";
  }

  feed(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#place === "text") {
        const next = bytes.indexOf(ESC, at);
        if (next < 0) return;
        this.#begin();
        at = next + 1;
      } else {
        this.#step(bytes[at] ?? 0);
        at += 1;
      }
    }
  }

  /** What brings a fresh terminal to where this one is, the sequence it stopped in included. */
  prologue(): string {
    const modes = [...this.#modes].map(([mode, set]) => `\x1b[${mode}${set ? "h" : "l"}`);
    const charsets = Object.entries(this.#charsets).map(([slot, set]) => `\x1b${slot}${set}`);
    const styles = this.#styles.map((style) => `\x1b[${style}m`);
    return [...modes, this.#keypad, ...charsets, this.#margins, this.#cursor, ...styles, this.#unfinished()].join("");
  }

  #unfinished(): string {
    if (this.#place === "text") return "";
    if (this.#place === "escape") return `\x1b${this.#read}`;
    if (this.#place === "csi") return `\x1b[${this.#read}`;
    // What it said is not kept; the rest of it must not become text. The first ends with BEL too, the second only with its terminator.
    return this.#place === "osc" ? "\x1b]9999;" : "\x1bX";
  }

  #begin(): void {
    this.#place = "escape";
    this.#read = "";
  }

  #step(byte: number): void {
    if (byte === ESC) return this.#begin();
    // CAN and SUB end whatever is being read.
    if (byte === 0x18 || byte === 0x1a) return this.#end();
    if (this.#place === "escape") return this.#afterEscape(byte);
    if (this.#place === "csi") return this.#inCsi(byte);
    if (this.#place === "osc" && byte === BEL) this.#end();
  }

  #end(): void {
    this.#place = "text";
    this.#read = "";
  }

  #afterEscape(byte: number): void {
    const letter = String.fromCharCode(byte);
    if (this.#read === "" && letter === "[") this.#place = "csi";
    else if (this.#read === "" && letter === "]") this.#place = "osc";
    else if (this.#read === "" && "PX^_".includes(letter)) this.#place = "string";
    else if (byte >= 0x20 && byte <= 0x2f) this.#read = `${this.#read}${letter}`.slice(0, LONGEST);
    else if (byte >= 0x30) {
      this.#escape(this.#read, letter);
      this.#end();
    }
  }

  #inCsi(byte: number): void {
    if (byte < 0x20) return;
    if (byte < 0x40) {
      if (this.#read.length <= LONGEST) this.#read += String.fromCharCode(byte);
      return;
    }
    if (this.#read.length <= LONGEST) this.#csi(this.#read, String.fromCharCode(byte));
    this.#end();
  }

  #escape(before: string, final: string): void {
    if (before === "" && final === "c") this.#forget();
    else if (before === "" && (final === "=" || final === ">")) this.#keypad = `\x1b${final}`;
    else if (before === "(" || before === ")") this.#charsets[before] = final;
  }

  #csi(parameters: string, final: string): void {
    if (final === "m" && /^[\d;:]*$/.test(parameters)) this.#style(parameters);
    else if ((final === "h" || final === "l") && /^\??[\d;]*$/.test(parameters)) this.#mode(parameters, final === "h");
    else if (final === "r" && /^[\d;]*$/.test(parameters)) this.#margins = parameters === "" ? "" : `\x1b[${parameters}r`;
    else if (final === "q" && /^\d* $/.test(parameters)) this.#cursor = `\x1b[${parameters}q`;
    else if (final === "p" && parameters === "!") this.#forget();
  }

  #style(parameters: string): void {
    // A style that begins with 0 begins anew.
    if (/^0*(?:;|$)/.test(parameters)) this.#styles = [];
    if (/[1-9]/.test(parameters)) this.#styles = [...this.#styles, parameters].slice(-MOST_STYLES);
  }

  #mode(parameters: string, set: boolean): void {
    const prefix = parameters.startsWith("?") ? "?" : "";
    for (const number of parameters.slice(prefix.length).split(";")) {
      const mode = `${prefix}${number}`;
      // The last word about a mode is said last.
      this.#modes.delete(mode);
      if (number !== "" && this.#modes.size < MOST_MODES) this.#modes.set(mode, set);
    }
  }

  #forget(): void {
    this.#modes.clear();
    this.#styles = [];
    this.#charsets = {};
    this.#margins = "";
    this.#cursor = "";
    this.#keypad = "";
  }
}
