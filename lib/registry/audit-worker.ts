import { parentPort, workerData } from "node:worker_threads";
import { verifyAudit } from "./verify-audit";

/** A thread that checks the audit log and ends. Built by itself as dist/audit-worker.mjs. */
const { file } = workerData as { file: string };
const verdict = await verifyAudit(file, { onProgress: (rows, of) => parentPort?.postMessage({ rows, of }) });
parentPort?.postMessage({ verdict });
