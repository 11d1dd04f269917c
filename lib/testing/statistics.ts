import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Statistics } from "@/lib/core/statistics";
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
