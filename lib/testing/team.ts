import type { MemberRole, SiteRole } from "@/lib/core/access";
import type { OpContext } from "@/lib/ops/context";
import { type MadeUser, makeStack, makeUser } from "./factories";
import type { House } from "./house";

/** Everybody the matrix of rights speaks of, around one project of a team. */
export const ACTORS = ["admin", "operator", "auditor", "owner", "maintainer", "viewer", "other"] as const;
export type TeamActor = (typeof ACTORS)[number];

const SITE: Record<TeamActor, SiteRole> = {
  admin: "admin",
  operator: "operator",
  auditor: "auditor",
  owner: "user",
  maintainer: "user",
  viewer: "user",
  other: "user",
};
const MEMBERS: readonly MemberRole[] = ["owner", "maintainer", "viewer"];

export interface Team {
  project: { id: string; name: string };
  people: Record<TeamActor, MadeUser>;
  as(actor: TeamActor): OpContext;
  /** A stack of the team that nobody deployed yet, with one service `web`. */
  stack(): Promise<{ environment: string; stack: string }>;
}

export async function makeTeam(house: House, name = "team"): Promise<Team> {
  const people = {} as Record<TeamActor, MadeUser>;
  for (const actor of ACTORS) people[actor] = await makeUser(house.db, SITE[actor], `${name}-${actor}`);
  const id = await house.db.registry.transaction(async (tx) => {
    const made = await tx.createProject({ name, ownerId: people.owner.id, at: Date.now() });
    for (const role of MEMBERS) await tx.setMember(made, people[role].id, role);
    return made;
  });
  const environment = await house.db.registry.environment(house.environment);
  if (!environment) throw new Error("no environment");
  return {
    project: { id, name },
    people,
    as: (actor) => house.as(people[actor]),
    stack: async () => {
      const { name: stack } = await makeStack(house.db, { ...people.owner, projectId: id }, environment);
      return { environment: environment.name, stack };
    },
  };
}
