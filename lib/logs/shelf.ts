import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { KeptBytes, KeptSource } from "@/lib/core/kept-logs";
import { fileName, isSafeName, onDisk, type SourceFacts } from "./files";
import { lookAtSource, type OpenTail, type Segment } from "./open-source";
import { earlierOf, momentOf } from "./position";
import type { SourceWriter } from "./source-writer";

/** A source that is kept, written on now or not. */
export interface ShelfSource {
  facts: SourceFacts;
  folder: string;
  segments: Segment[];
  tail: OpenTail | null;
  writer: SourceWriter | null;
}

export interface Limits {
  bytes: number;
  days: number;
}

const DAY_MS = 86_400_000;

/** Every source on the disk, by stack and service: `<folder>/<stack>/<service>/<source>`. */
export class Shelf {
  readonly #sources = new Map<string, ShelfSource>();

  constructor(readonly folder: string) {}

  /** Finds what is there; what is no source of ours is left alone. */
  async scan(): Promise<void> {
    for (const stackId of await namesIn(this.folder)) {
      for (const serviceId of await namesIn(join(this.folder, stackId))) {
        for (const key of await namesIn(join(this.folder, stackId, serviceId))) {
          const folder = join(this.folder, stackId, serviceId, key);
          const found = this.#sources.has(folder) ? null : await lookAtSource(folder).catch(() => null);
          if (found !== null) this.#sources.set(folder, { ...found, writer: null });
        }
      }
    }
  }

  placeOf({ stackId, serviceId, key }: SourceFacts): string {
    if (![stackId, serviceId, key].every(isSafeName)) throw new Error("this is no name for a folder of logs");
    return join(this.folder, stackId, serviceId, key);
  }

  /** Its source is written on from now on. */
  takeUp(writer: SourceWriter): ShelfSource {
    const source = new WrittenSource(writer);
    this.#sources.set(writer.folder, source);
    return source;
  }

  /** It is written on no more. */
  putDown({ folder, facts, segments, tail }: SourceWriter): void {
    if (this.#sources.has(folder)) this.#sources.set(folder, { facts, folder, segments, tail, writer: null });
  }

  sources(stackId?: string): ShelfSource[] {
    const all = [...this.#sources.values()];
    return stackId === undefined ? all : all.filter(({ facts }) => facts.stackId === stackId);
  }

  bytes(): KeptBytes[] {
    const sums = new Map<string, KeptBytes>();
    for (const source of this.#sources.values()) {
      const { stackId, serviceId } = source.facts;
      const sum = sums.get(serviceId) ?? { stackId, serviceId, bytes: 0 };
      sum.bytes += bytesOf(source);
      sums.set(serviceId, sum);
    }
    return [...sums.values()];
  }

  /** Takes away the oldest of a service's lines until both limits hold. */
  async trim(serviceId: string, limits: Limits, now: number): Promise<void> {
    const its = [...this.#sources.values()].filter(({ facts }) => facts.serviceId === serviceId);
    const oldest = momentOf(now - limits.days * DAY_MS);
    for (const source of its) if (source.writer && source.tail !== null && source.tail.lines > 0 && source.tail.to < oldest) await source.writer.roll();
    let bytes = its.reduce((sum, source) => sum + bytesOf(source), 0);
    for (;;) {
      const [next] = its.flatMap(endingOf).sort((one, other) => (one.to < other.to ? -1 : 1));
      if (next === undefined || (next.to >= oldest && bytes <= limits.bytes)) return;
      bytes -= await this.#take(next.source);
      if (!this.#sources.has(next.source.folder)) its.splice(its.indexOf(next.source), 1);
    }
  }

  /** Takes away the oldest part of a source, or all of it where nothing more would be left; says how much that was. */
  async #take(source: ShelfSource): Promise<number> {
    const before = bytesOf(source);
    const last = source.segments.length <= 1 && (source.tail === null || source.tail.lines === 0 || source.segments.length === 0);
    if (source.writer === null && last) {
      this.#sources.delete(source.folder);
      await rm(source.folder, { recursive: true, force: true });
      return before;
    }
    const segment = source.segments.shift();
    if (segment === undefined) return 0;
    // Without its entry a block is not there.
    await rm(join(source.folder, fileName(segment.n, "index")), { force: true });
    await rm(join(source.folder, fileName(segment.n, "blocks")), { force: true });
    return before - bytesOf(source);
  }

  /** Forgets a stack, or one service of it. */
  async remove(stackId: string, serviceId?: string): Promise<void> {
    for (const { facts, folder } of this.sources(stackId)) if (serviceId === undefined || facts.serviceId === serviceId) this.#sources.delete(folder);
    await rm(serviceId === undefined ? join(this.folder, stackId) : join(this.folder, stackId, serviceId), { recursive: true, force: true });
  }
}

/** What is oldest of a source, where it may be taken away now. */
function endingOf(source: ShelfSource): { source: ShelfSource; to: string }[] {
  const [segment] = source.segments;
  if (segment !== undefined) return source.writer?.busy && source.segments.length === 1 ? [] : [{ source, to: segment.to }];
  return source.writer === null ? [{ source, to: source.tail?.to ?? "" }] : [];
}

/** Says what its writer says. */
class WrittenSource implements ShelfSource {
  constructor(readonly writer: SourceWriter) {}
  get facts() {
    return this.writer.facts;
  }
  get folder() {
    return this.writer.folder;
  }
  get segments() {
    return this.writer.segments;
  }
  get tail() {
    return this.writer.tail;
  }
}

export const bytesOf = ({ segments, tail }: Pick<ShelfSource, "segments" | "tail">): number =>
  segments.reduce((sum, { packed, index }) => sum + onDisk(packed) + onDisk(index), 4096) + (tail === null ? 0 : onDisk(tail.bytes));

/** Null while nothing is kept of it. */
export function keptSource({ facts, segments, tail }: ShelfSource): KeptSource | null {
  const lines = segments.reduce((sum, segment) => sum + segment.lines, 0) + (tail?.lines ?? 0);
  const from = segments[0]?.from ?? tail?.from ?? "";
  const to = tail !== null && tail.lines > 0 ? tail.to : (segments.at(-1)?.to ?? "");
  if (lines === 0) return null;
  const { key, container, service, label, generation, revision } = facts;
  return { key, container, service, label, generation, revision, from: earlierOf(from, to), to, lines };
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries.filter((entry) => entry.isDirectory() && isSafeName(entry.name)).map(({ name }) => name);
}
