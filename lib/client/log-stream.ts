import type { Problem } from "@/lib/core/errors";
import { type LogCursor, STREAMS, type LogStream as StreamName } from "@/lib/core/log-cursor";
import type { LogEnd, LogRule } from "@/lib/core/log-rules";
import type { LogLine, NewEntry } from "./log-entry";
import { LogMarks } from "./log-marks";
import { type LogSourceView, SourceBook } from "./log-sources";
import { type BufferLimit, LogBuffer } from "./log-stream-buffer";
import { LineDecoder } from "./log-stream-decoder";
import { LineMerge } from "./log-stream-merge";
import { Shown } from "./shown";
import type { ChannelData, ChannelEvents, ChannelHandle, ChannelMessage, LiveSocket } from "./socket";

export interface LogQuery {
  environment: string;
  stack: string;
  service: string | null;
  containers: string[] | null;
  tail: number | "all";
  /** RFC 3339; only what is later. */
  since?: string | null;
}

export type { LogSourceView };

export interface LogSnapshot {
  /** `opening` until the server answered, `lost` while the line is away, `refused` with the problem. */
  state: "opening" | "reading" | "live" | "lost" | "refused";
  problem: Problem | null;
  sources: readonly LogSourceView[];
}

export interface LogStreamOptions {
  limit?: BufferLimit;
  /** Where the containers are numbered; shared with what is read from elsewhere. */
  book?: SourceBook;
  now?: () => number;
  /** Runs `emit` once, soon: a frame later where there are frames. */
  schedule?: (emit: () => void) => void;
}

const HIDDEN_TAB_MS = 200;
const isHidden = (): boolean => typeof document !== "undefined" && document.visibilityState === "hidden";

/** Reading lines may take this much of a frame; the rest of it belongs to drawing and to the reader's clicks. */
const READING_MS = 6;
const LEAST_ACK_BYTES = 16 * 1024;
/** More new lines than these at once go by unread: then only each third frame is drawn, and the others are left to the reader and to the lines. */
const [RUSH_LINES, RUSH_FRAMES] = [64, 2];

/** How long a silent stream may hold up the lines of the others: what it wrote between them may be on its way. */
const [READING_PATIENCE_MS, LIVE_PATIENCE_MS] = [150, 30];
const queueOf = (source: number, stream: StreamName): number => source * 2 + (stream === "stderr" ? 1 : 0);

/** A hidden tab gets no frames, but its lines still come. */
function nextFrame(emit: () => void): void {
  if (typeof document === "undefined" || isHidden()) setTimeout(emit, HIDDEN_TAB_MS);
  else requestAnimationFrame(emit);
}

/** The logs of a stack, a service or some containers: one channel into one bounded buffer. Tells its listeners once a frame at most. */
export class LogStream {
  readonly buffer: LogBuffer;
  readonly #handle: ChannelHandle;
  readonly #shown: Shown<LogSnapshot>;
  readonly #merge = new LineMerge<LogLine>();
  readonly #cursors = new Map<string, LogCursor>();
  readonly #now: () => number;
  readonly #schedule: (emit: () => void) => void;
  /** The server's numbers for the containers, anew with each socket. */
  #numbers = new Map<number, number>();
  #decoders = new Map<string, LineDecoder>();
  readonly #book: SourceBook;
  readonly #marks: LogMarks;
  /** When the line came back, these were known to have ended. */
  readonly #hadEnded = new Set<number>();
  /** Moments of the first lines of containers that were there when reading began. */
  readonly #firsts = new Map<number, string>();
  #state: LogSnapshot["state"] = "opening";
  #problem: Problem | null = null;
  #skipped = 0;
  #scheduled = false;
  #closed = false;
  #everCaughtUp = false;
  /** Lines that no frame has shown yet, and frames that are not drawn before the next one that is. */
  #unseen = 0;
  #undrawn = 0;
  #rushes = false;
  /** Bytes taken in but not confirmed, and how long a byte has taken of late. */
  #unconfirmed = 0;
  #msPerByte = 0;

  constructor(
    socket: Pick<LiveSocket, "open">,
    private readonly query: LogQuery,
    options: LogStreamOptions = {},
  ) {
    this.buffer = new LogBuffer(options.limit);
    this.#book = options.book ?? new SourceBook();
    this.#marks = new LogMarks(this.#book);
    this.#now = options.now ?? Date.now;
    this.#schedule = options.schedule ?? nextFrame;
    this.#shown = new Shown(this.#look());
    this.#handle = socket.open(this.#events());
  }

  snapshot = (): LogSnapshot => this.#shown.value();

  subscribe = (listener: () => void): (() => void) => this.#shown.subscribe(listener);

  /** Lines the server left out, in all. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Whether the beginning has been read: from then on nothing is missing but what is said to be. */
  get isWhole(): boolean {
    return this.#everCaughtUp;
  }

  /** All that was written after this moment is in the buffer; null while there is nothing, or while the beginning is still being read. */
  get wholeAfter(): string | null {
    if (!this.#everCaughtUp) return null;
    let latest: string | null = null;
    for (const first of this.#firsts.values()) if (latest === null || first > latest) latest = first;
    const oldest = this.buffer.droppedLines > 0 ? this.buffer.oldestMoment : null;
    return oldest !== null && (latest === null || oldest > latest) ? oldest : latest;
  }

  /** Lines come faster than anybody reads. */
  get rushes(): boolean {
    return this.#rushes;
  }

  close(): void {
    this.#closed = true;
    this.#handle.close();
    this.#shown.close();
  }

  #events(): ChannelEvents {
    return {
      request: () => {
        const goesOn = this.#everCaughtUp || this.query.tail === "all";
        if (!goesOn) this.#startOver();
        const after = [...this.#cursors.values()];
        return { kind: "logs", ...this.query, since: this.query.since ?? null, ...(after.length > 0 ? { after } : {}) };
      },
      message: (message) => this.#message(message),
      data: (data) => this.#data(data),
      lost: () => {
        this.#drain();
        this.#numbers = new Map();
        this.#decoders = new Map();
        this.#unconfirmed = 0;
        this.#state = "lost";
        this.#changed();
      },
    };
  }

  /** The line was lost before the beginning was complete: what came so far would have holes. */
  #startOver(): void {
    if (this.buffer.size > 0) this.buffer.clear();
    this.#cursors.clear();
    this.#firsts.clear();
    this.#marks.clear();
  }

  #message(message: ChannelMessage): void {
    if (message.type === "opened") this.#state = "reading";
    else if (message.type === "source") this.#source(message);
    else if (message.type === "source-ended") this.#ended(this.#numbers.get(message.source), message.end);
    else if (message.type === "rules") this.#ruled(message.rules);
    else if (message.type === "skipped") this.#gap(message.source, message.lines);
    else if (message.type === "caught-up") this.#caughtUp();
    else if (message.type === "closed") {
      this.#drain();
      this.#state = "refused";
      this.#problem = message.problem;
    }
    this.#changed();
  }

  #source({ source: number, container, label, generation, revision }: Extract<ChannelMessage, { type: "source" }>): void {
    const { index, before } = this.#book.live({ container, label, generation, revision });
    this.#numbers.set(number, index);
    if (this.#state === "reading") this.#hadEnded[before === "ended" ? "add" : "delete"](index);
    if (this.#state === "reading") this.#expect(index);
    else if (before !== "running") this.#place({ kind: "mark", source: index, event: before === "unknown" ? "joined" : "started" });
    if (this.#state === "live") this.#marks.began(index);
  }

  /** Most containers never write to stderr: that is waited for no longer than while the log is live. */
  #expect(index: number): void {
    const now = this.#now();
    this.#merge.expect(queueOf(index, "stdout"), now);
    this.#merge.expect(queueOf(index, "stderr"), now - READING_PATIENCE_MS + LIVE_PATIENCE_MS);
  }

  /** Before the beginning has been read, rules wait for their place among its lines; after the line was lost, those are new that follow the last line of what ran on. */
  #ruled(rules: readonly LogRule[]): void {
    const isNew = (rule: LogRule): boolean => {
      if (rule.kind === "asked" || !this.#everCaughtUp) return true;
      const source = this.#book.indexOf(rule.container);
      const last =
        STREAMS.map((stream) => this.#cursors.get(`${rule.container} ${stream}`)?.at ?? "")
          .sort()
          .at(-1) ?? "";
      return source !== undefined && !this.#hadEnded.has(source) && rule.at > last;
    };
    this.#marks.add(rules.filter(isNew));
    if (this.#state === "live") this.#sayRest();
  }

  #sayRest(): void {
    this.#drain();
    for (const mark of this.#marks.rest()) if (this.buffer.size > 0) this.buffer.push(mark);
  }

  #ended(index: number | undefined, end: LogEnd): void {
    if (index === undefined || !this.#book.end(index)) return;
    for (const stream of STREAMS) this.#merge.forget(queueOf(index, stream));
    if (this.#state === "live") this.#place({ kind: "mark", source: index, event: "ended", end });
  }

  #gap(number: number, lines: number): void {
    const source = this.#numbers.get(number);
    if (source === undefined) return;
    this.#skipped += lines;
    for (const stream of STREAMS) this.#decoder(source, stream).skipped();
    this.#place({ kind: "gap", source, lines });
  }

  #caughtUp(): void {
    this.#sayRest();
    this.#state = "live";
    this.#everCaughtUp = true;
    this.#book.isWhole = true;
  }

  /** What is said about a source comes after the lines it wrote before. */
  #place(entry: NewEntry): void {
    this.#drain();
    this.buffer.push(entry);
  }

  #data({ source: number, stream, bytes }: ChannelData): void {
    const began = performance.now();
    this.#unconfirmed += bytes.length;
    const source = this.#numbers.get(number);
    this.#changed();
    if (source === undefined || stream === "terminal") return;
    const lines = this.#decoder(source, stream).take(bytes);
    this.#advance(source, stream, lines);
    // Streams come one after the other; their lines are put in order by the frame.
    this.#merge.add(queueOf(source, stream), lines, this.#now());
    if (bytes.length > 0) this.#msPerByte += ((performance.now() - began) / bytes.length - this.#msPerByte) / 4;
    // A hidden tab draws nothing, so nothing holds its lines up.
    if (isHidden()) this.#confirm(this.#unconfirmed);
  }

  #drain(patience = 0): void {
    const lines = this.#merge.take(this.#now(), patience);
    for (const line of lines) {
      for (const mark of this.#marks.before(line)) if (this.buffer.size > 0) this.buffer.push(mark);
      this.buffer.place(line);
    }
    this.#unseen += lines.length;
  }

  #decoder(source: number, stream: StreamName): LineDecoder {
    const name = `${source} ${stream}`;
    const decoder = this.#decoders.get(name) ?? new LineDecoder(source, stream);
    this.#decoders.set(name, decoder);
    return decoder;
  }

  #advance(source: number, stream: StreamName, lines: LogLine[]): void {
    const container = this.#book.list[source]?.container;
    const at = lines.at(-1)?.at;
    if (container === undefined || at === undefined) return;
    const first = lines[0]?.at ?? at;
    if (!this.#everCaughtUp && first < (this.#firsts.get(source) ?? "~")) this.#firsts.set(source, first);
    const name = `${container} ${stream}`;
    const before = this.#cursors.get(name);
    let same = 0;
    while (same < lines.length && lines[lines.length - 1 - same]?.at === at) same += 1;
    const carried = same === lines.length && before?.at === at ? before.lines : 0;
    this.#cursors.set(name, { container, stream, at, lines: same + carried });
  }

  #changed(): void {
    if (this.#scheduled || this.#closed) return;
    this.#scheduled = true;
    this.#schedule(() => this.#emit());
  }

  #emit(): void {
    this.#scheduled = false;
    if (this.#closed) return;
    this.#drain(this.#state === "reading" ? READING_PATIENCE_MS : LIVE_PATIENCE_MS);
    if (this.#merge.held > 0) this.#changed();
    const isDrawn = this.#undrawn === 0;
    if (isDrawn) this.#draw();
    else this.#undrawn -= 1;
    this.#confirm(Math.max(LEAST_ACK_BYTES, READING_MS / this.#msPerByte));
    if (this.#unconfirmed > 0 || !isDrawn) this.#changed();
  }

  #draw(): void {
    this.#rushes = this.#unseen > RUSH_LINES;
    this.#undrawn = this.#rushes ? RUSH_FRAMES : 0;
    this.#unseen = 0;
    this.#shown.tell(this.#look());
  }

  /** More is asked for only after drawing, and no more than can be read in a part of a frame: a slow page gets fewer lines, and still answers its reader. */
  #confirm(most: number): void {
    const bytes = Math.min(this.#unconfirmed, Math.floor(most));
    this.#handle.ack(bytes);
    this.#unconfirmed -= bytes;
  }

  #look(): LogSnapshot {
    return { state: this.#state, problem: this.#problem, sources: this.#book.list };
  }
}
