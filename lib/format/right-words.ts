import type { MemberRole, Permission, Role } from "@/lib/core/access";

/** After "may" and "can". */
const RIGHTS: Record<Permission, string> = {
  "environment.see": "see this environment",
  "stack.see": "see this stack and its state",
  "stack.create": "make stacks here",
  "file.read": "read the compose file and its revisions",
  "values.read": "read the values of variables",
  "stack.deploy": "deploy, upgrade, confirm and roll back",
  "service.operate": "start, stop and restart",
  "service.scale": "scale",
  "stack.remove": "remove the stack or a service",
  "volume.remove": "delete volumes with their data",
  "logs.read": "read logs",
  "shell.open": "open a shell",
  "container.inspect": "inspect containers",
  "secret.see": "see the names of secrets",
  "secret.write": "make and replace secrets",
  "secret.remove": "delete secrets",
  "members.manage": "change members and invite people",
  "stack.transfer": "offer the stack to another project",
  "audit.read": "read the audit log of this stack",
  "deploy.approve": "approve deploys",
  "environment.read": "read the settings of environments",
  "environment.manage": "change environments",
  "policy.manage": "change the policy",
  "users.read": "see all users",
  "users.manage": "change users",
};

export const rightWords = (permission: Permission): string => RIGHTS[permission];
export const isPermission = (text: string): text is Permission => Object.hasOwn(RIGHTS, text);

const ROLE_WORDS: Record<Role, string> = {
  admin: "administrator",
  operator: "operator",
  auditor: "auditor",
  user: "member",
  owner: "owner",
  maintainer: "maintainer",
  viewer: "viewer",
};

/** What somebody is, as pages say it. */
export const roleWord = (role: Role): string => ROLE_WORDS[role];

const withArticle = (role: Role): string => `${/^[aeiou]/.test(ROLE_WORDS[role]) ? "an" : "a"} ${ROLE_WORDS[role]}`;
const isMemberRole = (role: Role): role is MemberRole => role === "owner" || role === "maintainer" || role === "viewer";
const listed = (words: readonly string[]): string => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`);

/** "an owner or a maintainer of the project, or an administrator". */
export function rolesInWords(roles: readonly Role[]): string {
  const members = roles.filter(isMemberRole).map(withArticle);
  const site = roles.filter((role) => !isMemberRole(role)).map(withArticle);
  const own = members.length > 0 ? `${listed(members)} of the project` : "";
  return [own, listed(site)].filter(Boolean).join(", or ");
}

/** Why a button is off, and who could press it. */
export const lacksSentence = (permission: Permission, roles: readonly Role[]): string =>
  roles.length === 0
    ? `Nobody may ${RIGHTS[permission]}.`
    : `Only ${rolesInWords(roles)}${roles.some(isMemberRole) && !roles.every(isMemberRole) ? "," : ""} may ${RIGHTS[permission]}.`;
