import { channelsFor } from "@/lib/core/notice-choices";
import { MOST_NOTICES, NOTICE_DAYS } from "@/lib/core/notice-views";
import { dueAt, type KnownTrouble, type Lookout, NOTICE_TIMING, type Notice, type NoticeTiming, stepNotices } from "@/lib/core/notices";
import type { NewNotice, Registry, RegistryReads, RegistryWrites } from "@/lib/registry/types";

/** Changes come in crowds: what happens within a second is looked at once, and told in one. */
const PACE_MS = 1_000;
const AGAIN_MS = 5_000;
/** What goes out waits for company for so long. */
const GATHER_MS = 3_000;
const PRUNE_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface WatchSettings {
  registry: Pick<Registry, "noticeTroubles" | "transaction">;
  lookout: Lookout;
  now: () => number;
  log: (error: unknown) => void;
  /** Something waits to go out. */
  onDeliveries: () => void;
  timing?: NoticeTiming;
  paceMs?: number;
  gatherMs?: number;
  /** For tests whose time is quicker. */
  after?: (ms: number, work: () => void) => () => void;
}

export interface Watch {
  start(): Promise<void>;
  stop(): Promise<void>;
}

type Tx = RegistryReads & RegistryWrites;

/** Keeps an eye on all stacks and engines and writes down, for whoever it reaches, what is to be told. What was told survives a restart. */
export function createWatch(settings: WatchSettings): Watch {
  const { registry, lookout, now, log, onDeliveries, timing = NOTICE_TIMING, paceMs = PACE_MS, gatherMs = GATHER_MS, after = afterMs } = settings;
  const dirty = new Set<string | null>();
  let known: KnownTrouble[] = [];
  let cancel: (() => void) | null = null;
  let wakesAt = Number.POSITIVE_INFINITY;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let prunedAt = 0;
  let unsubscribe: () => void = () => undefined;

  const wakeIn = (ms: number) => {
    const at = now() + ms;
    if (stopped || at >= wakesAt) return;
    cancel?.();
    wakesAt = at;
    cancel = after(Math.min(ms, LONGEST_TIMER_MS), () => {
      wakesAt = Number.POSITIVE_INFINITY;
      cancel = null;
      running = running.then(look).catch((error: unknown) => {
        log(error);
        wakeIn(AGAIN_MS);
      });
    });
  };

  const look = async () => {
    if (stopped) return;
    const at = now();
    // What is settling is looked at once more before anything is said of it.
    const due = known.filter((one) => (dueAt(one, timing) ?? at + 1) <= at);
    const asked = new Set([...dirty, ...due.map(({ stackId, kind }) => (kind === "engine-down" || kind === "approval-waits" ? null : stackId))]);
    dirty.clear();
    try {
      const seen = await lookout.look(asked);
      const step = stepNotices(known, seen, at, timing);
      const { changed, gone } = differences(known, step.known);
      const prunes = at - prunedAt > PRUNE_EVERY_MS;
      let waits = 0;
      if (changed.length + gone.length + step.notices.length > 0 || prunes)
        await registry.transaction(async (tx) => {
          await tx.setNoticeTroubles(changed, gone);
          for (const notice of step.notices) waits += await tell(tx, notice, at, gatherMs);
          if (prunes || step.notices.length > 0) await tx.pruneNotices(at - NOTICE_DAYS * DAY_MS, MOST_NOTICES);
        });
      known = step.known;
      if (prunes) prunedAt = at;
      if (waits > 0) onDeliveries();
      if (step.wakeAt !== null) wakeIn(Math.max(0, step.wakeAt - now()));
    } catch (error) {
      for (const id of asked) dirty.add(id);
      throw error;
    }
  };

  return {
    start: async () => {
      known = await registry.noticeTroubles();
      unsubscribe = lookout.subscribe((stackId) => {
        dirty.add(stackId);
        wakeIn(paceMs);
      });
      for (const id of await lookout.stackIds()) dirty.add(id);
      dirty.add(null);
      wakeIn(paceMs);
    },
    stop: async () => {
      stopped = true;
      unsubscribe();
      cancel?.();
      await running;
    },
  };
}

const afterMs = (ms: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, ms);
  timer.unref();
  return () => clearTimeout(timer);
};

function differences(before: readonly KnownTrouble[], after: readonly KnownTrouble[]): { changed: KnownTrouble[]; gone: string[] } {
  const texts = new Map(before.map((one) => [one.key, JSON.stringify(one)]));
  const left = new Set(after.map(({ key }) => key));
  return {
    changed: after.filter((one) => texts.get(one.key) !== JSON.stringify(one)),
    gone: before.flatMap(({ key }) => (left.has(key) ? [] : [key])),
  };
}

/** Writes the notice for everybody it reaches. Returns how many deliveries that makes. */
async function tell(tx: Tx, notice: Notice, at: number, gatherMs: number): Promise<number> {
  const hearers = (await tx.noticeHearers(notice.stackId)).filter(({ userId }) => userId !== notice.notFor);
  const reached = hearers.map((hearer) => ({ hearer, channels: channelsFor(notice, hearer) })).filter(({ channels }) => channels.length > 0);
  const { environmentId, stackId, key, kind, phase, services, about } = notice;
  const rows = reached.map(
    ({ hearer, channels }): NewNotice => ({
      ...{ userId: hearer.userId, environmentId, stackId, key, kind, phase, services, about, at },
      bell: channels.includes("bell"),
    }),
  );
  const ids = await tx.addNotices(rows);
  const deliveries = reached.flatMap(({ hearer, channels }, index) => {
    const noticeId = ids[index];
    if (!noticeId) return [];
    return hearer.addresses.filter((one) => channels.includes(one.kind)).map((one) => ({ addressId: one.id, noticeId, dueAt: at + gatherMs }));
  });
  await tx.addDeliveries(deliveries);
  return deliveries.length;
}
