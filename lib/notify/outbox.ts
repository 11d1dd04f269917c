import {
  addressOff,
  type Hook,
  hookPlace,
  isFinal,
  MOST_FAILURES,
  type Post,
  type SendProblem,
  type Target,
  UNSUBSCRIBE_PLACE,
} from "@/lib/core/notice-addresses";
import type { Sealing } from "@/lib/core/sealing";
import type { DueAddress, NoticeAddressRow, Registry, RegistryReads, RegistryWrites } from "@/lib/registry/types";
import { letterOf } from "./letter";
import { opened } from "./post";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** How long to wait after the first failure, the second and so on; after the last it is given up. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 20 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];
const AT_ONCE = 4;
const AGAIN_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export interface OutboxSettings {
  registry: Pick<Registry, "dueAddresses" | "nextDelivery" | "noticeSettings" | "transaction">;
  post: Post;
  sealing: Pick<Sealing, "open" | "seal">;
  origin: string | null;
  newId: () => string;
  now: () => number;
  log: (error: unknown) => void;
}

export interface Outbox {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Something new waits. */
  wake(): void;
  /** Sends what is due now; for tests, and used by itself. */
  run(): Promise<void>;
}

type Tx = RegistryReads & RegistryWrites;

/** Sends what waits in the database: together for each address, no more than so many in an hour, again after a failure, and never what may have arrived. */
export function createOutbox(settings: OutboxSettings): Outbox {
  const { registry, now, log } = settings;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  const arm = (ms: number) => {
    if (timer) clearTimeout(timer);
    timer = stopped ? null : setTimeout(turn, Math.min(ms, LONGEST_TIMER_MS)).unref();
  };
  const turn = () => {
    running = running.then(work).catch((error: unknown) => {
      log(error);
      arm(AGAIN_MS);
    });
  };
  const work = async () => {
    if (stopped) return;
    await run();
    const next = await registry.nextDelivery();
    if (next !== null) arm(Math.max(250, next - now()));
  };
  const run = async () => {
    const due = await registry.dueAddresses(now());
    for (let at = 0; at < due.length && !stopped; at += AT_ONCE) await Promise.all(due.slice(at, at + AT_ONCE).map((one) => deliver(settings, one)));
  };

  return {
    start: async () => {
      await registry.transaction((tx) => tx.settleDeliveries(now()));
      turn();
    },
    stop: async () => {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
    wake: turn,
    run,
  };
}

async function deliver(settings: OutboxSettings, due: DueAddress): Promise<void> {
  const { registry, post, now, origin, newId } = settings;
  const { address, deliveries, lost, sentAt } = due;
  const ids = deliveries.map(({ id }) => id);
  const { perHour } = (await registry.noticeSettings()).settings;
  const [oldest] = sentAt.slice(-perHour);
  const isFull = sentAt.length >= perHour && oldest !== undefined;
  const message = newId();
  await registry.transaction(async (tx) => {
    await tx.setDeliveries(lost, { status: "dropped" }, now());
    if (address.off) await tx.setDeliveries(ids, { status: "dropped" }, now());
    else if (isFull) await tx.setDeliveries(ids, { status: "waiting", dueAt: oldest + HOUR_MS }, now());
    else await tx.setDeliveries(ids, { status: "sending", message }, now());
  });
  if (ids.length === 0 || address.off || isFull) return;
  const letter = letterOf(
    message,
    deliveries.map(({ notice }) => notice),
    origin,
    unsubscribeAt(settings, address),
  );
  const target = targetOf(settings, address);
  const problem: SendProblem | null = target ? await post.send(target, letter) : { kind: "sealed" };
  await registry.transaction((tx) => settle(settings, tx, due, problem));
}

function targetOf({ sealing }: OutboxSettings, { id, kind, shown, sealed }: NoticeAddressRow): Target | null {
  if (kind === "mail") return { kind, address: shown };
  const text = opened(sealing, sealed ?? "", hookPlace(id));
  return text === undefined ? null : { kind, hook: JSON.parse(text) as Hook };
}

async function settle({ now }: OutboxSettings, tx: Tx, { address, deliveries }: DueAddress, problem: SendProblem | null): Promise<void> {
  const at = now();
  const last = { at, problem };
  if (problem === null) {
    await tx.setDeliveries(
      deliveries.map(({ id }) => id),
      { status: "sent" },
      at,
    );
    return tx.updateNoticeAddress(address.id, { failures: 0, last });
  }
  for (const { id, tries } of deliveries) {
    const wait = isFinal(problem) ? undefined : WAITS_MS[tries];
    await tx.setDeliveries([id], wait === undefined ? { status: "failed", tries: tries + 1 } : { status: "waiting", tries: tries + 1, dueAt: at + wait }, at);
  }
  const failures = address.failures + 1;
  const off = failures >= MOST_FAILURES;
  await tx.updateNoticeAddress(address.id, { failures, last, ...(off && { off }) });
  if (off) await tx.addNotices([addressOff(address, at)]);
}

/** A webhook has no reader who could want to end it. */
const unsubscribeAt = ({ origin, sealing }: OutboxSettings, { id, kind }: NoticeAddressRow): string | null =>
  origin === null || kind !== "mail" ? null : `${origin}/api/unsubscribe/${sealing.seal(id, UNSUBSCRIBE_PLACE)}`;
