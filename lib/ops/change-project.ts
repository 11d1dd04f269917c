import { can } from "@/lib/core/access";
import { fail } from "@/lib/core/errors";
import { grantsUnder } from "@/lib/core/policy";
import { MOST_OWNED_PROJECTS } from "@/lib/core/projects";
import type { EnvironmentRow, ProjectRow } from "@/lib/registry/types";
import { auditProject } from "./audit-project";
import type { Tx } from "./change-stack";
import type { OpArgs, OpContext } from "./context";
import { noteForOwners } from "./note-in-history";
import type { CreateProjectInput, DeleteProjectInput, RenameProjectInput, SwitchesInput } from "./project-inputs";
import { requireFresh } from "./require-fresh";
import { requireProject } from "./require-project";

/** A project of a team; whoever makes it is its first owner. */
export async function createProject({ ctx, input }: OpArgs<CreateProjectInput>): Promise<{ project: string }> {
  const name = input.projectName;
  return ctx.registry.transaction(async (tx) => {
    await refuseGrantedName(ctx, tx, name);
    await refuseTooMany(ctx, tx);
    await tx.createProject({ name, ownerId: ctx.actor.userId, at: ctx.now() });
    await auditProject(ctx, tx, { action: "project.create", subject: name });
    return { project: name };
  });
}

/** Each project has a quota of its own: who could make any number of them would have none. */
async function refuseTooMany({ actor }: OpContext, tx: Tx): Promise<void> {
  if (can(actor, "environment.manage", null)) return;
  const owned = (await tx.projectsSeen({ kind: "projects-of", userId: actor.userId }, actor.userId)).filter((one) => !one.personalOf && one.member === "owner");
  if (owned.length < MOST_OWNED_PROJECTS) return;
  const reason = `you own ${MOST_OWNED_PROJECTS} projects already; delete one, or ask an administrator to make it and to name you as its owner`;
  throw fail("BLOCKED", { action: "create", reason, wayOut: [] });
}

export async function renameProject({ ctx, input }: OpArgs<RenameProjectInput>): Promise<{ project: string }> {
  return ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, "members.manage", tx);
    refusePersonal(project, "rename");
    if (project.name === input.projectName) return { project: project.name };
    await refuseGrantedName(ctx, tx, input.projectName);
    await tx.renameProject(project.id, input.projectName);
    const environments = await carryGrants(tx, project.name, input.projectName);
    await noteForOwners(ctx, tx, project, "members.manage", `the project \`${project.name}\` is called \`${input.projectName}\` now`);
    const after = { name: input.projectName, ...(environments.length > 0 && { grantsIn: environments }) };
    await auditProject(ctx, tx, { action: "project.rename", subject: project.name, before: { name: project.name }, after });
    return { project: input.projectName };
  });
}

/** Policies name a project: what they grant it stays its own. Returns the environments whose policy says another name now. */
async function carryGrants(tx: Tx, from: string, to: string): Promise<string[]> {
  const changed: string[] = [];
  for (const { id, name, policy } of await tx.environments()) {
    const carried = grantsUnder(policy, from, to);
    if (carried === null) continue;
    await tx.setPolicy(id, carried);
    changed.push(name);
  }
  return changed;
}

/** Only without stacks, and with its name typed; what its stacks were when they were still there goes with it. */
export async function deleteProject({ ctx, input }: OpArgs<DeleteProjectInput>): Promise<void> {
  await requireProject(ctx, input.project, "members.manage");
  await requireFresh(ctx);
  await ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, "members.manage", tx);
    refusePersonal(project, "delete");
    if (project.stacks > 0) {
      throw fail("BLOCKED", { action: "delete", reason: "it has stacks; remove them or hand them to another project first", wayOut: [] });
    }
    if (input.typedName !== project.name) throw fail("WRONG_CONFIRMATION", { expected: project.name });
    const people = await tx.members(project.id);
    await tx.deleteProject(project.id);
    await auditProject(ctx, tx, {
      action: "project.delete",
      subject: project.name,
      before: { members: people.map(({ username, role }) => ({ username, role })) },
    });
  });
}

/** What viewers and maintainers may do is their owners' choice; what is open and no longer allowed is closed within seconds. */
export async function setSwitches({ ctx, input }: OpArgs<SwitchesInput>): Promise<void> {
  const { viewersReadLogs, maintainersOpenShell } = input;
  const { switches } = await requireProject(ctx, input.project, "members.manage");
  // Taking away never waits for a password.
  if ((viewersReadLogs && !switches.viewersReadLogs) || (maintainersOpenShell && !switches.maintainersOpenShell)) await requireFresh(ctx);
  await ctx.registry.transaction(async (tx) => {
    const project = await requireProject(ctx, input.project, "members.manage", tx);
    const before = project.switches;
    if (before.viewersReadLogs === viewersReadLogs && before.maintainersOpenShell === maintainersOpenShell) return;
    const after = { viewersReadLogs, maintainersOpenShell };
    await tx.setSwitches(project.id, after);
    await noteForOwners(
      ctx,
      tx,
      project,
      "members.manage",
      `${words("viewers may read logs", viewersReadLogs)}, ${words("maintainers may open a shell", maintainersOpenShell)}`,
    );
    await auditProject(ctx, tx, { action: "project.switches", subject: project.name, before, after });
  });
}

const words = (what: string, on: boolean): string => `${what}: ${on ? "yes" : "no"}`;

function refusePersonal({ personal }: ProjectRow, action: "rename" | "delete"): void {
  if (personal) throw fail("BLOCKED", { action, reason: "it is a person's own project and stays with the account", wayOut: [] });
}

/**
 * Policies grant directories and images to projects by name, and groups of a directory become members by it: nobody takes a name that something was
 * granted to, or that people will be put into.
 */
async function refuseGrantedName({ actor, signIn: { directory, provider } }: OpContext, tx: Tx, name: string): Promise<void> {
  if (actor.role === "admin") return;
  const mapped = [directory, provider].flatMap((rules) => rules?.projects ?? []).map(({ project }) => project);
  const environments = await tx.environments();
  if (mapped.includes(name) || environments.some(({ policy }) => namesIn(policy).includes(name))) throw fail("NAME_TAKEN", { name });
}

const namesIn = ({ bindRoots, portGrants, privateNamespaces }: EnvironmentRow["policy"]): string[] => [
  ...bindRoots.flatMap(({ projects, users }) => [...projects, ...users]),
  ...portGrants.flatMap(({ projects }) => projects),
  ...Object.values(privateNamespaces).flat(),
];
