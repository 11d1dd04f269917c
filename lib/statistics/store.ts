import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ContainerMark, KeptContainer, KeptSeries, Statistics } from "@/lib/core/statistics";
import { NOTHING, readHeader, readRings, writeRings } from "./ring-file";
import { MINUTES } from "./slots";
import { Track } from "./track";

const ENDING = ".rings";
const DAY_MS = MINUTES.count * MINUTES.stepMs;
/** A fleet of 500 has 61 MB; what is gone fills the rest for a day, and the oldest of it goes first. */
export const MOST_FILES = 2_000;
const WRITES_AT_ONCE = 4;

/** The rings of all containers: one small file each, in a folder for each stack. */
export class RingStore {
  readonly #tracks = new Map<string, Track>();
  /** Files of containers that were not seen since the start, by container. */
  readonly #kept = new Map<string, KeptContainer>();
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly log: (error: unknown) => void,
    private readonly mostFiles = MOST_FILES,
  ) {}

  /** Learns whose files there are. */
  async open(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    for (const file of await this.#files()) {
      const container = await readHeader(file);
      if (container === null) await rm(file, { force: true });
      else if (!this.#tracks.has(container.id)) this.#kept.set(container.id, container);
    }
  }

  track(container: KeptContainer): Track {
    const known = this.#tracks.get(container.id);
    if (known !== undefined) return known;
    const { id, stackId, serviceId, generation, revision, index } = container;
    const hasFile = this.#kept.delete(id);
    const track = new Track({ id, stackId, serviceId, generation, revision, index }, !hasFile);
    this.#tracks.set(id, track);
    // What it went through before is known only by its file.
    if (hasFile) void this.#remember(track);
    return track;
  }

  known(containerId: string): Track | null {
    return this.#tracks.get(containerId) ?? null;
  }

  /** Of those that are gone nothing more comes: written once, and then known by their files alone. */
  retire(present: ReadonlySet<string>): void {
    for (const [id, track] of this.#tracks) {
      if (present.has(id)) continue;
      this.#tracks.delete(id);
      this.#kept.set(id, track.container);
      void this.#inTurn(() => this.#write(track, true));
    }
  }

  /** Brings what is new to the disk. */
  flush(ending = false): Promise<void> {
    return this.#inTurn(async () => {
      const dirty = [...this.#tracks.values()].filter((track) => ending || track.isDirty);
      for (let first = 0; first < dirty.length; first += WRITES_AT_ONCE)
        await Promise.all(dirty.slice(first, first + WRITES_AT_ONCE).map((track) => this.#write(track, ending)));
    });
  }

  /** Everything kept of a stack. */
  async read(stackId: string, from: number, to: number, step: 1 | 60): Promise<Awaited<ReturnType<Statistics["read"]>>> {
    await this.#writing;
    const gone = [...this.#kept.values()].filter((container) => container.stackId === stackId);
    const live = [...this.#tracks.values()].filter(({ container }) => container.stackId === stackId);
    const read = (container: KeptContainer) => readRings(this.#fileOf(container), from, to, step).catch(() => NOTHING);
    const within = (marks: ContainerMark[]) => marks.filter(({ at }) => at >= from && at <= to);
    const all: KeptSeries[] = [];
    for (const container of gone) {
      const rings = await read(container);
      all.push({ container, ...rings, marks: within(rings.marks) });
    }
    for (const track of live) {
      const rings = track.overlay(await read(track.container), from, to, step);
      all.push({ container: track.container, ...rings, marks: within(rings.marks) });
    }
    return all;
  }

  /** Removes the rings of stacks that are gone, what nothing was written to for a day, and the oldest of what is too much. */
  sweep(now: number, stackIds: ReadonlySet<string>): Promise<void> {
    return this.#inTurn(() => this.#sweep(now, stackIds));
  }

  async #sweep(now: number, stackIds: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder)) if (!stackIds.has(name)) await rm(join(this.folder, name), { recursive: true, force: true });
    for (const [id, { stackId }] of this.#kept) if (!stackIds.has(stackId)) this.#kept.delete(id);
    for (const [id, { container }] of this.#tracks) if (!stackIds.has(container.stackId)) this.#tracks.delete(id);
    const files = await Promise.all((await this.#files()).map(async (path) => ({ path, at: (await stat(path).catch(() => null))?.mtimeMs ?? 0 })));
    const oldestFirst = files.sort((a, b) => a.at - b.at);
    const tooMany = oldestFirst.length - this.mostFiles;
    for (const [index, { path, at }] of oldestFirst.entries()) if (index < tooMany || now - at > DAY_MS) await this.#remove(path);
  }

  /** One after the other; a disk that cannot take it costs the figures, never the server. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#writing = this.#writing.then(work).catch(this.log);
    return this.#writing;
  }

  async #remove(path: string): Promise<void> {
    await rm(path, { force: true });
    for (const [id, container] of this.#kept) if (this.#fileOf(container) === path) this.#kept.delete(id);
  }

  async #remember(track: Track): Promise<void> {
    const { marks } = await readRings(this.#fileOf(track.container), 0, 0, 1).catch(() => NOTHING);
    track.remember(marks);
  }

  async #write(track: Track, ending: boolean): Promise<void> {
    const written = track.collect(ending);
    if (written.samples.length + written.minutes.length === 0 && written.marks === null) return;
    await writeRings(this.#fileOf(track.container), track.container, written).catch(this.log);
  }

  #fileOf({ stackId, id }: KeptContainer): string {
    const safe = (name: string) => name.replace(/[^\w-]/g, "_");
    return join(this.folder, safe(stackId), `${safe(id).slice(0, 64)}${ENDING}`);
  }

  async #files(): Promise<string[]> {
    const stacks = await readdir(this.folder, { withFileTypes: true }).catch(() => []);
    const files = await Promise.all(
      stacks
        .filter((entry) => entry.isDirectory())
        .map(async ({ name }) => (await readdir(join(this.folder, name)).catch(() => [])).map((file) => join(this.folder, name, file))),
    );
    return files.flat().filter((file) => file.endsWith(ENDING));
  }
}
