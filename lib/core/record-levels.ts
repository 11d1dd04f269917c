import { type LogLevel, levelOf } from "./log-level";
import { msOfMoment } from "./log-time";

const SOMETHING = /\S/;
const INDENTED = /^[ \t]/;
/** What goes on with the line before it: what is indented or closes a bracket, and what traces say at the beginning of a line. */
const GOES_ON =
  /^(?:[ \t)\]}]|\.{3} \d+ more|goroutine \d+ \[|created by |\[signal |[\w$./-]+(?:\(\*\w+\)[\w$.]+)?\(.*\)$|During handling of the above |The above exception )/;
const TRACEBACK = "Traceback (most recent call last):";
/** A record is written at once: what comes later begins another, as after a restart. */
const AT_ONCE_MS = 1_000;

/** The levels of one stream's lines, in their order: a line that says none and goes on with a record has the record's, as the body of a traceback. */
export class RecordLevels {
  #level: LogLevel | null = null;
  #at = "";
  /** A traceback quotes source, which may name levels, and ends with the first line that is not indented. */
  #traceback: "none" | "begun" | "quotes" = "none";

  next(text: string, at: string): LogLevel | null {
    // An empty line says nothing and ends nothing.
    if (!SOMETHING.test(text)) return null;
    const goesOn = this.#level !== null && this.#isAtOnce(at);
    this.#at = at;
    if (goesOn && this.#traceback !== "none" && INDENTED.test(text)) {
      this.#traceback = "quotes";
      return this.#level;
    }
    const endsTraceback = goesOn && this.#traceback === "quotes";
    const own = levelOf(text);
    if (own !== null || !(endsTraceback || (goesOn && GOES_ON.test(text)))) this.#level = own;
    this.#traceback = own !== null && text.includes(TRACEBACK) ? "begun" : "none";
    return this.#level;
  }

  /** Lines are missing here: what follows them goes on with nothing that was seen. */
  lost(): void {
    this.#level = null;
    this.#traceback = "none";
  }

  #isAtOnce(at: string): boolean {
    return at.slice(0, SECONDS) === this.#at.slice(0, SECONDS) || msOfMoment(at) - msOfMoment(this.#at) <= AT_ONCE_MS;
  }
}

/** `2026-11-25T10:41:52` */
const SECONDS = 19;
