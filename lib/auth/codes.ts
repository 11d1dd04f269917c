import { createHash, randomBytes } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import type { OneTimeCodes } from "@/lib/core/sign-in";

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
// Without letters and digits that look alike; 32 of them, so that each is five bits.
const ALPHABET = "abcdefghjkmnpqrstuvwxyz023456789";

const authenticator = (secret: string, label?: string) =>
  new TOTP({ issuer: "Spindle", label: label ?? "account", secret: Secret.fromBase32(secret), period: PERIOD_SECONDS, digits: 6, algorithm: "SHA1" });

export const oneTimeCodes: OneTimeCodes = {
  newSecret: () => new Secret({ size: SECRET_BYTES }).base32,
  address: (secret, username) => authenticator(secret, username).toString(),
  stepOf: (secret, code, at) => {
    const digits = code.replace(/\s/g, "");
    if (!/^\d{6}$/.test(digits)) return null;
    const off = authenticator(secret).validate({ token: digits, timestamp: at, window: 1 });
    return off === null ? null : Math.floor(at / 1_000 / PERIOD_SECONDS) + off;
  },
  newRecoveryCodes: () => Array.from({ length: RECOVERY_CODES }, () => grouped(16)),
  hashRecoveryCode: (code) => createHash("sha256").update(code.toLowerCase().replace(/[\s-]/g, "")).digest("hex"),
  newOneTimePassword: () => grouped(16),
};

/** Eighty random bits that can be read out: `k3x9-m2p7-...`. */
function grouped(length: number): string {
  const letters = [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  return (letters.match(/.{4}/g) ?? []).join("-");
}
