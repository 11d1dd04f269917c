import { can, type MemberRole, type SiteRole } from "./access";
import type { Notice } from "./notices";

/** What a person can choose to hear of. */
export const STACK_NOTICES = ["unhealthy", "crash-loop", "upgrade-waits", "deploy-failed", "back-to-well"] as const;
/** Of the installation, for those who keep it going. */
export const SITE_NOTICES = ["engine-down", "approval-waits"] as const;
export const NOTICE_KINDS = [...STACK_NOTICES, ...SITE_NOTICES] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export const CHANNELS = ["bell", "mail", "webhook"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What reaches a person by which way. */
export type NoticeChoice = { muted: boolean } & Record<Channel, NoticeKind[]>;

/** Right without a click: the troubles of one's own stacks in the bell, and nothing that leaves the house. */
export const USUAL_CHOICE: NoticeChoice = { muted: false, bell: [...NOTICE_KINDS], mail: [], webhook: [] };
const NOTHING: NoticeChoice = { muted: false, bell: [], mail: [], webhook: [] };

/** Somebody who may see what a notice is about. */
export interface Hearer {
  role: SiteRole;
  /** In the project of the stack. */
  member: MemberRole | null;
  /** For all stacks of one's own; null as long as nothing was chosen. */
  usual: NoticeChoice | null;
  /** For this very stack. */
  own: NoticeChoice | null;
}

const isSiteNotice = (kind: NoticeKind): boolean => (SITE_NOTICES as readonly string[]).includes(kind);

/** Who hears of the installation by their role. */
export const hearsOfSite = (role: SiteRole): boolean => can({ role }, "deploy.approve", null);

/** What holds for somebody and a stack. Who only looks at a stack, or sees it by a site role, hears of it when they chose so for that stack. */
export function choiceFor({ member, usual, own }: Omit<Hearer, "role">): NoticeChoice {
  if (own) return own;
  return member === "owner" || member === "maintainer" ? (usual ?? USUAL_CHOICE) : NOTHING;
}

export function channelsFor(notice: Pick<Notice, "kind" | "phase" | "kinds">, hearer: Hearer): Channel[] {
  const choice = isSiteNotice(notice.kind) ? siteChoice(hearer) : choiceFor(hearer);
  if (choice.muted) return [];
  return CHANNELS.filter((channel) => {
    const chosen = choice[channel];
    if (!notice.kinds.some((kind) => chosen.includes(kind))) return false;
    return notice.phase !== "well" || chosen.includes("back-to-well");
  });
}

/** A muted stack is quiet, also about what waits for one's yes there. */
function siteChoice({ role, usual, own }: Hearer): NoticeChoice {
  if (!hearsOfSite(role) || own?.muted) return NOTHING;
  return usual ?? USUAL_CHOICE;
}
