import type { MemberRole, Permission, Role, SiteRole, Switches } from "./access";

/** One row of the list of projects. */
export interface ProjectSummary {
  id: string;
  name: string;
  /** A person's own: neither renamed nor deleted, and the person stays its owner. */
  personal: boolean;
  /** The asking person's role; null when they see it by a site role. */
  member: MemberRole | null;
  owners: string[];
  members: number;
  stacks: number;
}

export interface ProjectMember {
  userId: string;
  username: string;
  role: MemberRole;
  disabled: boolean;
}

export interface InvitationView {
  id: string;
  project: string;
  role: MemberRole;
  /** Null for whoever has the link. */
  username: string | null;
  by: string;
  createdAt: number;
  expiresAt: number;
}

/** What the reader may do with the project itself. */
export interface ProjectRights {
  manageMembers: boolean;
  createStacks: boolean;
  acceptStacks: boolean;
}

export interface ProjectView extends ProjectSummary {
  switches: Switches;
  people: ProjectMember[];
  /** In every environment. */
  stackList: { name: string; environment: string }[];
  /** Empty for those who may not change members. */
  invitations: InvitationView[];
  /** Stacks that others offer to it. */
  offers: TransferOffer[];
  rights: ProjectRights;
  /** Roles that could change members, for the buttons of those who cannot. */
  managers: readonly Role[];
}

export interface ProjectsView {
  projects: ProjectSummary[];
  /** To the asking person by name. */
  invitations: InvitationView[];
}

/** A stack that one project offers to another. */
export interface TransferOffer {
  stack: string;
  environment: string;
  from: string;
  to: string;
  by: string;
  at: number;
}

/** How a stack stands to whoever reads its view. */
export interface ReaderRights {
  /** Rights on it that the reader does not have; absent where none lacks. */
  lacks?: Permission[];
  /** The reader's site role, where they are no member of its project. */
  as?: Exclude<SiteRole, "user">;
  /** Absent while its owners turned nothing off. */
  switches?: Switches;
  /** Offered to another project, which has not answered yet. */
  offer?: { to: string; by: string; at: number };
}

/** What of others' waits for the reader of a list; absent where nothing does. */
export interface WaitingForYou {
  /** Stacks to be taken over. */
  offers?: TransferOffer[];
  /** Invitations into projects. */
  invited?: number;
}

/** What a link of an invitation tells whoever holds it and is signed in. */
export interface OpenInvitation {
  project: string;
  role: MemberRole;
  by: string;
  expiresAt: number;
  /** Set when they are a member already. */
  member: MemberRole | null;
}

/** One right on one stack, and everybody who has it. */
export interface RightView {
  permission: Permission;
  /** Whether the reader has it. */
  own: boolean;
  roles: readonly Role[];
  people: { username: string; role: Role }[];
  /** An owner turned it off for this role. */
  off: MemberRole | null;
}

export interface AccessView {
  project: string;
  member: MemberRole | null;
  siteRole: SiteRole;
  rights: RightView[];
}

/** How long an invitation waits for its answer. */
export const INVITATION_DAYS = 7;

/** The rights that are about a stack, in the order they are read. */
export const STACK_PERMISSIONS = [
  "stack.see",
  "file.read",
  "values.read",
  "logs.read",
  "container.inspect",
  "shell.open",
  "stack.deploy",
  "service.operate",
  "service.scale",
  "stack.remove",
  "volume.remove",
  "secret.see",
  "secret.write",
  "secret.remove",
  "members.manage",
  "stack.transfer",
  "audit.read",
] as const satisfies readonly Permission[];

/** Team projects that one person may own without an administrator. */
export const MOST_OWNED_PROJECTS = 3;
