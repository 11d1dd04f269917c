import { SAFE_SYSCTLS, type ServiceExtras } from "@/lib/core/service-extras";
import type { Desk } from "../desk";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { eachField, listOf, mapOf, numberOf, refuse, textOf, wrong } from "../values";
import { readPairs } from "./environment";

const RANGE = /^\d{1,10}[ \t]+\d{1,10}$/;
/** What each of SAFE_SYSCTLS may be set to. */
const SAFE: Record<string, RegExp> = {
  "kernel.shm_rmid_forced": /^[01]$/,
  "net.ipv4.ip_local_port_range": RANGE,
  "net.ipv4.ip_local_reserved_ports": /^(\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?){0,99})?$/,
  "net.ipv4.ip_unprivileged_port_start": /^\d{1,5}$/,
  "net.ipv4.ping_group_range": RANGE,
  "net.ipv4.tcp_fin_timeout": /^\d{1,6}$/,
  "net.ipv4.tcp_keepalive_intvl": /^\d{1,6}$/,
  "net.ipv4.tcp_keepalive_probes": /^\d{1,3}$/,
  "net.ipv4.tcp_keepalive_time": /^\d{1,6}$/,
  "net.ipv4.tcp_syncookies": /^[012]$/,
};

export function readSysctls(desk: Desk, node: Node): Record<string, string> | undefined {
  if (isNull(node)) return undefined;
  return readPairs(desk, node, "sysctls", ({ name, value, at, valueAt, entry }) => {
    const pattern = Object.hasOwn(SAFE, name) ? SAFE[name] : undefined;
    if (!pattern)
      return refuse(desk, at, "sysctls", `${name} affects others on this host. Settings of the container's own are ${SAFE_SYSCTLS.join(", ")}.`, entry);
    return pattern.test(value ?? "") ? (value ?? "") : wrong(desk, valueAt, "sysctls", `${value ?? "Nothing"} is not a value of ${name}.`);
  });
}

/** The most of each; what is not here is set by the platform. */
const MOST: Record<string, number> = { nofile: 1_048_576, nproc: 65_536, core: 0, stack: 64 * 1024 * 1024 };

/** `nofile: 20000`, or `nofile: {soft: 20000, hard: 40000}`. */
export function readUlimits(desk: Desk, node: Node): ServiceExtras["ulimits"] {
  if (isNull(node)) return undefined;
  return (mapOf(desk, node, "ulimits") ?? [])
    .filter((entry) => !entry.key.startsWith("x-"))
    .flatMap((entry) => readUlimit(desk, entry) ?? [])
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readUlimit(desk: Desk, entry: Entry): NonNullable<ServiceExtras["ulimits"]>[number] | undefined {
  const { key: name } = entry;
  const most = Object.hasOwn(MOST, name) ? MOST[name] : undefined;
  if (most === undefined) return refuse(desk, entry, "ulimits", `${name} is set by the platform. A file can set ${Object.keys(MOST).join(", ")}.`, entry);
  const figure = (value: Node) => numberOf(desk, value, `ulimits.${name}`, { least: 0, most, whole: true });
  if (entry.value.kind !== "map") {
    const both = figure(entry.value);
    return both === undefined ? undefined : { name, soft: both, hard: both };
  }
  const said: { soft?: number | undefined; hard?: number | undefined } = {};
  eachField(desk, entry.value, `ulimits.${name}`, {
    soft: (field) => (said.soft = figure(field.value)),
    hard: (field) => (said.hard = figure(field.value)),
  });
  const { soft, hard } = said;
  if (!("soft" in said) || !("hard" in said)) return wrong(desk, entry, "ulimits", `${name} needs both soft and hard, or one number.`);
  if (soft === undefined || hard === undefined) return undefined;
  return soft > hard ? wrong(desk, entry, "ulimits", `The soft limit of ${name} is above the hard one.`) : { name, soft, hard };
}

const TOKEN = /^[\w.-]{1,64}$/;

/** `attach`, `profiles` and the like are read even where they change nothing. */
export function readProfiles(desk: Desk, node: Node): { profile: string; at: Spot }[] {
  if (isNull(node)) return [];
  return (listOf(desk, node, "profiles") ?? []).flatMap((item) => {
    const profile = textOf(desk, item, "profiles");
    if (profile === undefined) return [];
    // To Compose the empty name is the profile of those who choose none.
    if (profile === "" || (TOKEN.test(profile) && /^[a-z0-9]/i.test(profile))) return [{ profile, at: item }];
    wrong(desk, item, "profiles", "The name of a profile has letters, digits, _ . and -.");
    return [];
  });
}
