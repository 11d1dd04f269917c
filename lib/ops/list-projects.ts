import { scopeOf } from "@/lib/core/access";
import type { ProjectsView } from "@/lib/core/projects";
import type { OpContext } from "./context";
import { invitationView, projectSummary } from "./view-project";

/** Projects of the actor, and every other one for a site role; with the invitations that wait for them. */
export async function listProjects({ ctx }: { ctx: OpContext }): Promise<ProjectsView> {
  const { userId } = ctx.actor;
  const projects = await ctx.registry.projectsSeen(scopeOf(ctx.actor), userId);
  const invitations = await ctx.registry.invitationsFor(userId, ctx.now());
  return { projects: projects.map(projectSummary), invitations: invitations.map(invitationView) };
}
