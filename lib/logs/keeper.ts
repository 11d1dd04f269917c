import { statfs } from "node:fs/promises";
import type { DesiredStack } from "@/lib/core/desired";
import { labelOf } from "@/lib/core/facts";
import { keptKey } from "@/lib/core/kept-logs";
import type { ObservedContainer } from "@/lib/core/observed";
import type { WatchRules } from "@/lib/core/policy";
import type { Place, Places } from "@/lib/engine/port";
import type { SourceFacts } from "./files";
import { ContainerKeeper } from "./keep-container";
import type { Limits, Shelf } from "./shelf";
import type { Sizes } from "./source-writer";
import { Turns } from "./turns";

/** What is known of stacks, from the registry. */
export interface LogWorld {
  environments(): Promise<{ id: string; policy: { watch: WatchRules } }[]>;
  stackIds(): Promise<{ id: string; environmentId: string }[]>;
  desired(stackId: string): Promise<DesiredStack | null>;
  subscribe(listener: (change: { type: string; stackId?: string | null }) => void): () => void;
}

export interface KeeperSettings {
  world: LogWorld;
  places: Pick<Places, "of" | "subscribe">;
  shelf: Shelf;
  now: () => number;
  log: (error: unknown) => void;
  /** Logs read from before, at once. */
  readers?: number;
}

const KiB = 1024;
const SWEEP_MS = 60_000;
/** So much of the disk is left to everything else. */
const LEFT_FREE = 512 * KiB * KiB;
/** A disk that is full says so with every write. */
const COMPLAIN_MS = 60_000;
/** So long a removal waits for the last lines. */
const FINISH_MS = 10_000;

const within = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, Math.floor(value)));

/** Small limits need small pieces: the oldest go a segment at a time. */
const sizesFor = ({ bytes }: Limits): Sizes => ({ block: within(bytes / 64, 16 * KiB, 256 * KiB), segment: within(bytes / 16, 32 * KiB, 4096 * KiB) });

/** Keeps the lines of every container of every environment that wants them kept, and no more than it allows. */
export class Keeper {
  readonly #keepers = new Map<string, ContainerKeeper>();
  readonly #turns: Turns;
  #rules = new Map<string, WatchRules>();
  #home = new Map<string, string>();
  #dirty = new Set<string>();
  #everything = true;
  #looking: Promise<void> | null = null;
  #stops: (() => void)[] = [];
  #sweep: NodeJS.Timeout | undefined;
  #full = false;
  #complained = Number.NEGATIVE_INFINITY;
  #trimming = new Map<string, Promise<void>>();
  #closed = false;

  constructor(private readonly settings: KeeperSettings) {
    this.#turns = new Turns(settings.readers ?? 16);
  }

  start(): void {
    const { world, places } = this.settings;
    this.#stops = [
      places.subscribe((change, environmentIds) => (change.type === "stack" ? this.#look(change.stackId) : this.#lookIn(environmentIds))),
      world.subscribe(({ type, stackId }) => {
        if (type === "environments") this.#lookAtAll();
        if (type === "stack" && stackId) this.#look(stackId);
      }),
    ];
    this.#lookAtAll();
    this.#sweep = setInterval(() => void this.sweep().catch((error: unknown) => this.#failed(error)), SWEEP_MS).unref();
  }

  async stop(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweep);
    for (const stop of this.#stops) stop();
    await this.#looking;
    await Promise.all([...this.#keepers.values()].map((keeper) => keeper.close()));
  }

  /** Whether lines of a stack are being kept. */
  keeps(stackId: string): boolean {
    return this.#rules.get(this.#home.get(stackId) ?? "")?.keepLogs ?? false;
  }

  /** All that was read of a stack so far is on the disk afterwards. */
  async flush(stackId: string): Promise<void> {
    await Promise.all([...this.#keepers.values()].map((keeper) => (keeper.facts.stackId === stackId ? keeper.flush() : undefined)));
  }

  /** A container that has stopped is about to be removed: its last lines come first, unless they take long. */
  async finish(stackId: string, container: string): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => {
      late = setTimeout(resolve, FINISH_MS);
    });
    const finished = async () => {
      await this.settled();
      if (this.keeps(stackId)) await this.#keepers.get(container)?.finish();
    };
    await Promise.race([finished().catch((error: unknown) => this.#failed(error)), enough]);
    clearTimeout(late);
  }

  /** Takes away what is too old, or too much. */
  async sweep(): Promise<void> {
    const { bavail, bsize } = await statfs(this.settings.shelf.folder).catch(() => ({ bavail: Number.POSITIVE_INFINITY, bsize: 1 }));
    this.#full = bavail * bsize < LEFT_FREE;
    const services = new Set(this.settings.shelf.sources().map(({ facts }) => facts.serviceId));
    for (const serviceId of services) await this.#trim(serviceId);
  }

  /** Resolves when everything that was told so far has been seen to. */
  async settled(): Promise<void> {
    while (this.#looking !== null) await this.#looking;
  }

  #lookAtAll(): void {
    this.#everything = true;
    this.#go();
  }

  #lookIn(environmentIds: readonly string[]): void {
    for (const [stackId, environmentId] of this.#home) if (environmentIds.includes(environmentId)) this.#dirty.add(stackId);
    this.#go();
  }

  #look(stackId: string): void {
    this.#dirty.add(stackId);
    this.#go();
  }

  /** One look at a time; what changes meanwhile is looked at once more. */
  #go(): void {
    if (this.#closed) return;
    this.#looking ??= this.#work()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#looking = null;
        if (this.#everything || this.#dirty.size > 0) this.#go();
      });
  }

  async #work(): Promise<void> {
    while ((this.#everything || this.#dirty.size > 0) && !this.#closed) {
      if (this.#everything) await this.#readWorld();
      const [stackId] = this.#dirty;
      if (stackId === undefined) continue;
      this.#dirty.delete(stackId);
      await this.#see(stackId);
    }
  }

  async #readWorld(): Promise<void> {
    const { world, shelf } = this.settings;
    this.#everything = false;
    const [environments, stacks] = await Promise.all([world.environments(), world.stackIds()]);
    this.#rules = new Map(environments.map(({ id, policy }) => [id, policy.watch]));
    this.#home = new Map(stacks.map(({ id, environmentId }) => [id, environmentId]));
    for (const { id } of stacks) this.#dirty.add(id);
    for (const { facts } of shelf.sources()) this.#dirty.add(facts.stackId);
  }

  async #see(stackId: string): Promise<void> {
    const { world, shelf, places } = this.settings;
    const desired = await world.desired(stackId);
    if (desired === null) {
      await this.#closeAll((facts) => facts.stackId === stackId);
      this.#home.delete(stackId);
      await shelf.remove(stackId);
      return;
    }
    this.#home.set(stackId, desired.environmentId);
    const rules = this.#rules.get(desired.environmentId);
    if (rules === undefined) return;
    if (!rules.keepLogs) return this.#closeAll((facts) => facts.stackId === stackId);
    const place = places.of(desired.environmentId);
    const { containers } = place.mirror.stack(stackId);
    for (const container of containers) await this.#keep(desired, container, place);
    for (const keeper of this.#keepers.values()) if (keeper.facts.stackId === stackId) keeper.nudge();
    await this.#forgetServices(desired, containers, place);
  }

  async #keep(desired: DesiredStack, container: ObservedContainer, place: Place): Promise<void> {
    const service = desired.services.find(({ id }) => id === container.serviceId);
    const known = this.#keepers.get(container.id);
    if (service === undefined) return;
    if (known?.mirror === place.mirror) return;
    await known?.close();
    const { id, generation, revision, serviceId } = container;
    const label = labelOf(service.name, container.index);
    const facts: SourceFacts = {
      key: keptKey(id),
      container: id,
      stackId: desired.id,
      serviceId,
      service: service.name,
      label,
      generation,
      revision,
    };
    const keeper = new ContainerKeeper(facts, place, {
      shelf: this.settings.shelf,
      sizes: () => sizesFor(this.#limitsOf(desired.environmentId)),
      full: () => this.#full,
      turns: this.#turns,
      grown: () => void this.#trim(serviceId),
      failed: (error) => this.#failed(error),
    });
    this.#keepers.set(id, keeper);
    void keeper.over.then(() => this.#keepers.get(id) === keeper && this.#keepers.delete(id));
  }

  /** Lines of a service go with it: when it is in no file and no container of it is left. */
  async #forgetServices(desired: DesiredStack, containers: readonly ObservedContainer[], { mirror }: Place): Promise<void> {
    if (mirror.status().state !== "up") return;
    const known = new Set([...desired.services.map(({ id }) => id), ...containers.map(({ serviceId }) => serviceId)]);
    const gone = new Set(this.settings.shelf.sources(desired.id).flatMap(({ facts }) => (known.has(facts.serviceId) ? [] : [facts.serviceId])));
    for (const serviceId of gone) {
      await this.#closeAll((facts) => facts.serviceId === serviceId);
      await this.settings.shelf.remove(desired.id, serviceId);
    }
  }

  async #closeAll(which: (facts: SourceFacts) => boolean): Promise<void> {
    await Promise.all([...this.#keepers.values()].map((keeper) => (which(keeper.facts) ? keeper.close() : undefined)));
  }

  #limitsOf(environmentId: string | undefined): Limits {
    const rules = this.#rules.get(environmentId ?? "");
    return { bytes: rules?.keptLogBytes ?? Number.POSITIVE_INFINITY, days: rules?.keptLogDays ?? 36_500 };
  }

  /** One at a time for each service. */
  #trim(serviceId: string): Promise<void> {
    const { shelf, now } = this.settings;
    const stackId = shelf.sources().find(({ facts }) => facts.serviceId === serviceId)?.facts.stackId;
    const running = this.#trimming.get(serviceId);
    if (running !== undefined) return running;
    const work = shelf
      .trim(serviceId, this.#limitsOf(this.#home.get(stackId ?? "")), now())
      .catch((error: unknown) => this.#failed(error))
      .finally(() => this.#trimming.delete(serviceId));
    this.#trimming.set(serviceId, work);
    return work;
  }

  #failed(error: unknown): void {
    const at = this.settings.now();
    if (at - this.#complained < COMPLAIN_MS) return;
    this.#complained = at;
    this.settings.log(error);
  }
}
