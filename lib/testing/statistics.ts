import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Statistics } from "@/lib/core/statistics";
import { createStatistics, type StatisticsSettings } from "@/lib/statistics/statistics";
import type { AtEnd } from "./database";

/** For tests that are about something else. */
export const NO_STATISTICS: Statistics = {
  sampling: () => ({ on: true, everySeconds: 1, direct: true }),
  watch: () => () => undefined,
  recent: () => [],
  marks: () => 0,
  read: async () => [],
};

export function statisticsFolder(atEnd: AtEnd = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), "spindle-statistics-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Sampled only when a test says so, by `tick`; in a folder of its own. */
export function testStatistics(settings: Partial<StatisticsSettings> & Pick<StatisticsSettings, "places" | "environments" | "stacks" | "now">) {
  return createStatistics({ folder: statisticsFolder(), changed: () => () => undefined, log: (error) => console.warn(error), ...settings });
}
