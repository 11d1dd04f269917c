import { createHash, timingSafeEqual } from "node:crypto";
import type { Actor } from "@/lib/core/access";
import type { TokenMark } from "@/lib/core/api-tokens";
import { fail } from "@/lib/core/errors";
import { tokenIdIn } from "@/lib/core/token-text";
import type { AccountStore } from "@/lib/registry/types";

export interface TokenDeps {
  accounts: Pick<AccountStore, "apiToken" | "touchApiToken">;
  now: () => number;
}

export interface Admitted {
  actor: Actor;
  token: TokenMark;
  expiresAt: number;
}

type ApiTokenRow = NonNullable<Awaited<ReturnType<AccountStore["apiToken"]>>>;

/** When and from where a token was used is written at most this often, and whenever the address changes. */
const TOUCH_MS = 60_000;

/** The tokens of somebody of a directory rest when they did not sign in for so long: it may not know them any more. */
const VOUCHED_FOR_MS = 30 * 24 * 3_600_000;

const rests = ({ vouchedAt }: ApiTokenRow, at: number): boolean => vouchedAt !== null && at - vouchedAt > VOUCHED_FOR_MS;

/** The hash of a text nobody has: who names an unknown id waits as long as who guesses. */
const NOBODY = "0".repeat(64);

/** The one place where a token becomes an actor. Reads its row each time, so that a revoked one ends at once; throws TOKEN_UNKNOWN or TOKEN_EXPIRED. */
export async function actorByToken(authorization: string | null, address: string, { accounts, now }: TokenDeps): Promise<Admitted> {
  const text = /^Bearer ([\w]+)$/i.exec(authorization ?? "")?.[1] ?? "";
  const id = tokenIdIn(text);
  const row = id === null ? null : await accounts.apiToken(id);
  if (!sameHash(text, row?.hash ?? NOBODY) || !row) throw fail("TOKEN_UNKNOWN", {});
  const at = now();
  if (row.expiresAt <= at) throw fail("TOKEN_EXPIRED", { name: row.name });
  if (rests(row, at)) throw fail("TOKEN_UNKNOWN", {});
  if (row.lastUsedAt === null || at - row.lastUsedAt >= TOUCH_MS || row.lastUsedAddress !== address) await accounts.touchApiToken(row.id, address, at);
  return admitted(row);
}

/** Whether an actor's token still stands, as it was when they came; null when it does not. */
export async function actorStill({ token }: Actor, { accounts, now }: TokenDeps): Promise<Actor | null> {
  const row = token ? await accounts.apiToken(token.id) : null;
  return !row || row.expiresAt <= now() || rests(row, now()) ? null : admitted(row).actor;
}

function admitted({ id, userId, username, role, name, scopes, only, expiresAt }: ApiTokenRow): Admitted {
  const token: TokenMark = { id, name, scopes, only };
  return { actor: { userId, username, role, sessionId: "", token }, token, expiresAt };
}

function sameHash(text: string, hash: string): boolean {
  const given = createHash("sha256").update(text).digest();
  return timingSafeEqual(given, Buffer.from(hash, "hex"));
}
