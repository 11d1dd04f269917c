import type { Desk } from "../desk";
import { type Entry, isNull, type Node } from "../node";
import { lineOf, listOf, refuseItem, removal, wrong } from "../values";

const CAPABILITY = /^[A-Z][A-Z0-9_]{1,40}$/;

function capabilityOf(desk: Desk, node: Node, field: string): string | undefined {
  const name = lineOf(desk, node, field)?.trim().toUpperCase().replace(/^CAP_/, "");
  if (name === undefined || CAPABILITY.test(name)) return name;
  return wrong(desk, node, field, `${field} takes names of capabilities, such as NET_BIND_SERVICE.`);
}

/** With or without CAP_, in any case; sorted, each once. */
export function readCapabilities(desk: Desk, node: Node, field: "cap_add" | "cap_drop"): string[] {
  const { capabilities } = desk.policy;
  if (field === "cap_add") desk.listener?.words(node.path, capabilities);
  if (isNull(node)) return [];
  const names = (listOf(desk, node, field) ?? []).flatMap((item) => {
    const name = capabilityOf(desk, item, field);
    if (name === undefined) return [];
    if (field === "cap_drop" || capabilities.includes(name)) return [name];
    refuseItem(desk, item, field, `${name} could take over the host or its network. Containers here may have ${capabilities.join(", ")}.`);
    return [];
  });
  return [...new Set(names)].sort();
}

/** Only what is always added anyway may be said. */
export function readSecurityOpt(desk: Desk, node: Node): void {
  if (isNull(node)) return;
  for (const item of listOf(desk, node, "security_opt") ?? []) {
    const text = lineOf(desk, item, "security_opt");
    if (text === undefined || /^no-new-privileges([:=]true)?$/.test(text)) continue;
    refuseItem(
      desk,
      item,
      "security_opt",
      "The security profile is the same for all containers and cannot be changed. Only no-new-privileges:true may stand here.",
    );
  }
}

/** Refused unless it says false, in so many letters: a variable could be filled in with anything. */
export function readPrivileged(desk: Desk, entry: Entry): void {
  if (entry.value.kind === "scalar" && entry.value.value === false) return;
  const message =
    "A privileged container controls the whole host and every stack on it. Remove the line; if a program asks for it, look for the one capability it needs.";
  desk.report.error({ rule: "policy.privileged", at: entry, short: "not allowed", message, fix: removal(desk, entry) });
}

const USER = /^([a-z_][a-z0-9_.-]{0,31}|0|[1-9]\d{0,9})(:([a-z_][a-z0-9_.-]{0,31}|0|[1-9]\d{0,9}))?$/i;
const MOST_ID = 2_147_483_647;

/** `name`, `uid`, or either with a group. Spellings such as `+0` and `1000:` are root to the engine, so they are not read. */
export function readUser(desk: Desk, node: Node): string | undefined {
  const text = lineOf(desk, node, "user");
  // As a variable without a value leaves it: the image's own.
  if (text === undefined || text === "") return undefined;
  const fits = USER.test(text) && text.split(":").every((part) => !/^\d/.test(part) || Number(part) <= MOST_ID);
  return fits ? text : wrong(desk, node, "user", 'user is a name or number inside the image, with a group if needed: "1000:1000".');
}
