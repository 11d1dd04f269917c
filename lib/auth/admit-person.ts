import type { MemberRole, SiteRole } from "@/lib/core/access";
import { MEMBER_ROLES, SITE_ROLES } from "@/lib/core/access";
import { fail, problemOf } from "@/lib/core/errors";
import type { DirectoryPerson, GroupRules } from "@/lib/core/sign-in";
import type { AccountStore, AccountTransaction, GroupMembership } from "@/lib/registry/types";

export interface AdmitDeps {
  accounts: AccountStore;
  rules: GroupRules | null;
  address: string;
  now: number;
}

const USERNAME = /^[a-z0-9][a-z0-9._-]{1,39}$/;
type Account = { id: string; username: string; role: SiteRole; disabled: boolean };

/**
 * The account of somebody whom a directory or provider has just vouched for, made at the first time, with what their groups give today. Throws
 * PROVIDER_REFUSED: a name that another account has is never taken over, and who comes first is no administrator by that.
 */
export function admitPerson({ accounts, rules, address, now }: AdmitDeps, person: DirectoryPerson): Promise<{ userId: string; username: string }> {
  const mapped = mappedRole(rules, person.groups);
  return accounts.transaction(async (tx) => {
    const known = await tx.byIdentity(person.key);
    if (known?.disabled) throw fail("PROVIDER_REFUSED", { reason: "disabled" });
    const account = known ?? (await makeAccount(tx, person, mapped ?? "user", now));
    const role = known ? await followRole(tx, account, mapped) : account.role;
    if (person.numbers) await tx.setNumbers(account.id, person.numbers);
    const changes = await tx.followGroups(account.id, mappedProjects(rules, person.groups), now);
    const actor = { userId: account.id, username: account.username };
    const entry = { actor, address, stackId: null, subject: account.username };
    if (!known) await tx.audit({ ...entry, action: "user.create", before: null, after: { role, from: person.key.issuer } }, now);
    if (known && role !== known.role)
      await tx.audit({ ...entry, action: "user.role", before: { role: known.role }, after: { role, from: person.key.issuer } }, now);
    if (Object.values(changes).some((list) => list.length > 0)) await tx.audit({ ...entry, action: "user.groups", before: null, after: changes }, now);
    return { userId: account.id, username: account.username };
  });
}

async function makeAccount(tx: AccountTransaction, { key, username }: DirectoryPerson, role: SiteRole, at: number): Promise<Account> {
  if (role !== "admin" && (await tx.userCount()) === 0) throw fail("PROVIDER_REFUSED", { reason: "setup" });
  if (!USERNAME.test(username)) throw fail("PROVIDER_REFUSED", { reason: "name" });
  const id = await tx.createUser({ username, passwordHash: null, role, at }).catch((error: unknown) => {
    throw problemOf(error).code === "NAME_TAKEN" ? fail("PROVIDER_REFUSED", { reason: "clash" }) : error;
  });
  await tx.addIdentity(id, key);
  return { id, username, role, disabled: false };
}

/** Where roles are mapped the groups decide each time; a role that is not theirs any more ends what was begun with it. */
async function followRole(tx: AccountTransaction, account: Account, mapped: SiteRole | null): Promise<SiteRole> {
  if (mapped === null || mapped === account.role) return account.role;
  const inCharge = (await tx.users()).filter(({ id, role, disabled }) => id !== account.id && role === "admin" && !disabled);
  if (account.role === "admin" && inCharge.length === 0) return account.role;
  await tx.setRole(account.id, mapped);
  await tx.revokeSessions(account.id);
  return mapped;
}

/** The widest that the groups give; null where no role is mapped at all. */
function mappedRole(rules: GroupRules | null, groups: readonly string[]): SiteRole | null {
  if (!rules || rules.roles.length === 0) return null;
  const given = rules.roles.filter(({ group }) => groups.includes(group)).map(({ role }) => role);
  return SITE_ROLES.find((role) => given.includes(role)) ?? "user";
}

/** One membership a project, the widest where several groups give one. */
function mappedProjects(rules: GroupRules | null, groups: readonly string[]): GroupMembership[] {
  const roles = new Map<string, MemberRole>();
  for (const { group, project, role } of rules?.projects ?? []) {
    if (!groups.includes(group)) continue;
    const before = roles.get(project);
    if (before === undefined || MEMBER_ROLES.indexOf(role) < MEMBER_ROLES.indexOf(before)) roles.set(project, role);
  }
  return [...roles].map(([project, role]) => ({ project, role }));
}
