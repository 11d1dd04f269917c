import { grantedPorts, isHostPort, portRangesInWords } from "@/lib/core/policy";
import type { PortSpec, Protocol } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { type Entry, entryOf, isNull, type Node } from "../node";
import type { Spot } from "../place";
import type { Remark } from "../report";
import { eachField, lineOf, listOf, refuse, textOf, wordOf, wrong } from "../values";
import type { Draft } from "./draft";
import { readMode } from "./resources";

const PROTOCOLS = ["tcp", "udp"] as const;
const RANGE = /^\d{1,5}(-\d{1,5})?$/;
const MOST_EXPANDED = 200;

/** `8080`, `"60010:80"`, `"60000-60002:80-82/udp"`, or the long form. */
export function readPorts(desk: Desk, node: Node, draft: Draft): void {
  desk.listener?.range(node.path, `host ports ${desk.policy.hostPorts.from} to ${desk.policy.hostPorts.to}, or any free one`);
  if (isNull(node)) return;
  const random = new Map<string, Spot>();
  for (const item of listOf(desk, node, "ports") ?? []) {
    const ports = (item.kind === "map" ? readLong(desk, item) : readShort(desk, item)) ?? [];
    // A long form is pointed at where it names the host port, which is what most is said about.
    const at = entryOf(item, "published")?.value ?? item;
    const alone = item.kind === "scalar" && ports.length === 1;
    for (const port of ports)
      if (isOpen(desk, port, item) && isFree(desk, draft, port, at, alone) && isNew(desk, random, port, at)) draft.ports.push({ port, at });
  }
}

function isOpen(desk: Desk, { protocol }: PortSpec, item: Node): boolean {
  const { protocols } = desk.policy;
  if (protocols.includes(protocol)) return true;
  refuse(desk, entryOf(item, "protocol")?.value ?? item, "ports", `Ports here are published for ${protocols.join(" and ")} only, not for ${protocol}.`);
  return false;
}

/** A host port of one's own choice twice is said where all services are seen. */
function isNew(desk: Desk, random: Map<string, Spot>, { published, target, protocol }: PortSpec, at: Spot): boolean {
  if (published !== null) return true;
  const key = `${target}/${protocol}`;
  const twin = random.get(key);
  if (!twin) {
    random.set(key, at);
    return true;
  }
  const message = `Port ${target} is already published in ${desk.report.lineOf(twin)}; once is enough.`;
  desk.report.warning({ rule: "lint.duplicate-port", at, short: "published twice", message });
  return false;
}

function isFree(desk: Desk, draft: Draft, { target, protocol, published }: PortSpec, at: Spot, alone: boolean): boolean {
  if (published === null) return true;
  const free = `"${target}${protocol === "tcp" ? "" : `/${protocol}`}"`;
  const other = `Write ${free} alone for any free one, or choose another.`;
  const no = (remark: Pick<Remark, "rule" | "short" | "message">): boolean => {
    desk.report.error({ ...remark, at, fix: alone ? { label: "Take any free port", from: at.from, to: at.to, insert: free } : null });
    return false;
  };
  const pool = portRangesInWords(desk.policy);
  const holder = desk.takenPorts.get(`${published}/${protocol}`);
  const fellow = desk.heldPorts.get(`${published}/${protocol}`);
  if (isGranted(desk, published)) noteGranted(desk, published, at);
  else if (!isHostPort(desk.policy, published)) {
    const message = `Host ports here are ${pool}; ${published} is not one of them. Write ${free} alone for any free one.`;
    return no({ rule: "policy.ports", short: `not ${pool}`, message });
  }
  if (holder !== undefined) return no({ rule: "port.taken", short: "port is taken", message: `Host port ${published} is taken by ${holder}. ${other}` });
  if (fellow === undefined || fellow === draft.spec.name || desk.alongside.some(({ spec }) => spec.name === fellow)) return true;
  const message = `Host port ${published} is held by ${fellow} of this stack, which keeps it for the way back until the upgrade is confirmed. ${other}`;
  return no({ rule: "port.taken", short: "port is held", message });
}

const isGranted = ({ policy, asker }: Desk, port: number): boolean =>
  !isHostPort(policy, port) && grantedPorts(policy, asker).some(({ from, to }) => port >= from && port <= to);

function noteGranted(desk: Desk, port: number, at: Spot): void {
  const message = `Host port ${port} lies outside of the pool, ${portRangesInWords(desk.policy)}; an administrator granted it to this project.`;
  desk.report.notice({ rule: "port.granted", at, short: "granted port", message });
}

function range(text: string): number[] | null {
  const [first = 0, last = first] = text.split("-").map(Number);
  if (first < 1 || last > 65535 || last < first || last - first >= MOST_EXPANDED) return null;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function readShort(desk: Desk, node: Node): PortSpec[] | undefined {
  const text = lineOf(desk, node, "ports");
  if (text === undefined) return undefined;
  const [ports = "", protocolName = "tcp", ...more] = text.split("/");
  const parts = ports.split(":");
  const target = parts.pop() ?? "";
  const host = parts.pop() ?? "";
  const addressed = parts.length > 0 || /^(\d+\.|\[|localhost)/.test(host);
  if (addressed)
    return refuse(
      desk,
      node,
      "ports",
      `Ports are published on all addresses of the host, and one of them cannot be chosen. Write "${/^[\d-]+$/.test(host) ? `${host}:` : ""}${target}", or remove it: services of this file reach each other without.`,
    );
  if (!RANGE.test(target) || (host !== "" && !RANGE.test(host)) || more.length > 0)
    return wrong(desk, node, "ports", 'A port is written "80" (any free host port), "60010:80" or "60010:80/udp".');
  const protocol = PROTOCOLS.find((known) => known === protocolName.toLowerCase());
  return protocol ? pair(desk, node, host, target, protocol) : refuse(desk, node, "ports", "Ports can be published for tcp and udp.");
}

function pair(desk: Desk, node: Node, host: string, target: string, protocol: Protocol): PortSpec[] | undefined {
  const odd = (text: string) => wrong(desk, node, "ports", whyOdd(text));
  const targets = range(target);
  if (!targets) return odd(target);
  if (host === "" || host === "0") return targets.map((port) => ({ target: port, protocol, published: null }));
  const published = range(host);
  if (!published) return odd(host);
  const [only = 0] = targets;
  if (targets.length === 1 && published.length > 1) return anyOf(desk, node, published, { target: only, protocol, published: null });
  if (published.length !== targets.length)
    return wrong(desk, node, "ports", 'A range needs as many host ports as container ports. For any free host port write "80" alone.');
  return targets.map((port, index) => ({ target: port, protocol, published: published[index] ?? null }));
}

/** `60000-60005:80` is one port of those, whichever is free; here it is one of the whole pool, so all of them must be in it. */
function anyOf(desk: Desk, at: Spot, choice: number[], port: PortSpec): PortSpec[] | undefined {
  const closed = choice.find((one) => !isHostPort(desk.policy, one) && !isGranted(desk, one));
  const pool = portRangesInWords(desk.policy);
  if (closed !== undefined)
    return refuse(desk, at, "ports", `Host ports here are ${pool}; ${closed} is not one of them. Write "${port.target}" alone for any free one.`);
  const message = `The host port is any free one of ${pool}, not only of these ${choice.length}.`;
  desk.report.notice({ rule: "port.any-of-pool", at, short: "any of the pool", message });
  return [port];
}

function whyOdd(text: string): string {
  const [first = 0, last = first] = text.split("-").map(Number);
  const count = last - first + 1;
  return first >= 1 && last <= 65535 && count > MOST_EXPANDED
    ? `${text} are ${count} ports; ${MOST_EXPANDED} in one range are the most. Publish fewer.`
    : `${text} is not a port: ports are 1 to 65535, and a range goes upwards.`;
}

function readLong(desk: Desk, node: Node): PortSpec[] | undefined {
  let target: number | undefined;
  let published: number | null | undefined = null;
  let protocol: Protocol | undefined = "tcp";
  let choice: { ports: number[]; at: Spot } | undefined;
  let complained = false;
  const single = (value: Node): number | undefined => {
    const text = textOf(desk, value, "ports");
    const ports = text !== undefined && /^\d{1,5}$/.test(text) ? range(text) : null;
    complained ||= ports === null;
    if (text !== undefined && !ports) wrong(desk, value, "ports", `${text} is not a port: a single number from 1 to 65535 is needed here.`);
    return ports?.[0];
  };
  eachField(
    desk,
    node,
    "ports",
    {
      target: (entry) => (target = single(entry.value)),
      published: (entry) => {
        const plain = isNull(entry.value) ? "" : readPlain(desk, entry.value);
        if (["", "0", 0].includes(plain)) return;
        const several = typeof plain === "string" && /^\d{1,5}-\d{1,5}$/.test(plain) ? range(plain) : null;
        if (several && several.length > 1) choice = { ports: several, at: entry.value };
        else published = single(entry.value);
      },
      protocol: (entry) => (protocol = wordOf(desk, entry.value, "ports.protocol", PROTOCOLS)),
      mode: (entry) => readMode(desk, entry, "ports.mode", "ingress", { host: "On one machine it means the same as no mode at all. Remove the line." }),
      name: (entry) => note(desk, entry),
      app_protocol: (entry) => note(desk, entry),
    },
    { host_ip: "Ports are published on all addresses of the host. Remove it." },
  );
  if (target === undefined && !complained) wrong(desk, node, "ports", "A port in this form needs `target`, the port inside the container.");
  if (target === undefined || published === undefined || protocol === undefined) return undefined;
  return choice ? anyOf(desk, choice.at, choice.ports, { target, protocol, published }) : [{ target, protocol, published }];
}

/** Words for people and meshes: read, and of no consequence here. */
function note(desk: Desk, entry: Entry): void {
  if (!isNull(entry.value)) lineOf(desk, entry.value, `ports.${entry.key}`);
}

const readPlain = (desk: Desk, node: Node): string | number => {
  const value = node.kind === "scalar" ? desk.resolve(node) : undefined;
  return typeof value === "string" || typeof value === "number" ? value : "-";
};

/** `expose` only tells people: inside the stack's network every port is open. */
export function readExpose(desk: Desk, node: Node): string[] {
  if (isNull(node)) return [];
  const ports = new Map<string, number>();
  for (const item of listOf(desk, node, "expose") ?? []) {
    const text = lineOf(desk, item, "expose");
    if (text === undefined) continue;
    const [numbers = "", protocol = "tcp"] = text.split("/");
    const open = /^\d{1,5}(-\d{1,5})?(\/(tcp|udp))?$/.test(text) ? range(numbers) : null;
    if (!open) wrong(desk, item, "expose", 'A port is written "8080" or "8080/udp" here.');
    for (const port of open ?? []) ports.set(`${port}/${protocol}`, port);
  }
  return [...ports].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).map(([port]) => port);
}
