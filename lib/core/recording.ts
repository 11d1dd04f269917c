/** Recordings of shells, in asciicast v2: what a terminal showed and how large it was, never what was typed. */
export interface Recordings {
  /** Begins one; whoever records is never waited for. */
  begin(id: string, about: { cols: number; rows: number; title: string; at: number }): Recorder;
  /** Its lines, header first; null when it is gone. */
  read(id: string): Promise<AsyncIterable<string> | null>;
  has(id: string): Promise<boolean>;
}

export interface Recorder {
  output(bytes: Uint8Array): void;
  resize(cols: number, rows: number): void;
  /** Resolves when everything is on the disk. */
  end(): Promise<void>;
}

/** `o` was shown, `r` is a new size such as `80x24`, `m` says something about the recording itself. Seconds since the beginning. */
export type CastEvent = [seconds: number, kind: "o" | "r" | "m", data: string];

export interface Cast {
  cols: number;
  rows: number;
  title: string;
  /** When it was recorded, ms since the epoch. */
  at: number;
  events: CastEvent[];
  seconds: number;
}

/** Reads an asciicast v2 text; what is no event of ours is left out. Throws where the header is none. */
export function readCast(text: string): Cast {
  const [head = "", ...lines] = text.split("\n");
  const header: unknown = JSON.parse(head);
  if (!isHeader(header)) throw new Error("this is no asciicast v2");
  const events = lines.filter((line) => line !== "").flatMap(eventOf);
  return { cols: header.width, rows: header.height, title: header.title ?? "", at: (header.timestamp ?? 0) * 1000, events, seconds: events.at(-1)?.[0] ?? 0 };
}

const isHeader = (value: unknown): value is { version: 2; width: number; height: number; title?: string; timestamp?: number } =>
  typeof value === "object" && value !== null && "version" in value && value.version === 2 && "width" in value && "height" in value;

function eventOf(line: string): CastEvent[] {
  const value: unknown = JSON.parse(line);
  if (!Array.isArray(value) || value.length !== 3) return [];
  const [seconds, kind, data] = value as unknown[];
  return typeof seconds === "number" && typeof data === "string" && (kind === "o" || kind === "r" || kind === "m") ? [[seconds, kind, data]] : [];
}

/** `132x43`; null for anything that is no size a terminal has. */
export function sizeOf(text: string): { cols: number; rows: number } | null {
  const [cols, rows] = text.split("x").map(Number);
  const fits = (count: number | undefined): count is number => Number.isInteger(count) && count !== undefined && count >= 1 && count <= 1000;
  return fits(cols) && fits(rows) ? { cols, rows } : null;
}
