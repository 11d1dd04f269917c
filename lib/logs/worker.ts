import { parentPort } from "node:worker_threads";
import { answer } from "./answer";
import type { Job } from "./jobs";

/** Kept lines are read and searched here, beside the event loop: what somebody typed as an expression runs nowhere else. */
parentPort?.on("message", (job: Job) => {
  try {
    parentPort?.postMessage({ answer: answer(job) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? error.message : String(error) });
  }
});
parentPort?.postMessage("ready");
