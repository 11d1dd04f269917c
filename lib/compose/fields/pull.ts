import type { Desk } from "../desk";
import { type Entry, isNull } from "../node";
import { parseDuration } from "../units";
import { lineOf, refuse, wrong } from "../values";
import type { Draft } from "./draft";

const DAY = 86_400;
const AGES: Record<string, number> = { daily: DAY, weekly: 7 * DAY };
const MOST_SECONDS = 366 * DAY;
const CHOICES = "pull_policy can be missing, always, daily, weekly, every_12h, or refresh with pull_refresh_after.";

const secondsOf = (text: string): number | null => {
  const ms = parseDuration(text);
  return ms === null || ms < 1000 || ms > MOST_SECONDS * 1000 ? null : Math.round(ms / 1000);
};

/** When an image that is already on the host is asked for again. */
export function readPullPolicy(desk: Desk, draft: Draft, entry: Entry): void {
  if (isNull(entry.value)) return;
  const policy = lineOf(desk, entry.value, "pull_policy");
  if (policy === undefined || policy === "missing" || policy === "if_not_present") return;
  if (policy === "never" || policy === "build")
    return refuse(desk, entry.value, "pull_policy", `Your right to an image is checked at each deploy, and images are not built here. ${CHOICES}`, entry);
  if (policy === "always") draft.spec.pull = { policy };
  else if (policy === "refresh") draft.refresh = entry;
  else {
    const seconds = AGES[policy] ?? secondsOf(/^every_(.+)$/.exec(policy)?.[1] ?? "-");
    if (seconds === null) wrong(desk, entry.value, "pull_policy", CHOICES);
    else draft.spec.pull = { policy: "after", seconds };
  }
}

export function readPullAge(desk: Desk, draft: Draft, entry: Entry): void {
  const text = lineOf(desk, entry.value, "pull_refresh_after");
  if (text === undefined) return;
  const seconds = secondsOf(text);
  if (seconds === null) wrong(desk, entry.value, "pull_refresh_after", "pull_refresh_after takes a duration from 1s to a year, such as 12h.");
  else draft.refreshSeconds = seconds;
}

/** The two attributes belong together; each alone says nothing that could be done. */
export function settlePull(desk: Desk, draft: Draft): void {
  const { refresh, refreshSeconds } = draft;
  if (refresh && refreshSeconds !== undefined) draft.spec.pull = { policy: "after", seconds: refreshSeconds };
  else if (refresh) wrong(desk, refresh.value, "pull_policy", "refresh needs `pull_refresh_after` beside it, such as 12h.");
}
