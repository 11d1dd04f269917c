import type { Desk } from "../desk";
import { checkServiceName } from "../names";
import { type Entry, isNull, type Node } from "../node";
import { eachField, lineOf, listOf, numberOf, wrong } from "../values";
import type { Draft } from "./draft";

const FIXED = "Addresses are chosen for each stack, so that none collide. Remove it and use service names.";
const REASONS = {
  ipv4_address: FIXED,
  ipv6_address: FIXED,
  link_local_ips: FIXED,
  mac_address: FIXED,
  driver_opts: "Driver options can change the host's own networks. Remove it.",
  gw_priority: FIXED,
  interface_name: FIXED,
};

/** `[front, back]`, or a map whose values may give aliases. */
export function readNetworks(desk: Desk, node: Node, draft: Draft): void {
  if (isNull(node)) return;
  const { networks } = draft.spec;
  if (node.kind === "map") {
    for (const entry of node.entries) {
      const network: (typeof networks)[number] = { name: entry.key, aliases: [] };
      const readers = {
        aliases: (field: Entry) => (network.aliases = readAliases(desk, field.value)),
        priority: (field: Entry) => {
          const priority = numberOf(desk, field.value, "networks.priority", { least: -1000, most: 1000, whole: true });
          if (priority) network.priority = priority;
        },
      };
      if (!isNull(entry.value)) eachField(desk, entry.value, "networks", readers, REASONS);
      networks.push(network);
      draft.networks.push({ name: entry.key, at: entry });
    }
    return;
  }
  for (const item of listOf(desk, node, "networks") ?? []) {
    const name = lineOf(desk, item, "networks");
    if (name === undefined) continue;
    if (networks.some((network) => network.name === name)) wrong(desk, item, "networks", `${name} is named twice. Keep one.`);
    networks.push({ name, aliases: [] });
    draft.networks.push({ name, at: item });
  }
}

function readAliases(desk: Desk, node: Node): string[] {
  if (isNull(node)) return [];
  const aliases = (listOf(desk, node, "networks.aliases") ?? []).flatMap((item) => {
    const alias = lineOf(desk, item, "networks.aliases");
    if (alias === undefined) return [];
    // Dots may be part of a host name, as in `db.internal`.
    const trouble = alias.length > 253 || alias.split(".").some((label) => checkServiceName(label) !== null);
    if (trouble) wrong(desk, item, "networks.aliases", "An alias is a host name: letters, digits, hyphens, underscores and dots.");
    return trouble ? [] : [alias];
  });
  return [...new Set(aliases)].sort();
}
