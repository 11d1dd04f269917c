import { randomBytes } from "node:crypto";

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** 128 random bits as 26 letters and digits of base32, lower case: short enough for engine names, too many to guess. */
export function newId(): string {
  const bits = BigInt(`0x${randomBytes(16).toString("hex")}`);
  return Array.from({ length: 26 }, (_, index) => ALPHABET[Number((bits >> BigInt(index * 5)) & 31n)]).join("");
}
