import type { Problem } from "@/lib/core/errors";
import type { Attempt } from "@/lib/core/plan";

const FIRST_MS = 10_000;
const LONGEST_MS = 300_000;
const ENGINE_RETRY_MS = 1_000;
/** After this long without trouble the past is forgotten. */
const FORGET_MS = 600_000;

/** 10 s, doubling to 5 minutes; an engine that is away is asked again after a second, for it says itself when it is back. */
export function nextAttempt(previous: Attempt | undefined, problem: Problem | null, now: number): Attempt {
  const failures = previous && now - previous.at < FORGET_MS ? previous.failures + 1 : 1;
  const away = problem?.code === "ENGINE_UNREACHABLE" || problem?.code === "ENGINE_TIMEOUT";
  const wait = away ? ENGINE_RETRY_MS : Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return { failures, retryAt: now + wait, problem, at: now };
}
