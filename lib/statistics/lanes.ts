import type { ObservedContainer } from "@/lib/core/observed";
import type { UsageCounters } from "@/lib/core/statistics";
import type { Engine } from "@/lib/engine/port";

/** So many containers that nobody looks at are read in a second from the kernel's files: 70 us each, and so at most 2 % of a core. */
export const DIRECT_A_SECOND = 250;
/** The engine itself is asked once a minute: what 200 containers cost it that way is 5 % of a core. */
export const ASKED_EVERY_SECONDS = 60;

type Run = ObservedContainer;
type Take = (run: Run, counters: UsageCounters) => void;

/** How the containers of one engine take turns: those looked at each second, the others as often as it is nearly free. */
export class Lanes {
  /** Null until it was tried. */
  #direct: boolean | null = null;
  #running = 0;
  #second = 0;
  /** An engine that is asked answers slowly; it is not asked again meanwhile. */
  #asking: Promise<void> | null = null;

  constructor(
    private readonly engine: Pick<Engine, "usage">,
    private readonly log: (error: unknown) => void,
  ) {}

  get direct(): boolean {
    return this.#direct ?? true;
  }

  /** Seconds between two samples of a container that nobody looks at. */
  get everySeconds(): number {
    return this.direct ? Math.max(1, Math.ceil(this.#running / DIRECT_A_SECOND)) : ASKED_EVERY_SECONDS;
  }

  async run(running: readonly Run[], watched: ReadonlySet<string>, take: Take): Promise<void> {
    this.#running = running.length;
    this.#second += 1;
    const every = this.everySeconds;
    const due = running.filter(({ id }, place) => !watched.has(id) && (place + this.#second) % every === 0);
    const looked = running.filter(({ id }) => watched.has(id));
    // One shows which way it goes: an engine that has to be asked is not asked about everything at once.
    if (this.#direct === null) return this.#read(running.slice(0, 1), false, take);
    if (this.#direct) return this.#read([...looked, ...due], looked.length > 0, take);
    await this.#read(looked, true, take);
    if (due.length === 0) return;
    this.#asking ??= this.#read(due, false, take).finally(() => {
      this.#asking = null;
    });
  }

  async #read(runs: readonly Run[], steady: boolean, take: Take): Promise<void> {
    if (runs.length === 0) return;
    try {
      const { counters, direct } = await this.engine.usage(runs, steady);
      this.#direct = direct;
      for (const run of runs) {
        const found = counters.get(run.id);
        if (found !== undefined) take(run, found);
      }
    } catch (error) {
      this.log(error);
    }
  }
}
