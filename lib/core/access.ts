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
  sessionId: string;
}

/** Which stacks a query may return. A scope is never optional: forgetting it does not compile. */
export type Scope = { readonly kind: "all" } | { readonly kind: "projects-of"; readonly userId: string };

type Role = SiteRole | MemberRole;

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
  "container.inspect": ["admin", "operator", "auditor", "owner", "maintainer", "viewer"],
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

/** Every role that has the right, the widest first. */
export const rolesWith = (permission: Permission): readonly Role[] => RIGHTS[permission];

/** Default deny. `member` is the actor's role in the project that owns the object; null when there is none. */
export function can(actor: Pick<Actor, "role">, permission: Permission, member: MemberRole | null): boolean {
  const roles = rolesWith(permission);
  return roles.includes(actor.role) || (member !== null && roles.includes(member));
}

/** Site roles other than `user` see every stack; what they may do with it, `can` says. */
export const scopeOf = (actor: Actor): Scope => (actor.role === "user" ? { kind: "projects-of", userId: actor.userId } : { kind: "all" });
