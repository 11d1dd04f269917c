import type { Desk } from "./desk";
import type { Draft } from "./fields/draft";
import { entryOf } from "./node";
import type { Spot } from "./place";
import { whyMissing } from "./profiles";
import type { StackDraft } from "./stack";
import { refuse, wrong } from "./values";

/** What one service says about another: links, and a shared network. Both make it start after the other. */
export function joinServices(desk: Desk, stack: StackDraft): void {
  const byName = new Map(stack.drafts.map((draft) => [draft.spec.name, draft]));
  for (const draft of stack.drafts) {
    for (const link of draft.links) joinLink(desk, stack, byName, draft, link);
    if (draft.networkHost) joinNetwork(desk, stack, byName, draft, draft.networkHost);
    if (draft.spec.networkMode !== undefined) checkAlone(desk, draft);
  }
  for (const draft of stack.leftOut) checkLeftOut(desk, stack, draft);
}

/** The others that it names need not run, but they must be there. */
function checkLeftOut(desk: Desk, stack: StackDraft, draft: Draft): void {
  const { spec, dependencies, optional, links, networkHost, sidekickAt } = draft;
  const check = (field: string, service: string, at: Spot) => {
    if (service === spec.name || !stack.named.includes(service)) wrong(desk, at, field, `${service} is not another service of this file.`);
  };
  for (const { service, at } of dependencies) if (!optional.has(service)) check("depends_on", service, at);
  for (const { service, at } of links) check("links", service, at);
  if (networkHost) check("network_mode", networkHost.service, networkHost.at);
  if (spec.sidekickOf && sidekickAt) check("x-spindle.sidekick_of", spec.sidekickOf, sidekickAt);
  if (spec.networkMode !== undefined) checkAlone(desk, draft);
}

function waitFor(draft: Draft, service: string, at: Spot): void {
  const { dependsOn } = draft.spec;
  if (dependsOn.some((other) => other.service === service)) return;
  dependsOn.push({ service, condition: "service_started" });
  dependsOn.sort((a, b) => (a.service < b.service ? -1 : 1));
  draft.dependencies.push({ service, at });
}

/** An alias is one more name of the other service, in each network that the two share. */
function joinLink(desk: Desk, stack: StackDraft, byName: Map<string, Draft>, draft: Draft, { service, alias, at }: Draft["links"][number]): void {
  const target = byName.get(service);
  if (!target) {
    wrong(desk, at, "links", whyMissing(stack, service));
    return;
  }
  waitFor(draft, service, at);
  if (alias === null) return;
  if (byName.has(alias)) {
    wrong(desk, at, "links", `${alias} is a service of this file itself, so it cannot be another name of ${service}.`);
    return;
  }
  // Said already: links cannot be used there.
  if (draft.spec.networkMode !== undefined) return;
  const shared = target.spec.networks.filter(({ name }) => draft.spec.networks.some((own) => own.name === name));
  if (shared.length === 0) wrong(desk, at, "links", `${draft.spec.name} and ${service} share no network, so no name could lead there.`);
  for (const network of shared) network.aliases = [...new Set([...network.aliases, alias])].sort();
}

function joinNetwork(desk: Desk, stack: StackDraft, byName: Map<string, Draft>, draft: Draft, { service, at }: { service: string; at: Spot }): void {
  const target = byName.get(service);
  if (!target || target === draft) {
    wrong(desk, at, "network_mode", target ? "A service has its own network already. Remove the line." : whyMissing(stack, service));
    return;
  }
  waitFor(draft, service, at);
  const message = `${draft.spec.name} lives in the network of ${service}-1: an upgrade of ${service} replaces it as well, and when ${service}-1 restarts by itself, restart ${draft.spec.name} too.`;
  desk.report.notice({ rule: "compose.shared-network", at, short: `shares with ${service}`, message });
  if (typeof target.spec.networkMode === "object") {
    const { service: further } = target.spec.networkMode;
    wrong(desk, at, "network_mode", `${service} itself uses the network of ${further}. Write service:${further} here as well.`);
  }
  if (target.spec.scale !== 1)
    refuse(desk, at, "network_mode", `${service} has ${target.spec.scale} containers; a network can be shared with one. Give it one copy.`);
}

/** A container in another's network, or in none, has no ports, names and addresses of its own. */
const NEEDS_NETWORK = ["networks", "ports", "links"];
const NEEDS_OWN = ["hostname", "domainname", "extra_hosts", "dns", "dns_search", "dns_opt", "expose"];

function checkAlone(desk: Desk, draft: Draft): void {
  const { networkMode } = draft.spec;
  const host = typeof networkMode === "object" ? networkMode.service : null;
  const why = host === null ? "the service has no network" : `the network is that of ${host}`;
  const what = host === null ? "Remove it, or `network_mode`." : `Write it at ${host} instead.`;
  for (const key of host === null ? NEEDS_NETWORK : [...NEEDS_NETWORK, ...NEEDS_OWN]) {
    const entry = entryOf(draft.entry.value, key);
    const empty = entry?.value.kind === "list" && entry.value.items.length === 0;
    if (entry && !empty) wrong(desk, entry, key, `${key} cannot be used here: ${why}. ${what}`);
  }
  const net = host !== null && Object.keys(draft.spec.sysctls ?? {}).find((name) => name.startsWith("net."));
  const sysctls = entryOf(draft.entry.value, "sysctls");
  if (net && sysctls) wrong(desk, sysctls, "sysctls", `${net} cannot be set here: ${why}. ${what}`);
}
