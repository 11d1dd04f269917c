/**
 * Which addresses nobody may send Spindle to by typing them: this machine, the networks behind it, and every way of writing these. Answers for
 * addresses, not for names: what a name means is asked once, and what came back is asked here (lib/outside).
 */

type Bytes = readonly number[];

/** IPv4 beginnings that are not of the public internet, as [address, bits]. */
const NOT_PUBLIC_4: readonly [Bytes, number][] = [
  [[0, 0, 0, 0], 8],
  [[10, 0, 0, 0], 8],
  [[100, 64, 0, 0], 10],
  [[127, 0, 0, 0], 8],
  [[169, 254, 0, 0], 16],
  [[172, 16, 0, 0], 12],
  [[192, 0, 0, 0], 24],
  [[192, 0, 2, 0], 24],
  [[192, 88, 99, 0], 24],
  [[192, 168, 0, 0], 16],
  [[198, 18, 0, 0], 15],
  [[198, 51, 100, 0], 24],
  [[203, 0, 113, 0], 24],
  [[224, 0, 0, 0], 3],
];

/** Inside of 2000::/3, which is all of IPv6 that is public: protocols (Teredo among them) and documentation. */
const NOT_PUBLIC_6: readonly [Bytes, number][] = [
  [[0x20, 0x01, 0x00], 23],
  [[0x20, 0x01, 0x0d, 0xb8], 32],
  [[0x3f, 0xff, 0x00], 20],
];

const NAT64: Bytes = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

/** What cannot be read as an address counts as private. */
export function isPrivateAddress(text: string): boolean {
  const bytes = addressBytes(text);
  if (bytes === null) return true;
  return bytes.length === 4 ? isPrivate4(bytes) : isPrivate6(bytes);
}

/** Whether an entry of a list covers a host: a name as it was typed, an address, or a network such as `10.1.0.0/16`. */
export function isListed(host: string, address: string, list: readonly string[]): boolean {
  const bytes = addressBytes(address);
  return list.some((entry) => {
    if (entry.toLowerCase() === host.toLowerCase()) return true;
    const [network = "", bits] = entry.split("/");
    const begin = addressBytes(network);
    if (begin === null || bytes === null || begin.length !== bytes.length) return false;
    const length = bits === undefined ? begin.length * 8 : Number(bits);
    return Number.isInteger(length) && length >= 0 && length <= begin.length * 8 && beginsWith(bytes, begin, length);
  });
}

const isPrivate4 = (bytes: Bytes): boolean => NOT_PUBLIC_4.some(([begin, bits]) => beginsWith(bytes, begin, bits));

function isPrivate6(bytes: Bytes): boolean {
  // Ways to write an IPv4 address in IPv6: the one meant is what counts.
  if (beginsWith(bytes, NAT64, 96)) return isPrivate4(bytes.slice(12));
  if (!beginsWith(bytes, [0x20], 3)) return true;
  if (beginsWith(bytes, [0x20, 0x02], 16)) return isPrivate4(bytes.slice(2, 6));
  const isatap = bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  if (isatap && isPrivate4(bytes.slice(12))) return true;
  return NOT_PUBLIC_6.some(([begin, bits]) => beginsWith(bytes, begin, bits));
}

function beginsWith(bytes: Bytes, begin: Bytes, bits: number): boolean {
  const whole = Math.floor(bits / 8);
  const rest = bits % 8;
  for (let at = 0; at < whole; at += 1) if (bytes[at] !== begin[at]) return false;
  return rest === 0 || (bytes[whole] ?? 0) >> (8 - rest) === (begin[whole] ?? 0) >> (8 - rest);
}

/** 4 or 16 bytes; null for anything but the plain spelling that a resolver answers with. */
export function addressBytes(text: string): Bytes | null {
  if (!text.includes(":")) return bytesOf4(text);
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [left, right] = halves.map(groupBytes);
  if (!left || right === null) return null;
  if (right === undefined) return left.length === 16 ? left : null;
  const missing = 16 - left.length - right.length;
  return missing >= 2 ? [...left, ...new Array<number>(missing).fill(0), ...right] : null;
}

function groupBytes(text: string): Bytes | null {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [at, group] of groups.entries()) {
    const tail = at === groups.length - 1 && group.includes(".") ? bytesOf4(group) : null;
    if (tail !== null) bytes.push(...tail);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
    else return null;
  }
  return bytes;
}

function bytesOf4(text: string): Bytes | null {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256) ? parts.map(Number) : null;
}
