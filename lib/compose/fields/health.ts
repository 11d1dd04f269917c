import { underKernelPath } from "@/lib/core/kernel-path";
import type { HealthcheckSpec } from "@/lib/core/spec";
import type { Desk } from "../desk";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { formatDuration } from "../units";
import { eachField, flagOf, millisOf, numberOf, textOf, wrong } from "../values";
import { readWords, refuseProgram } from "./command";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Health check in engine form; null when nothing is said, so that the image's own stands. */
export function readHealthcheck(desk: Desk, node: Node): HealthcheckSpec | null {
  if (isNull(node)) return null;
  const check: HealthcheckSpec = { test: null, intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null };
  let disabled = false;
  const often = desk.policy.limits.healthIntervalMs;
  const duration = (entry: Entry, least: number, most: number, range: string): number | null => {
    const ms = millisOf(desk, entry.value, `healthcheck.${entry.key}`, { least: 0, most, range });
    // To the engine 0 means "as the image says", which may be every millisecond.
    if (ms === undefined || (ms === 0 && least === 1)) return null;
    if (ms >= least) return Math.round(ms);
    desk.report.error({
      rule: `policy.healthcheck.${entry.key}`,
      at: entry.value,
      short: "not allowed",
      message: `${entry.key} can be ${range}; shorter would overload the engine.`,
    });
    return null;
  };
  eachField(desk, node, "healthcheck", {
    test: (entry) => (check.test = readTest(desk, entry.value) ?? null),
    disable: (entry) => (disabled = flagOf(desk, entry.value, "healthcheck.disable") ?? false),
    interval: (entry) => (check.intervalMs = duration(entry, often, DAY, `${formatDuration(often)} to 24h`)),
    timeout: (entry) => (check.timeoutMs = duration(entry, 1, HOUR, "1ms to 1h")),
    start_period: (entry) => (check.startPeriodMs = duration(entry, 1, DAY, "1ms to 24h")),
    retries: (entry) => (check.retries = numberOf(desk, entry.value, "healthcheck.retries", { least: 0, most: 100, whole: true }) || null),
    start_interval: (entry) => {
      const ms = duration(entry, often, HOUR, `${formatDuration(often)} to 1h`);
      if (ms !== null) unused(desk, entry, "healthcheck.start_interval", "The engine checks at `interval` from the start.");
    },
  });
  return disabled ? { test: ["NONE"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null } : check;
}

function readTest(desk: Desk, node: Node): string[] | null | undefined {
  if (isNull(node)) return null;
  if (node.kind !== "list") {
    const text = textOf(desk, node, "healthcheck.test");
    if (text?.trim() === "") return wrong(desk, node, "healthcheck.test", "The test is empty. Write a command whose exit code is 0 while all is well.");
    return text === undefined ? undefined : runnable(desk, node, ["CMD-SHELL", text]);
  }
  const words = readWords(desk, node, "healthcheck.test");
  if (words === undefined || words.length === 0) return words && null;
  const [kind] = words;
  if (kind === "NONE") return ["NONE"];
  if (kind === "CMD" && words.length > 1) return runnable(desk, node, words);
  if (kind === "CMD-SHELL" && words.length > 1) return runnable(desk, node, shellTest(desk, node, words));
  return wrong(
    desk,
    node,
    "healthcheck.test",
    'A test as a list starts with "CMD" and the words of the command, or is "CMD-SHELL" and one text. "NONE" switches the check off.',
  );
}

function runnable(desk: Desk, node: Node, test: string[]): string[] | undefined {
  const [kind, command = ""] = test;
  const program = kind === "CMD" ? command : (command.trim().split(/\s/)[0] ?? "");
  return underKernelPath(program) ? refuseProgram(desk, node, "healthcheck.test", program) : test;
}

/** The shell takes the first text as the whole command, and what follows as its arguments. */
function shellTest(desk: Desk, node: Node, words: string[]): string[] {
  const [, command = "", ...rest] = words;
  if (rest.length > 0) {
    const message = `Only \`${command}\` is run: after "CMD-SHELL" the whole command is one text, and ${rest.length === 1 ? "the word" : `the ${rest.length} words`} behind it ${rest.length === 1 ? "is" : "are"} lost. Write one text, or "CMD".`;
    desk.report.warning({ rule: "lint.health-words", at: node, short: "runs the first text only", message });
  }
  return ["CMD-SHELL", command];
}

/** Accepted so that files written for elsewhere work, and said to have no effect. */
export function unused(desk: Desk, at: Spot, field: string, why: string): void {
  desk.report.notice({ rule: "compose.unused", at, short: "no effect", message: `${field} has no effect here. ${why}` });
}
