import type { MemberRole, Scope, SiteRole } from "@/lib/core/access";
import type { NoticeSettings, SendProblem } from "@/lib/core/notice-addresses";
import type { Channel, NoticeChoice } from "@/lib/core/notice-choices";
import type { NoticeKindShown, NoticePhaseShown } from "@/lib/core/notice-views";
import type { KnownTrouble, NoticeAbout } from "@/lib/core/notices";

export interface NoticeRow {
  id: string;
  key: string;
  kind: NoticeKindShown;
  phase: NoticePhaseShown;
  environment: string | null;
  /** Null where it is about no stack. */
  stack: string | null;
  services: string[];
  about: NoticeAbout;
  at: number;
  readAt: number | null;
}

export interface NewNotice extends Omit<NoticeRow, "id" | "environment" | "stack" | "readAt"> {
  userId: string;
  environmentId: string | null;
  stackId: string | null;
  bell: boolean;
}

/** Somebody who may be told, with what they chose and where they can be reached. */
export interface HearerRow {
  userId: string;
  role: SiteRole;
  member: MemberRole | null;
  usual: NoticeChoice | null;
  own: NoticeChoice | null;
  /** Only those that are confirmed and on. */
  addresses: { id: string; kind: Exclude<Channel, "bell"> }[];
}

export interface NoticeAddressRow {
  id: string;
  userId: string;
  kind: Exclude<Channel, "bell">;
  shown: string;
  /** Of a webhook. */
  sealed: string | null;
  confirmedAt: number | null;
  code: { hash: string; until: number; tries: number } | null;
  off: boolean;
  failures: number;
  last: { at: number; problem: SendProblem | null } | null;
}

/** What goes to one address now. */
export interface DueAddress {
  address: NoticeAddressRow;
  username: string;
  deliveries: { id: string; tries: number; notice: NoticeRow }[];
  /** Its person may not see these any more, or is disabled. */
  lost: string[];
  /** When messages went there in the last hour. */
  sentAt: number[];
}

export type DeliveryStatus = "waiting" | "sending" | "sent" | "failed" | "dropped" | "unknown";

export interface NoticeReads {
  noticeTroubles(): Promise<KnownTrouble[]>;
  /** The bell of a person, newest first: what they may see now, whatever they could see when it was written. */
  notices(scope: Scope, person: { userId: string; hearsOfSite: boolean }, limit: number): Promise<NoticeRow[]>;
  /** Who may see a stack and would be told of it; without one, who hears of the installation. Nobody who is disabled. */
  noticeHearers(stackId: string | null): Promise<HearerRow[]>;
  noticeChoice(userId: string, stackId: string | null): Promise<NoticeChoice | null>;
  /** By environment and name. */
  noticeChoices(scope: Scope, userId: string): Promise<{ environment: string; stack: string; choice: NoticeChoice }[]>;
  noticeAddresses(userId: string): Promise<NoticeAddressRow[]>;
  /** Whoever's, with whose it is: for who has the link of a mail. */
  noticeAddress(id: string): Promise<(NoticeAddressRow & { username: string }) | null>;
  noticeSettings(): Promise<{ settings: NoticeSettings; smtpPassword: string | null }>;
  /** Addresses with something that is due, and all that waits for them. */
  dueAddresses(at: number): Promise<DueAddress[]>;
  /** When the next delivery is due. */
  nextDelivery(): Promise<number | null>;
  /** Requests that wait for a yes, of all environments that ask for one. */
  waitingRequests(): Promise<{ id: string; stackId: string; environmentId: string; askerId: string; asker: string; at: number }[]>;
}

export interface NoticeWrites {
  /** Puts the present ones in the place of the former. */
  setNoticeTroubles(changed: readonly KnownTrouble[], gone: readonly string[]): Promise<void>;
  /** Those that are there already, by person and key, are not written twice. Returns the id of each that is new. */
  addNotices(notices: readonly NewNotice[]): Promise<(string | null)[]>;
  /** Null is all. */
  markNotices(userId: string, ids: readonly string[] | null, at: number): Promise<void>;
  /** What is older than `before`, and what is beyond the newest `most` of a person. */
  pruneNotices(before: number, most: number): Promise<void>;
  /** Null takes it back. */
  setNoticeChoice(userId: string, stackId: string | null, choice: NoticeChoice | null): Promise<void>;
  addNoticeAddress(
    input: Pick<NoticeAddressRow, "userId" | "kind" | "shown" | "confirmedAt" | "code"> & { sealed: (id: string) => string | null },
    at: number,
  ): Promise<string>;
  updateNoticeAddress(id: string, patch: Partial<Omit<NoticeAddressRow, "id" | "userId" | "kind" | "shown" | "sealed">>): Promise<void>;
  removeNoticeAddress(id: string): Promise<void>;
  setNoticeSettings(settings: NoticeSettings, smtpPassword: string | null): Promise<void>;
  addDeliveries(deliveries: readonly { addressId: string; noticeId: string; dueAt: number }[]): Promise<void>;
  setDeliveries(ids: readonly string[], patch: { status: DeliveryStatus; message?: string; dueAt?: number; tries?: number }, at: number): Promise<void>;
  /** What was under way when the server ended: nobody knows whether it arrived, so it is not sent again. */
  settleDeliveries(at: number): Promise<void>;
}
