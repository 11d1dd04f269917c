import { can, rolesWith } from "@/lib/core/access";
import type { InvitationView, ProjectSummary, ProjectView } from "@/lib/core/projects";
import type { InvitationRow, ProjectRow } from "@/lib/registry/types";
import type { OpArgs } from "./context";
import type { ProjectInput } from "./project-inputs";
import { requireProject } from "./require-project";

export const projectSummary = ({ id, name, personal, member, owners, members, stacks }: ProjectRow): ProjectSummary => ({
  ...{ id, name, personal, member, owners, members, stacks },
});

export const invitationView = ({ id, project, role, username, by, createdAt, expiresAt }: InvitationRow): InvitationView => ({
  ...{ id, project, role, username, by, createdAt, expiresAt },
});

/** A project with its people, for everybody in it; who is invited is for those who may invite. */
export async function getProject({ ctx, input }: OpArgs<ProjectInput>): Promise<ProjectView> {
  const project = await requireProject(ctx, input.project, null);
  const manageMembers = can(ctx.actor, "members.manage", project.member);
  const createStacks = can(ctx.actor, "stack.create", project.member);
  const stacks = await ctx.registry.stacksOf(project.id);
  return {
    ...projectSummary(project),
    switches: project.switches,
    people: await ctx.registry.members(project.id),
    stackList: stacks.map(({ name, environment }) => ({ name, environment })),
    invitations: manageMembers ? (await ctx.registry.invitations(project.id, ctx.now())).map(invitationView) : [],
    offers: createStacks ? await ctx.registry.offersTo(project.id) : [],
    rights: { manageMembers, createStacks, acceptStacks: createStacks },
    managers: rolesWith("members.manage"),
  };
}
