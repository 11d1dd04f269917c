/** Subnets for stacks whose containers keep their addresses: /23 each, the lower half for the engine to give out, the upper one to be kept. */

/** Private, and none that engines take by themselves. */
export const ADDRESS_POOL = "10.231.0.0/16";

const SUBNET_BITS = 23;
const FIRST_KEPT = 256;
const LAST_KEPT = 510;

interface Block {
  from: number;
  to: number;
}

const toNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toText = (address: number): string => [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");

function blockOf(subnet: string): Block | null {
  const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(subnet);
  if (!match) return null;
  const size = 2 ** (32 - Number(match[2]));
  const from = Math.floor(toNumber(match[1] ?? "") / size) * size;
  return { from, to: from + size - 1 };
}

/** FNV-1a: the same stack asks for the same subnet first, also after its network was lost. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return value;
}

/** Subnets that overlap none of those taken, the one meant for `seed` first. */
export function freeSubnets(seed: string, taken: readonly string[], pool = ADDRESS_POOL): string[] {
  const whole = blockOf(pool);
  if (!whole) return [];
  const size = 2 ** (32 - SUBNET_BITS);
  const count = Math.floor((whole.to - whole.from + 1) / size);
  const blocks = taken.flatMap((subnet) => blockOf(subnet) ?? []);
  const start = hash(seed) % Math.max(1, count);
  return Array.from({ length: count }, (_, step) => whole.from + ((start + step) % count) * size)
    .filter((from) => !blocks.some((block) => block.from <= from + size - 1 && block.to >= from))
    .map((from) => `${toText(from)}/${SUBNET_BITS}`);
}

/** What the engine gives out by itself: no kept address is among it. */
export const givenOut = (subnet: string): string => `${subnet.replace(/\/.*$/, "")}/24`;

/** The kept address of a place in the subnet; null in a subnet that was not made for it. */
export function addressAt(subnet: string, place: number): string | null {
  const block = blockOf(subnet);
  if (!block || place < FIRST_KEPT || place > LAST_KEPT || block.to - block.from < LAST_KEPT) return null;
  return toText(block.from + place);
}

/** The lowest places that nobody of the stack has; fewer than asked for when the subnet is full. */
export function freePlaces(taken: Iterable<number>, count: number): number[] {
  const used = new Set(taken);
  const places: number[] = [];
  for (let place = FIRST_KEPT; place <= LAST_KEPT && places.length < count; place += 1) if (!used.has(place)) places.push(place);
  return places;
}
