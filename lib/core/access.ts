import { type TokenMark, tokenMay } from "./api-tokens";

/** What somebody is on the whole installation. `operator` helps and sees, `auditor` reads what was done; neither deploys by it. */
export const SITE_ROLES = ["admin", "operator", "auditor", "user"] as const;
export type SiteRole = (typeof SITE_ROLES)[number];

/** What somebody is in the project that owns a stack. */
export const MEMBER_ROLES = ["owner", "maintainer", "viewer"] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Who asks. Minted only by lib/auth; the `system` actor is the reconciler's and never reaches an op. */
export interface Actor {
  userId: string;
  username: string;
  role: SiteRole;
  /** Empty for who came with a token: there is no session. */
  sessionId: string;
  /** Set for who came with a token: no more than its scopes, and nothing that only a person at the page does. */
  token?: TokenMark;
}

/** Which stacks a query may return. A scope is never optional: forgetting it does not compile. */
export type Scope = { readonly kind: "all" } | { readonly kind: "projects-of"; readonly userId: string };

export type Role = SiteRole | MemberRole;

/**
 * The matrix: for each right every role that has it. A site role has it everywhere, a member role in its project; who has both kinds may what
 * either may. `user` stands for everybody who is signed in. Reading the value of a secret is nobody's right, so it has no row.
 */
const RIGHTS = {
  "environment.see": ["admin", "operator", "auditor", "user"],
  "stack.see": ["admin", "operator", "auditor", "owner", "maintainer", "viewer"],
  "stack.create": ["admin", "owner", "maintainer"],
  "file.read": ["admin", "operator", "owner", "maintainer", "viewer"],
  "values.read": ["admin", "owner", "maintainer"],
  "stack.deploy": ["admin", "owner", "maintainer"],
  "service.operate": ["admin", "operator", "owner", "maintainer"],
  "service.scale": ["admin", "owner", "maintainer"],
  "stack.remove": ["admin", "owner"],
  "volume.remove": ["admin", "owner"],
  "logs.read": ["admin", "operator", "owner", "maintainer", "viewer"],
  "shell.open": ["admin", "owner", "maintainer"],
  "container.inspect": ["admin", "operator", "owner", "maintainer", "viewer"],
  "secret.see": ["admin", "owner", "maintainer", "viewer"],
  "secret.write": ["owner", "maintainer"],
  "secret.remove": ["admin", "owner", "maintainer"],
  "members.manage": ["admin", "owner"],
  "stack.transfer": ["admin", "owner"],
  "audit.read": ["admin", "auditor", "owner", "maintainer"],
  "deploy.approve": ["admin", "operator"],
  "environment.read": ["admin", "operator", "auditor"],
  "environment.manage": ["admin"],
  "policy.manage": ["admin"],
  "users.read": ["admin", "auditor"],
  "users.manage": ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof RIGHTS;

export const PERMISSIONS = Object.keys(RIGHTS) as Permission[];

/** What the owners of a project may turn off. */
export interface Switches {
  viewersReadLogs: boolean;
  maintainersOpenShell: boolean;
}

export const ALL_ON: Switches = { viewersReadLogs: true, maintainersOpenShell: true };

const SWITCHED: { off: (switches: Switches) => boolean; role: MemberRole; permission: Permission }[] = [
  { off: ({ viewersReadLogs }) => !viewersReadLogs, role: "viewer", permission: "logs.read" },
  { off: ({ maintainersOpenShell }) => !maintainersOpenShell, role: "maintainer", permission: "shell.open" },
];

/** Every role that has the right, the widest first. */
export function rolesWith(permission: Permission, switches: Switches = ALL_ON): readonly Role[] {
  const roles: readonly Role[] = RIGHTS[permission];
  const closed = SWITCHED.filter((one) => one.permission === permission && one.off(switches)).map(({ role }) => role as Role);
  return closed.length === 0 ? roles : roles.filter((role) => !closed.includes(role));
}

/** Default deny. `member` is the actor's role in the project that owns the object; null when there is none. */
export function can(actor: Pick<Actor, "role" | "token">, permission: Permission, member: MemberRole | null, switches: Switches = ALL_ON): boolean {
  if (actor.token && !tokenMay(actor.token, permission)) return false;
  const roles = rolesWith(permission, switches);
  return roles.includes(actor.role) || (member !== null && roles.includes(member));
}

/** The site role that alone allows it: what is done by it stands in the stack's own history, where its owner sees it. */
export const siteRoleFor = (actor: Pick<Actor, "role">, permission: Permission, member: MemberRole | null): Exclude<SiteRole, "user"> | null =>
  actor.role === "user" || (member !== null && rolesWith(permission).includes(member)) ? null : actor.role;

const HEIGHT: Record<Role, number> = { viewer: 1, maintainer: 2, owner: 3, user: 0, auditor: 1, operator: 1, admin: 2 };

/** Nobody gives a role above their own, nor takes one from somebody above them. An administrator stands above every member. */
export const reaches = (granter: { role: SiteRole; member: MemberRole | null }, role: MemberRole): boolean =>
  granter.role === "admin" || (granter.member !== null && HEIGHT[granter.member] >= HEIGHT[role]);

export const reachesSite = (granter: SiteRole, role: SiteRole): boolean => HEIGHT[granter] >= HEIGHT[role];

/** Site roles other than `user` see every stack; what they may do with it, `can` says. */
export const scopeOf = (actor: Actor): Scope => (actor.role === "user" ? { kind: "projects-of", userId: actor.userId } : { kind: "all" });
