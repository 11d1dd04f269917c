import type { DesiredService, Phase } from "./desired";

export const ACTIONS = ["upgrade", "pause", "resume", "confirm", "roll-back", "scale", "start", "stop", "restart", "remove"] as const;
export type Action = (typeof ACTIONS)[number];

/** Why an action is not possible now; the sentence is chosen in lib/format/sentences.ts. */
export type BlockReason =
  | "nothing-to-confirm"
  | "not-all-replaced"
  | "nothing-to-roll-back"
  | "no-upgrade-runs"
  | "not-paused"
  | "rolling-back"
  | "already-running"
  | "already-stopped"
  | "upgrade-runs"
  | "being-removed"
  | "no-services"
  | "not-in-file"
  | RightReason;

/** The state would allow it, the reader's role does not. */
export type RightReason = `right:${"stack.deploy" | "service.operate" | "service.scale" | "stack.remove" | "volume.remove"}`;

export type Verdict = { allowed: true; next: Phase; ask: null | "replace-candidate" } | { allowed: false; reason: BlockReason; wayOut: Action[] };

const yes = (next: Phase, ask: null | "replace-candidate" = null): Verdict => ({ allowed: true, next, ask });
const no = (reason: BlockReason, ...wayOut: Action[]): Verdict => ({ allowed: false, reason, wayOut });

/** The one transition table: server checks, buttons and tests all read it. Rows are actions, columns are phases. */
const TABLE: Record<Action, Record<Phase, Verdict>> = {
  upgrade: {
    steady: yes("upgrading"),
    upgrading: yes("upgrading", "replace-candidate"),
    paused: yes("upgrading", "replace-candidate"),
    upgraded: yes("upgrading", "replace-candidate"),
    "rolling-back": no("rolling-back"),
  },
  pause: {
    steady: no("no-upgrade-runs"),
    upgrading: yes("paused"),
    paused: no("no-upgrade-runs", "resume"),
    upgraded: no("no-upgrade-runs", "confirm", "roll-back"),
    "rolling-back": no("rolling-back"),
  },
  resume: {
    steady: no("not-paused"),
    upgrading: no("not-paused", "pause"),
    paused: yes("upgrading"),
    upgraded: no("not-paused", "confirm", "roll-back"),
    "rolling-back": no("rolling-back"),
  },
  confirm: {
    steady: no("nothing-to-confirm"),
    upgrading: no("not-all-replaced", "pause", "roll-back"),
    paused: no("not-all-replaced", "resume", "roll-back"),
    upgraded: yes("steady"),
    "rolling-back": no("rolling-back"),
  },
  "roll-back": {
    steady: no("nothing-to-roll-back", "upgrade"),
    upgrading: yes("rolling-back"),
    paused: yes("rolling-back"),
    upgraded: yes("rolling-back"),
    "rolling-back": no("rolling-back"),
  },
  scale: { steady: yes("steady"), upgrading: yes("upgrading"), paused: yes("paused"), upgraded: yes("upgraded"), "rolling-back": yes("rolling-back") },
  start: {
    steady: yes("steady"),
    upgrading: no("already-running", "stop"),
    paused: yes("paused"),
    upgraded: yes("upgraded"),
    "rolling-back": no("rolling-back"),
  },
  stop: {
    steady: yes("steady"),
    // A stopped upgrade must not go on by itself when the service is started again.
    upgrading: yes("paused"),
    paused: yes("paused"),
    upgraded: yes("upgraded"),
    "rolling-back": no("rolling-back"),
  },
  restart: {
    steady: yes("steady"),
    upgrading: no("upgrade-runs", "pause"),
    paused: yes("paused"),
    upgraded: yes("upgraded"),
    "rolling-back": no("rolling-back"),
  },
  remove: { steady: yes("steady"), upgrading: yes("upgrading"), paused: yes("paused"), upgraded: yes("upgraded"), "rolling-back": yes("rolling-back") },
};

/** What `action` would do to a service now, or why it cannot. Total: every phase answers every action. */
export function transition(service: Pick<DesiredService, "phase" | "running">, action: Action, stackRemoving = false): Verdict {
  if (stackRemoving && action !== "remove") return no("being-removed");
  const verdict = TABLE[action][service.phase];
  if (!verdict.allowed) return verdict;
  if (action === "start" && service.running) return no("already-running", "restart", "stop");
  if ((action === "stop" || action === "restart") && !service.running) return no("already-stopped", "start");
  return verdict;
}

/** A stack allows an action when any of its services does; otherwise the first service's reason stands. */
export function stackTransition(services: Pick<DesiredService, "phase" | "running">[], action: Action, removing: boolean): Verdict {
  if (removing && action !== "remove") return no("being-removed");
  if (action === "remove" || action === "upgrade") {
    const blocked = services.map((service) => transition(service, action, removing)).find((verdict) => !verdict.allowed);
    const ask = services.map((service) => transition(service, action, removing)).find((verdict) => verdict.allowed && verdict.ask !== null);
    return blocked ?? ask ?? yes("steady");
  }
  const verdicts = services.map((service) => transition(service, action, removing));
  return verdicts.find((verdict) => verdict.allowed) ?? verdicts[0] ?? no("no-services", "upgrade");
}
