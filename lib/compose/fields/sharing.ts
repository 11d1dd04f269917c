import type { Desk } from "../desk";
import { checkServiceName } from "../names";
import { type Entry, isNull, type Node } from "../node";
import { lineOf, listOf, refuse, wrong } from "../values";
import type { Draft } from "./draft";

const CLOSED =
  "The host's network and other containers' networks are closed; every stack has its own. Remove it, and publish what must be reached with `ports`. Allowed are none, and service: with a service of this file.";

/** `none`, or `service:db` for the network of that service's first container. */
export function readNetworkMode(desk: Desk, entry: Entry, draft: Draft): void {
  if (isNull(entry.value)) return;
  const mode = lineOf(desk, entry.value, "network_mode");
  if (mode === undefined || mode === "") return;
  if (mode === "none") {
    draft.spec.networkMode = "none";
    return;
  }
  const service = /^service:(.+)$/.exec(mode)?.[1];
  if (service === undefined) {
    refuse(desk, entry, "network_mode", `network_mode is not allowed to be ${mode || "empty"}. ${CLOSED}`, entry);
    return;
  }
  draft.spec.networkMode = { service };
  draft.networkHost = { service, at: entry.value };
}

/** `[db, "db:database"]`: names of this stack reach each other anyway, so a link is a start order and, with an alias, one more name. */
export function readLinks(desk: Desk, node: Node, draft: Draft): void {
  if (isNull(node)) return;
  for (const item of listOf(desk, node, "links") ?? []) {
    const text = lineOf(desk, item, "links");
    if (text === undefined) continue;
    const [service = "", alias, ...more] = text.split(":");
    const trouble = alias?.split(".").some((label) => checkServiceName(label) !== null);
    if (more.length > 0 || trouble)
      wrong(desk, item, "links", 'A link is written "db" or "db:alias", with an alias of letters, digits, hyphens, underscores and dots.');
    else draft.links.push({ service, alias: alias === undefined || alias === service ? null : alias, at: item });
  }
}
