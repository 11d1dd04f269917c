import type { Issue } from "@/lib/core/views";

/** Offsets in the text, `to` exclusive. */
export interface Span {
  from: number;
  to: number;
}

/** A span that knows what it is called: `services.web.ports[0]`. */
export interface Spot extends Span {
  path: string;
  /** Set where the offsets count in the second text. */
  file?: Issue["file"];
}

/** Lines and columns count from 1; `endColumn` is exclusive. */
export interface Place {
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
}

export interface LineIndex {
  lines: number;
  place(span: Span): Place;
}

/** Knows the line and column of every offset. An empty span is shown one column wide, so that it can be pointed at. */
export function indexLines(text: string): LineIndex {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);

  const locate = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };

  return {
    lines: text === "" ? 0 : starts.length - (text.endsWith("\n") ? 1 : 0),
    place({ from, to }) {
      const start = locate(Math.min(from, text.length));
      const end = locate(Math.min(Math.max(from, to), text.length));
      const empty = start.line === end.line && start.column === end.column;
      return { ...start, endLine: end.line, endColumn: empty ? end.column + 1 : end.column };
    },
  };
}
