import { Worker } from "node:worker_threads";
import type { AuditCheck, AuditVerifier } from "@/lib/core/audit";

/** Checks the log in a thread of its own, one at a time. */
export function createAuditVerifier({ worker, file }: { worker: URL; file: string }): AuditVerifier & { stop(): Promise<void> } {
  let last: Promise<unknown> = Promise.resolve();
  let thread: Worker | null = null;

  async function* run(): AsyncGenerator<AuditCheck> {
    const told: AuditCheck[] = [];
    let wake = () => {};
    let failed: unknown = null;
    thread = new Worker(worker, { workerData: { file }, env: {}, resourceLimits: { maxOldGenerationSizeMb: 256 } });
    thread.on("message", (said: AuditCheck) => {
      told.push(said);
      wake();
    });
    thread.on("error", (error) => {
      failed = error;
      wake();
    });
    const over = new Promise<void>((resolve) => thread?.once("exit", () => resolve())).then(() => {
      failed ??= new Error("the check of the audit log ended early");
      wake();
    });
    try {
      for (;;) {
        const said = told.shift();
        if (said) yield said;
        if (said && "verdict" in said) return;
        if (told.length > 0) continue;
        if (failed) throw failed;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      await thread?.terminate();
      await over;
      thread = null;
    }
  }

  return {
    verify: async function* () {
      const before = last;
      let done = () => {};
      last = new Promise<void>((resolve) => {
        done = resolve;
      });
      await before;
      try {
        yield* run();
      } finally {
        done();
      }
    },
    stop: async () => void (await thread?.terminate()),
  };
}
