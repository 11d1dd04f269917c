import type { NoticeAddressView, NoticeSettings } from "./notice-addresses";
import type { NoticeChoice } from "./notice-choices";
import type { NoticeAbout, NoticePhase, TroubleKind } from "./notices";

/** Beside troubles, what is about a person's own settings. */
export type NoticeKindShown = TroubleKind | "address-off";
export type NoticePhaseShown = NoticePhase | "note";

/** One line of the bell; lib/format/notice-sentences.ts words it. */
export interface NoticeView {
  id: string;
  kind: NoticeKindShown;
  phase: NoticePhaseShown;
  environment: string | null;
  stack: string | null;
  services: string[];
  about: NoticeAbout;
  at: number;
  read: boolean;
}

export interface BellView {
  unread: number;
  notices: NoticeView[];
}

/** What a person chose for one stack, and what would hold otherwise. */
export interface WatchView {
  /** Null while the choice for all stacks holds. */
  own: NoticeChoice | null;
  usual: NoticeChoice;
  /** The ways out that this person has. */
  ways: ("mail" | "webhook")[];
}

export interface NoticeChoicesView {
  usual: NoticeChoice;
  /** Whether the person hears of engines and requests too. */
  site: boolean;
  stacks: { environment: string; stack: string; choice: NoticeChoice }[];
  addresses: NoticeAddressView[];
  /** What may be added. */
  allowedMail: string[];
  allowedHooks: string[];
  canMail: boolean;
}

export interface NoticeSettingsView {
  settings: NoticeSettings;
  hasPassword: boolean;
}

/** How many a person's bell keeps, and for how long. */
export const MOST_NOTICES = 200;
export const NOTICE_DAYS = 30;
