import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { AuditVerifier } from "@/lib/core/audit";
import { NO_POST } from "@/lib/core/notice-addresses";
import { createRecordings, type RecordingSettings } from "@/lib/recordings/recordings";
import { newId } from "@/lib/registry/id";
import { verifyAudit } from "@/lib/registry/verify-audit";
import type { AtEnd } from "./database";
import { NO_STATISTICS } from "./statistics";

/** In a folder of its own, gone with the test. */
export function testRecordings(settings: Pick<RecordingSettings, "sealing" | "now" | "log"> & Partial<RecordingSettings>, atEnd: AtEnd = onTestFinished) {
  const folder = mkdtempSync(join(tmpdir(), "spindle-recordings-"));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, ...createRecordings({ folder, keepDays: 90, ...settings }) };
}

/** The same check without a thread. */
export const verifierOf = (file: string): AuditVerifier => ({
  verify: async function* () {
    yield { verdict: await verifyAudit(file) };
  },
});

/** What an op may ask of the audit log beside its registry. */
export const testDiary = (file: string, settings: Parameters<typeof testRecordings>[0]) => ({
  recordings: testRecordings(settings),
  auditVerifier: verifierOf(file),
  auditForward: { state: async () => null },
  statistics: NO_STATISTICS,
  post: NO_POST,
  newId,
});
