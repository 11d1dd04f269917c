import { SHARED_FILES_CAPABILITIES, SPIN_CAPABILITIES } from "@/lib/core/policy";
import { canonicalText } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { entryOf, isNull } from "../node";
import type { Spot } from "../place";
import { refuse, refuseItem } from "../values";
import { grantsUsed } from "./binds";
import type { Draft } from "./draft";

/** What a service may be and have depends on what it mounts: looked at once the whole service is read. */
export function checkPrivileges(desk: Desk, draft: Draft): void {
  const shared = draft.spec.mounts.some(({ type }) => type === "bind");
  if (shared) checkOwner(desk, draft);
  else if (desk.policy.nonRoot) checkNonRoot(desk, draft);
  const allowed = shared ? desk.policy.capabilities.filter((name) => SHARED_FILES_CAPABILITIES.includes(name)) : desk.policy.capabilities;
  const sorted = [...new Set(allowed)].sort();
  if (canonicalText(sorted) !== canonicalText(SPIN_CAPABILITIES)) draft.spec.capabilities = sorted;
}

/** Spin's rule: whoever sees shared files is their owner by number, and can do nothing an owner could not. */
function checkOwner(desk: Desk, draft: Draft): undefined {
  const { spec } = draft;
  for (const name of spec.capAdd)
    if (!SHARED_FILES_CAPABILITIES.includes(name)) {
      const message = `A service that sees shared files may add ${SHARED_FILES_CAPABILITIES.join(", ")} only: ${name} would get past the permissions of the files.`;
      refuse(desk, spotOf(draft, "cap_add"), "cap_add", message, entryOf(draft.entry.value, "cap_add"));
    }
  const owners = ownersOf(desk, draft);
  const unknown = owners.find(({ uid, gid }) => uid === null || gid === null);
  if (unknown) {
    const who = desk.asker?.username ?? "you";
    const message = `The user number of ${who} is not known here, so a service cannot run as ${who}. An administrator adds uid and gid to the grant of ${unknown.path}.`;
    return refuse(desk, draft.mounts.find(({ mount }) => mount.type === "bind")?.at ?? draft.entry, "user", message);
  }
  const numbers = [...new Set(owners.map(({ uid, gid }) => `${uid}:${gid}`))];
  const [own] = numbers;
  if (own === undefined) return;
  if (numbers.length > 1)
    return refuse(
      desk,
      spotOf(draft, "user"),
      "user",
      `These directories belong to different users (${numbers.join(" and ")}), and a service runs as one. Use two services.`,
    );
  checkGroups(desk, draft, owners);
  if (spec.user === own) return;
  const message = `A service that sees shared files must run as you (${own}).`;
  desk.report.error({ rule: "policy.user", at: spotOf(draft, "user"), short: "not you", message, fix: pinUser(desk, draft, own) });
}

interface Owner {
  path: string;
  uid: number | null;
  gid: number | null;
  groups: number[];
}

/** The numbers of a grant, or the asker's own where it has none. */
function ownersOf(desk: Desk, { spec }: Draft): Owner[] {
  const { uid = null, gid = null, groups = [] } = desk.asker ?? {};
  return grantsUsed(desk, spec.mounts).map((grant) => ({
    path: grant.path,
    uid: grant.uid ?? uid,
    gid: grant.gid ?? gid,
    groups: [...grant.groups, ...groups],
  }));
}

/** Read here as it stands in the file: with shared files it depends on the grant, elsewhere on the language alone. */
function checkGroups(desk: Desk, draft: Draft, owners: Owner[]): void {
  const entry = entryOf(draft.entry.value, "group_add");
  if (entry?.value.kind !== "list") return;
  for (const item of entry.value.items) {
    const value = item.kind === "scalar" ? desk.resolve(item) : undefined;
    const text = value === undefined || value === null ? "" : String(value);
    if (/^[1-9]\d{0,9}$/.test(text) && owners.every(({ gid, groups }) => gid === Number(text) || groups.includes(Number(text)))) continue;
    refuseItem(desk, item, "group_add", `${text || "This"} is not one of your groups, and groups open shared files. Write the number of a group you are in.`);
  }
}

const ROOT = /^(0+|root)$/i;

/** Pod Security Standard "restricted": a number, as a name can be root in the image. */
function checkNonRoot(desk: Desk, draft: Draft): void {
  const [user = ""] = draft.spec.user?.split(":") ?? [];
  if (/^[1-9]\d*$/.test(user)) return;
  const why = user === "" ? "Without `user` the image decides, and most choose root." : ROOT.test(user) ? "This is root." : "A name can be root in the image.";
  const message = `Services here run as a user other than root, named by number. ${why}`;
  desk.report.error({ rule: "policy.user", at: spotOf(draft, "user"), short: "not a number", message, fix: pinUser(desk, draft, "1000:1000") });
}

const spotOf = (draft: Draft, key: string): Spot => entryOf(draft.entry.value, key)?.value ?? draft.entry;

/** One click: the value replaced where `user` stands, or a line of its own above the first attribute. */
function pinUser(desk: Desk, { entry }: Draft, user: string) {
  const label = `Run as ${user}`;
  const said = entryOf(entry.value, "user");
  if (said && !isNull(said.value)) return said.value.kind === "scalar" ? { label, from: said.value.from, to: said.value.to, insert: `"${user}"` } : null;
  const first = entry.value.kind === "map" ? entry.value.entries[0] : undefined;
  if (said || !first) return null;
  const { text } = desk.report;
  const start = text.lastIndexOf("\n", first.from - 1) + 1;
  const indent = text.slice(start, first.from);
  // Only in block style, and not where the first attribute came from elsewhere through an alias.
  if (!/^ +$/.test(indent) || first.from < entry.to) return null;
  return { label, from: first.from, to: first.from, insert: `user: "${user}"\n${indent}` };
}
