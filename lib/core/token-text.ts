/**
 * `spindle_<id>_<43 signs of chance><6 signs of checksum>`: a scanner of secrets finds it by its beginning and knows by the checksum that it is one;
 * nothing needs to be looked up for a text that was only mistyped.
 */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const CHANCE = 43;
const CHECK = 6;
const SHAPE = new RegExp(`^spindle_([a-z2-7]{26})_([0-9A-Za-z]{${CHANCE}})([0-9A-Za-z]{${CHECK}})$`);

/** Bytes of chance behind each token. */
export const TOKEN_BYTES = 32;

export function tokenText(id: string, chance: Uint8Array): string {
  const value = chance.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const text = `spindle_${id}_${inDigits(value, CHANCE)}`;
  return text + checksum(text);
}

/** The id that a text names; null for what is no token at all. */
export function tokenIdIn(text: string): string | null {
  const [, id, , check] = SHAPE.exec(text) ?? [];
  return id !== undefined && check === checksum(text.slice(0, -CHECK)) ? id : null;
}

/** Where a token, or what is left of one, stands somewhere it must not be. */
export const holdsToken = (text: string): boolean => /spindle_[a-z2-7]{26}_/.test(text);

const checksum = (text: string): string => inDigits(BigInt(crc32(text)), CHECK);

function inDigits(value: bigint, length: number): string {
  let rest = value;
  let text = "";
  for (let at = 0; at < length; at += 1) {
    text = DIGITS[Number(rest % 62n)] + text;
    rest /= 62n;
  }
  return text;
}

/** The usual one, of gzip and PNG. */
function crc32(text: string): number {
  let crc = -1;
  for (const sign of text) {
    crc ^= sign.charCodeAt(0);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xed_b8_83_20 & -(crc & 1));
  }
  return ~crc >>> 0;
}
