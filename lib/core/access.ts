/** Who asks. Minted only by lib/auth; the `system` actor is the reconciler's and never reaches an op. */
export interface Actor {
  userId: string;
  username: string;
  role: "admin" | "user";
  sessionId: string;
}

/** Which stacks a query may return. A scope is never optional: forgetting it does not compile. */
export type Scope = { readonly kind: "all" } | { readonly kind: "projects-of"; readonly userId: string };

export const scopeOf = (actor: Actor): Scope => (actor.role === "admin" ? { kind: "all" } : { kind: "projects-of", userId: actor.userId });

export type MemberRole = "owner" | "maintainer" | "viewer";

export type Permission =
  | "stack.see"
  | "stack.create"
  | "stack.deploy"
  | "stack.remove"
  | "service.operate"
  | "service.scale"
  | "logs.read"
  | "shell.open"
  | "file.read"
  | "users.manage"
  | "policy.manage"
  | "environment.see";

const BY_MEMBER: Record<MemberRole, Permission[]> = {
  owner: ["stack.see", "stack.deploy", "stack.remove", "service.operate", "service.scale", "logs.read", "shell.open", "file.read"],
  maintainer: ["stack.see", "stack.deploy", "service.operate", "service.scale", "logs.read", "shell.open", "file.read"],
  viewer: ["stack.see", "logs.read", "file.read"],
};

/** Default deny. `member` is the actor's role in the project that owns the object; null when there is none. */
export function can(actor: Actor, permission: Permission, member: MemberRole | null): boolean {
  if (permission === "stack.create" || permission === "environment.see") return true;
  if (actor.role === "admin") return true;
  return member !== null && BY_MEMBER[member].includes(permission);
}
