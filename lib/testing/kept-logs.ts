import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { answer } from "@/lib/logs/answer";
import type { Desk } from "@/lib/logs/desk";
import type { AnswerTo, Job } from "@/lib/logs/jobs";
import { createKeptLogs, type KeptLogsSettings, type OpenKeptLogs } from "@/lib/logs/kept-logs";
import type { AtEnd } from "./database";

/** Does the same without a thread. */
export const deskHere: Pick<Desk, "ask" | "stop"> = {
  ask: async <J extends Job>(job: J) => structuredClone(answer(structuredClone(job))) as AnswerTo<J>,
  stop: async () => undefined,
};

/** A folder of its own, gone with the test. */
export function logFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "spindle-logs-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that keeps nothing until it is started. */
export function testKeptLogs(
  settings: Pick<KeptLogsSettings, "world" | "places" | "now" | "log"> & Partial<KeptLogsSettings>,
  atEnd: AtEnd = onTestFinished,
): OpenKeptLogs {
  const keptLogs = createKeptLogs({ folder: logFolder(atEnd), desk: deskHere, ...settings });
  atEnd(() => keptLogs.stop());
  return keptLogs;
}
