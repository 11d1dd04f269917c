import type { Strategy } from "@/lib/core/desired";
import type { Desk } from "../desk";
import { type Entry, isNull } from "../node";
import { eachField, millisOf, numberOf, wordOf } from "../values";
import type { Draft } from "./draft";
import { unused } from "./health";

const HOUR = 3_600_000;
const MOST_AT_ONCE = 10;

/** `deploy.update_config`: what the review of an upgrade offers first. */
export function readRollout(desk: Desk, draft: Draft, entry: Entry): void {
  if (!isNull(entry.value)) draft.rollout = readConfig(desk, entry, "deploy.update_config");
}

/** `deploy.rollback_config`: read alike, and then the person's choice. */
export function readRollback(desk: Desk, entry: Entry): void {
  if (!isNull(entry.value)) readConfig(desk, entry, "deploy.rollback_config");
  unused(desk, entry, "deploy.rollback_config", "Batch size, interval and order are chosen when the upgrade is started.");
}

function readConfig(desk: Desk, entry: Entry, at: "deploy.update_config" | "deploy.rollback_config"): Partial<Strategy> {
  const rollout: Partial<Strategy> = {};
  eachField(desk, entry.value, at, {
    parallelism: (field) => {
      const count = numberOf(desk, field.value, `${at}.parallelism`, { least: 0, most: 100_000, whole: true });
      // To Compose 0 means all at once.
      if (count !== undefined) rollout.batchSize = count === 0 ? MOST_AT_ONCE : Math.min(count, MOST_AT_ONCE);
    },
    delay: (field) => {
      const ms = millisOf(desk, field.value, `${at}.delay`, { least: 0, most: HOUR, range: "0 to 1h" });
      if (ms !== undefined) rollout.intervalSeconds = Math.round(ms) / 1000;
    },
    order: (field) => {
      const order = wordOf(desk, field.value, `${at}.order`, ["stop-first", "start-first"]);
      if (order) rollout.order = order;
    },
    failure_action: (field) => {
      const action = wordOf(desk, field.value, `${at}.failure_action`, ["pause", "rollback", "continue"]);
      if (action) rollout.onFailure = action === "rollback" ? "roll-back" : "pause";
      if (action === "continue") unused(desk, field, `${at}.failure_action`, "An upgrade that goes wrong pauses, so that you can look.");
    },
    max_failure_ratio: (field) => {
      numberOf(desk, field.value, `${at}.max_failure_ratio`, { least: 0, most: 1, whole: false });
      unused(desk, field, `${at}.max_failure_ratio`, "The first container that fails stops the upgrade.");
    },
    monitor: (field) => {
      millisOf(desk, field.value, `${at}.monitor`, { least: 0, most: 24 * HOUR, range: "0 to 24h" });
      unused(desk, field, `${at}.monitor`, "How long a batch may take to get healthy is chosen when the upgrade is reviewed.");
    },
  });
  return rollout;
}

/** One strategy serves a whole upgrade, so the most careful wish counts. */
export function strategyOffered(rollouts: (Partial<Strategy> | null)[]): Partial<Strategy> | null {
  const wishes = rollouts.filter((one) => one !== null);
  if (wishes.length === 0) return null;
  const numbers = (key: "batchSize" | "intervalSeconds") => wishes.flatMap((wish) => wish[key] ?? []);
  const batch = numbers("batchSize");
  const interval = numbers("intervalSeconds");
  const orders = wishes.flatMap((wish) => wish.order ?? []);
  const endings = wishes.flatMap((wish) => wish.onFailure ?? []);
  return {
    ...(batch.length > 0 && { batchSize: Math.min(...batch) }),
    ...(interval.length > 0 && { intervalSeconds: Math.max(...interval) }),
    ...(orders.length > 0 && { order: orders.every((order) => order === "start-first") ? "start-first" : "stop-first" }),
    ...(endings.length > 0 && { onFailure: endings.includes("roll-back") ? "roll-back" : "pause" }),
  };
}
