import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { SetupToken } from "@/lib/core/passwords";

export const SETUP_TOKEN_MS = 15 * 60_000;

export interface IssuedSetupToken extends SetupToken {
  /** For the console, once; only its hash is kept. Grouped so that it can be typed. */
  readonly text: string;
  readonly expiresAt: number;
}

/** Lives in this process only: a restart makes, and prints, a new one. */
export function issueSetupToken(now: () => number): IssuedSetupToken {
  const text = (randomBytes(16).toString("hex").match(/.{8}/g) ?? []).join("-");
  const kept = digest(text);
  const expiresAt = now() + SETUP_TOKEN_MS;
  let used = false;
  return {
    text,
    expiresAt,
    redeem: (token) => {
      const right = timingSafeEqual(digest(token.trim().toLowerCase()), kept);
      if (!right || used || now() >= expiresAt) return false;
      used = true;
      return true;
    },
  };
}

/** For an installation that has its first administrator: nothing can be redeemed any more. */
export const NO_SETUP_TOKEN: SetupToken = { redeem: () => false };

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
