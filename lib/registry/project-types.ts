import type { MemberRole, Scope, SiteRole, Switches } from "@/lib/core/access";
import type { InvitationView, ProjectMember, ProjectSummary, TransferOffer } from "@/lib/core/projects";

export interface ProjectRow extends ProjectSummary {
  /** Whose own it is. */
  personalOf: string | null;
  switches: Switches;
}

/** An invitation as ops judge it. */
export interface InvitationRow extends InvitationView {
  projectId: string;
  userId: string | null;
  byId: string;
}

export interface OfferRow extends TransferOffer {
  stackId: string;
  fromId: string;
  toId: string;
}

export interface ProjectReads {
  /** Every project, by name: for whoever opens an environment to some. */
  projects(): Promise<{ id: string; name: string }[]>;
  /** Projects whose stacks a person may deploy, by id. */
  deployProjects(userId: string): Promise<string[]>;
  personalProject(userId: string): Promise<{ id: string; name: string } | null>;
  /** Sorted by name, a person's own first. `viewer` decides `member`. */
  projectsSeen(scope: Scope, viewerId: string): Promise<ProjectRow[]>;
  project(scope: Scope, viewerId: string, name: string): Promise<ProjectRow | null>;
  /** By name, owners first. */
  members(projectId: string): Promise<ProjectMember[]>;
  /** In every environment, by name. */
  stacksOf(projectId: string): Promise<{ id: string; name: string; environmentId: string; environment: string }[]>;
  /** Those that wait and have not expired. */
  invitations(projectId: string, at: number): Promise<InvitationRow[]>;
  invitationsFor(userId: string, at: number): Promise<InvitationRow[]>;
  invitation(key: { id: string } | { tokenHash: string }, at: number): Promise<InvitationRow | null>;
  /** Stacks offered to projects of which the person is an owner or maintainer. */
  offersFor(userId: string, environmentId: string): Promise<TransferOffer[]>;
  offersTo(projectId: string): Promise<TransferOffer[]>;
  offer(key: { environmentId: string; stack: string }): Promise<OfferRow | null>;
  account(username: string): Promise<{ id: string; username: string; role: SiteRole; disabled: boolean } | null>;
}

export interface ProjectWrites {
  /** Throws NAME_TAKEN. */
  createProject(input: { name: string; ownerId: string; at: number }): Promise<string>;
  renameProject(projectId: string, name: string): Promise<void>;
  /** With the history of stacks that are gone; only without stacks. */
  deleteProject(projectId: string): Promise<void>;
  setSwitches(projectId: string, switches: Switches): Promise<void>;
  setMember(projectId: string, userId: string, role: MemberRole): Promise<void>;
  removeMember(projectId: string, userId: string): Promise<void>;
  createInvitation(input: {
    projectId: string;
    role: MemberRole;
    userId: string | null;
    tokenHash: string | null;
    by: { userId: string; username: string };
    at: number;
    expiresAt: number;
  }): Promise<string>;
  deleteInvitation(invitationId: string): Promise<void>;
  /** In place of an earlier offer. */
  offerStack(input: { stackId: string; projectId: string; by: { userId: string; username: string }; at: number }): Promise<void>;
  dropOffer(stackId: string): Promise<void>;
  /** The stack and everything that was ever done with it. */
  moveStack(stackId: string, projectId: string): Promise<void>;
}
