import "server-only";
import { fail } from "@/lib/core/errors";
import type { Started } from "@/lib/ops/change-stack";

/** What the API remembers while the server runs. Next keeps handlers in graphs of their own, so it hangs on globalThis like the runtime. */
interface ApiState {
  /** By token: since when this minute counts, and how many came in it. */
  minutes: Map<string, { since: number; count: number }>;
  /** By token: requests that stay open. */
  open: Map<string, number>;
  /** Requests with an Idempotency-Key that are being carried out. */
  underWay: Map<string, { request: string; started: Promise<Started> }>;
}

const KEY = Symbol.for("spindle.api");
const shared = globalThis as typeof globalThis & { [KEY]?: ApiState };
export const apiState = (): ApiState => {
  shared[KEY] ??= { minutes: new Map(), open: new Map(), underWay: new Map() };
  return shared[KEY];
};

const MINUTE_MS = 60_000;
export const REQUESTS_A_MINUTE = 300;
/** Waits, logs that are followed and commands of one token at once. */
export const MOST_OPEN = 20;

/** Counts a request of a token. Returns what every answer says about it; throws RATE_LIMITED with the same in `headers`. */
export function countRequest(tokenId: string, at: number): { headers: Record<string, string>; over: ReturnType<typeof fail> | null } {
  const { minutes } = apiState();
  const known = minutes.get(tokenId);
  const minute = known && at - known.since < MINUTE_MS && at >= known.since ? known : { since: at, count: 0 };
  for (const [id, { since }] of minutes) if (at - since >= MINUTE_MS) minutes.delete(id);
  minute.count += 1;
  minutes.set(tokenId, minute);
  const reset = Math.ceil((minute.since + MINUTE_MS - at) / 1000);
  const headers = {
    "ratelimit-limit": String(REQUESTS_A_MINUTE),
    "ratelimit-remaining": String(Math.max(0, REQUESTS_A_MINUTE - minute.count)),
    "ratelimit-reset": String(reset),
  };
  return { headers, over: minute.count > REQUESTS_A_MINUTE ? fail("RATE_LIMITED", { retryAfterSeconds: reset }) : null };
}

/** A place among what a token may hold open; throws RATE_LIMITED when there is none. Returns the way to leave it. */
export function holdOpen(tokenId: string): () => void {
  const { open } = apiState();
  const count = open.get(tokenId) ?? 0;
  if (count >= MOST_OPEN) throw fail("RATE_LIMITED", { retryAfterSeconds: 10 });
  open.set(tokenId, count + 1);
  let left = false;
  return () => {
    if (left) return;
    left = true;
    const now = (open.get(tokenId) ?? 1) - 1;
    if (now <= 0) open.delete(tokenId);
    else open.set(tokenId, now);
  };
}
