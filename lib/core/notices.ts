import type { Problem } from "./errors";
import type { OperationKind } from "./views";

/** What can be wrong, or waits for somebody, so that a person may want to be told. */
const TROUBLE_KINDS = ["unhealthy", "crash-loop", "upgrade-waits", "deploy-failed", "engine-down", "approval-waits"] as const;
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

export interface Trouble {
  /** Of what is in trouble, the same for as long as it is: `service:<id>`, `upgrade:<stack>:<revision>`, `operation:<id>`, `request:<id>`, `engine:<environment>`. */
  key: string;
  kind: TroubleKind;
  environmentId: string;
  stackId: string | null;
  services: string[];
  /** When it began, as far as that is known. */
  since: number;
  about: NoticeAbout;
  /** Whom it is no news to: who asks for a yes does not say it. */
  notFor?: string;
  /** Of a change that failed: keys of what it could not bring up, which is told by its end and not once more by itself. */
  covers?: string[];
}

/** What the sentences need beside the names. */
export interface NoticeAbout {
  problem?: Problem | null;
  operation?: { id: string; kind: OperationKind; actor: string };
  /** Who asks for a yes. */
  asker?: string;
  engine?: "down" | "reads-only";
  /** The address that was switched off. */
  address?: string;
  /** By the link of a mail, not for failing. */
  unsubscribed?: true;
}

/** An open trouble as it is remembered: restarts of Spindle must not tell it twice. */
export interface KnownTrouble extends Trouble {
  openedAt: number;
  /** Since when it is of the present kind. */
  kindAt: number;
  /** The kinds that were told. */
  told: TroubleKind[];
  toldAt: number | null;
  reminded: boolean;
  /** Since when all is well again; null while it is not. */
  wellAt: number | null;
}

/** What was looked at. A known trouble that a look is about and that is in none of the lists is over: stopped, removed, decided. */
export interface Look {
  troubles: Trouble[];
  /** Keys. */
  well: string[];
  /** Keys of what is on its way to something: nothing can be said now. */
  unsure: string[];
  isAbout: (trouble: Trouble) => boolean;
}

/** Looks at how things are; what it is built on is asked nothing that costs a call to an engine. */
export interface Lookout {
  /** At these stacks; null is the installation: engines, and requests for a yes. */
  look(at: ReadonlySet<string | null>): Promise<Look>;
  stackIds(): Promise<string[]>;
  /** Told what may have changed; null is the installation. Returns the way to stop. */
  subscribe(listener: (stackId: string | null) => void): () => void;
}

export type NoticePhase = "trouble" | "reminder" | "well";

export interface Notice extends Pick<Trouble, "kind" | "environmentId" | "stackId" | "services" | "about" | "notFor"> {
  /** Never the same for two notices. */
  key: string;
  phase: NoticePhase;
  /** All that it tells: its own kind and those it covers; for `well`, everything that had been told. */
  kinds: TroubleKind[];
  since: number;
}

export interface NoticeTiming {
  /** How long it must last before anybody is told: what flaps and what is over at once tells nobody. */
  settleMs: Record<TroubleKind, number>;
  /** How long all must be well before that is believed. */
  calmMs: number;
  remindMs: number;
  /** What is older when it is first seen, such as after an update of Spindle, is no news. */
  newsMs: number;
}

export const NOTICE_TIMING: NoticeTiming = {
  settleMs: { unhealthy: 20_000, "crash-loop": 5_000, "upgrade-waits": 20_000, "deploy-failed": 0, "engine-down": 30_000, "approval-waits": 0 },
  calmMs: 60_000,
  remindMs: 86_400_000,
  newsMs: 6 * 3_600_000,
};

export interface NoticeStep {
  known: KnownTrouble[];
  notices: Notice[];
  /** When time alone would tell something; null when only a change can. */
  wakeAt: number | null;
}

/** Takes in what was looked at: what is known from now on, and what is to be told. Asked again with the same, it tells nothing. */
export function stepNotices(before: readonly KnownTrouble[], look: Look, now: number, timing: NoticeTiming = NOTICE_TIMING): NoticeStep {
  const seen = new Map(look.troubles.map((trouble) => [trouble.key, trouble]));
  const fresh = look.troubles.filter(({ key }) => !before.some((one) => one.key === key)).map((trouble) => opened(trouble, now, timing));
  const notices: Notice[] = [];
  const all = [...before.map((one) => (look.isAbout(one) ? met(one, seen.get(one.key), look, now) : one)), ...fresh].filter((one) => one !== null);
  const covered = new Set(all.flatMap((one) => (look.isAbout(one) && dueNow(one, now, timing) === "trouble" ? (one.covers ?? []) : [])));
  const known = all.flatMap((one) => {
    // Of what was not looked at nothing is known now.
    if (!look.isAbout(one)) return [one];
    if (isWellAgain(one, look, now, timing)) {
      if (one.told.length > 0) notices.push(noticeOf(one, "well"));
      return [];
    }
    const phase = dueNow(one, now, timing);
    if (covered.has(one.key) && !one.told.includes(one.kind)) return [told(one, now)];
    if (phase === null) return [one];
    notices.push(noticeOf(one, phase, phase === "trouble" ? kindsIn(all, one.covers) : []));
    return [phase === "reminder" ? { ...one, reminded: true } : told(one, now)];
  });
  return { known, notices: joined(notices), wakeAt: wakeOf(known, now, timing) };
}

const told = (one: KnownTrouble, now: number): KnownTrouble => ({ ...one, told: [...one.told, one.kind], toldAt: now });

/** Whoever wants to hear of one of these hears of the failed change that tells them. */
const kindsIn = (all: readonly KnownTrouble[], keys: readonly string[] = []): TroubleKind[] => [
  ...new Set(all.filter(({ key }) => keys.includes(key)).map(({ kind }) => kind)),
];

function opened(trouble: Trouble, now: number, { newsMs }: NoticeTiming): KnownTrouble {
  const isOld = now - trouble.since > newsMs && trouble.kind === "deploy-failed";
  return { ...trouble, openedAt: now, kindAt: now, told: isOld ? [trouble.kind] : [], toldAt: null, reminded: false, wellAt: null };
}

/** Null when it is over and nobody needs to hear of it. */
function met(one: KnownTrouble, seen: Trouble | undefined, look: Look, now: number): KnownTrouble | null {
  if (seen) return { ...one, ...seen, since: one.since, kindAt: seen.kind === one.kind ? one.kindAt : now, wellAt: null };
  if (look.well.includes(one.key)) return { ...one, wellAt: one.wellAt ?? now };
  return look.unsure.includes(one.key) ? one : null;
}

const isWellAgain = (one: KnownTrouble, look: Look, now: number, { calmMs }: NoticeTiming): boolean =>
  one.wellAt !== null && now - one.wellAt >= calmMs && !look.unsure.includes(one.key);

function dueNow(one: KnownTrouble, now: number, { settleMs, remindMs }: NoticeTiming): "trouble" | "reminder" | null {
  if (one.wellAt !== null) return null;
  if (!one.told.includes(one.kind)) return now - one.kindAt >= settleMs[one.kind] ? "trouble" : null;
  const reminds = one.kind === "upgrade-waits" && !one.reminded && one.toldAt !== null;
  return reminds && now - (one.toldAt ?? now) >= remindMs ? "reminder" : null;
}

const noticeOf = (one: KnownTrouble, phase: NoticePhase, along: readonly TroubleKind[] = []): Notice => ({
  key: `${phase} ${one.kind} ${one.key} ${one.openedAt}`,
  phase,
  kind: one.kind,
  kinds: phase === "well" ? one.told : [one.kind, ...along],
  environmentId: one.environmentId,
  stackId: one.stackId,
  services: one.services,
  since: one.since,
  about: one.about,
  ...(one.notFor !== undefined && { notFor: one.notFor }),
});

/** Services of one stack with the same to tell are told of in one. */
function joined(notices: Notice[]): Notice[] {
  const groups = new Map<string, Notice>();
  for (const notice of notices) {
    const name = `${notice.phase} ${notice.kind} ${notice.stackId ?? notice.key} ${notice.kind === "approval-waits" || notice.kind === "deploy-failed" ? notice.key : ""}`;
    const first = groups.get(name);
    groups.set(
      name,
      first ? { ...first, services: [...new Set([...first.services, ...notice.services])].sort(), since: Math.min(first.since, notice.since) } : notice,
    );
  }
  return [...groups.values()];
}

function wakeOf(known: readonly KnownTrouble[], now: number, timing: NoticeTiming): number | null {
  const later = known.flatMap((one) => dueAt(one, timing) ?? []).filter((at) => at > now);
  return later.length === 0 ? null : Math.min(...later);
}

/** When time alone would tell something of it; null when only a change can. */
export function dueAt(one: KnownTrouble, { settleMs, calmMs, remindMs }: NoticeTiming = NOTICE_TIMING): number | null {
  if (one.wellAt !== null) return one.wellAt + calmMs;
  if (!one.told.includes(one.kind)) return one.kindAt + settleMs[one.kind];
  return one.kind === "upgrade-waits" && !one.reminded && one.toldAt !== null ? one.toldAt + remindMs : null;
}
