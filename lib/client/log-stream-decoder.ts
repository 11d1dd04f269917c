import type { LogStream as StreamName } from "@/lib/core/log-cursor";
import { canonical } from "@/lib/core/log-time";
import { RecordLevels } from "@/lib/core/record-levels";
import type { LogLine } from "./log-entry";

/** Frames of one stream to lines. A frame may end anywhere, in the middle of a character too. */
export class LineDecoder {
  readonly #decoder = new TextDecoder();
  readonly #levels = new RecordLevels();
  #carry = "";

  constructor(
    private readonly source: number,
    private readonly stream: StreamName,
  ) {}

  /** Lines that have no place yet: the buffer gives them their ids. */
  take(bytes: Uint8Array): LogLine[] {
    const text = this.#carry + this.#decoder.decode(bytes, { stream: true });
    const lines: LogLine[] = [];
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      lines.push(this.#line(text, from, end));
      from = end + 1;
    }
    this.#carry = text.slice(from);
    return lines;
  }

  /** The server left lines out. */
  skipped(): void {
    this.#levels.lost();
  }

  #line(text: string, from: number, end: number): LogLine {
    const space = text.indexOf(" ", from);
    const cut = space === -1 || space > end ? end : space;
    const stop = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const said = text.slice(Math.min(cut + 1, stop), stop);
    const at = canonical(text.slice(from, cut));
    return { kind: "line", id: -1, at, source: this.source, stream: this.stream, text: said, level: this.#levels.next(said, at) };
  }
}
