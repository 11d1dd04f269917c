import { addressBytes } from "@/lib/core/private-address";
import type { Desk } from "../desk";
import { isNull, type Node } from "../node";
import type { Spot } from "../place";
import { lineOf, listOf, refuse, wrong } from "../values";

const HOST = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const MOST_HOSTS = 100;
/** What a resolver reads: `ndots:2`, `use-vc`. */
const OPTION = /^[a-z][a-z0-9-]{0,31}(:\d{1,5})?$/;
const GATEWAY = "The host itself is not reachable by name. Write a literal address, such as 10.0.0.7.";

const LINK_LOCAL = "Link-local addresses (169.254.x.x, fe80::) are the machine's own: a cloud tells its keys there. Write the address of another machine.";

/** Also where the older address is written as one of the newer kind. */
function isLinkLocal(address: string): boolean {
  const bytes = addressBytes(address) ?? [];
  const [first = 0, second = 0] = bytes.slice(0, 10).every((byte) => byte === 0) ? bytes.slice(12) : bytes;
  return (first === 169 && second === 254) || (first === 0xfe && (second & 0xc0) === 0x80);
}

export const isHostName = (text: string): boolean => HOST.test(text);

const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.|$)){4}$/;

/** A literal address of the internet protocol, as the engine takes it. */
export function isAddress(text: string): boolean {
  if (IPV4.test(text)) return true;
  if (!text.includes(":") || text.includes("%") || !/^[0-9a-f:.]{2,45}$/i.test(text)) return false;
  return URL.canParse(`http://[${text}]/`);
}

/** `["db.site:10.0.0.7", "db.site=10.0.0.7"]`, or a map, whose values may be lists. */
export function readExtraHosts(desk: Desk, node: Node): { name: string; address: string }[] | undefined {
  if (isNull(node)) return undefined;
  const hosts: { name: string; address: string }[] = [];
  const add = (name: string, given: string, at: Spot) => {
    const address = given.replace(/^\[(.*)\]$/, "$1");
    if (!isHostName(name)) wrong(desk, at, "extra_hosts", 'A line of extra_hosts is a host name and an address: "db.site:10.0.0.7".');
    else if (/host-gateway|host\.docker|host\.containers/i.test(address)) refuse(desk, at, "extra_hosts", GATEWAY);
    else if (isLinkLocal(address)) refuse(desk, at, "extra_hosts", LINK_LOCAL);
    else if (!isAddress(address)) wrong(desk, at, "extra_hosts", `${address || "An empty text"} is not an address. Write a literal one, such as 10.0.0.7.`);
    else if (!hosts.some((other) => other.name === name && other.address === address)) hosts.push({ name, address });
  };
  if (node.kind === "map")
    for (const entry of node.entries)
      for (const value of entry.value.kind === "list" ? entry.value.items : [entry.value]) {
        const address = lineOf(desk, value, "extra_hosts");
        if (address !== undefined) add(entry.key, address, entry.value.kind === "list" ? value : entry);
      }
  else
    for (const item of listOf(desk, node, "extra_hosts") ?? []) {
      const text = lineOf(desk, item, "extra_hosts");
      const match = text === undefined ? null : /^([^=:]*)[=:](.*)$/.exec(text);
      // Two addresses for one name stand with a comma between them.
      if (match) for (const address of (match[2] ?? "").split(",")) add(match[1] ?? "", address, item);
      else if (text !== undefined) wrong(desk, item, "extra_hosts", 'A line of extra_hosts is a host name and an address: "db.site:10.0.0.7".');
    }
  if (hosts.length > MOST_HOSTS) return refuse(desk, node, "extra_hosts", `extra_hosts has at most ${MOST_HOSTS} lines.`);
  return hosts.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** One text or a list of them, each checked, each once, in the order of the file. */
export function readTexts(
  desk: Desk,
  node: Node,
  field: string,
  { fits, hint, most, single }: { fits: (text: string) => boolean; hint: string; most: number; single: boolean },
): string[] | undefined {
  if (isNull(node)) return undefined;
  const items = single && node.kind === "scalar" ? [node] : (listOf(desk, node, field) ?? []);
  const texts = items.flatMap((item) => {
    const text = lineOf(desk, item, field);
    if (text === undefined) return [];
    if (fits(text)) return [text];
    wrong(desk, item, field, hint);
    return [];
  });
  const unique = [...new Set(texts)];
  return unique.length > most ? refuse(desk, node, field, `${field} has at most ${most} lines.`) : unique;
}

export const readDns = (desk: Desk, node: Node) =>
  readTexts(desk, node, "dns", { fits: isAddress, hint: "dns takes addresses of name servers, such as 10.0.0.53.", most: 10, single: true });

export const readDnsSearch = (desk: Desk, node: Node) =>
  readTexts(desk, node, "dns_search", {
    fits: (text) => text === "." || isHostName(text),
    hint: "dns_search takes domain names, such as lbl.gov.",
    most: 10,
    single: true,
  });

export const readDnsOptions = (desk: Desk, node: Node) =>
  readTexts(desk, node, "dns_opt", {
    fits: (text) => OPTION.test(text),
    hint: "dns_opt takes options of the resolver, such as ndots:2 or use-vc.",
    most: 10,
    single: false,
  });

const GROUP = /^([a-z_][a-z0-9_.-]{0,31}|0|[1-9]\d{0,9})$/i;

/** Names and numbers of groups inside the image. */
export const readGroups = (desk: Desk, node: Node) =>
  readTexts(desk, node, "group_add", {
    fits: (text) => GROUP.test(text) && !(Number(text) > 2_147_483_647),
    hint: 'group_add takes names or numbers of groups inside the image, such as "1001".',
    most: 32,
    single: false,
  });
