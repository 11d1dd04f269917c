import { createHash } from "node:crypto";
import { fail } from "@/lib/core/errors";
import type { AccountStore } from "@/lib/registry/types";
import { isForgotten, secondsToWait } from "./delay";
import { inTurn } from "./in-turn";

/**
 * Every way of guessing at somebody's password or code passes here. `prove` answers null for a wrong guess; TOO_MANY_ATTEMPTS comes before anything
 * is looked at, while this account waits for this address. Who proves the guess right clears the failures, in the same transaction as what follows.
 */
export function guess<T>({ accounts, key, now }: { accounts: AccountStore; key: string; now: number }, prove: () => Promise<T | null>): Promise<T> {
  // One at a time for each key: a thousand guesses sent at once are counted like a thousand in a row.
  return inTurn(key, async () => {
    const failures = await accounts.failures(key);
    const retryAfterSeconds = secondsToWait(failures, now);
    if (retryAfterSeconds > 0) throw fail("TOO_MANY_ATTEMPTS", { retryAfterSeconds });
    if (failures && isForgotten(failures, now)) await accounts.clearFailures(key);
    const proven = await prove();
    if (proven !== null) return proven;
    await accounts.recordFailure(key, now);
    throw fail("SIGN_IN_FAILED", {});
  });
}

/** The same for work that says itself, by an error, that something given to it was guessed wrong. */
export async function countGuesses<T>(
  about: { accounts: AccountStore; key: string; now: number },
  isWrong: (error: unknown) => boolean,
  work: () => Promise<T>,
) {
  let wrong: unknown = null;
  try {
    const [value] = await guess(about, () =>
      work().then(
        (done): [T] => [done],
        (error: unknown) => {
          if (!isWrong(error)) throw error;
          wrong = error;
          return null;
        },
      ),
    );
    return value;
  } catch (error) {
    throw wrong ?? error;
  }
}

/** A hash, so that a password typed into the name field is not kept. */
export const guessKey = (username: string, address: string): string => createHash("sha256").update(`${username.toLowerCase()}\n${address}`).digest("hex");
