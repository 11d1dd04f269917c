import { parentPort } from "node:worker_threads";
import { carryOut, type Task } from "./task";

/** A thread that works on compose texts, one after the other, and knows nothing else. Built by itself as dist/compose-worker.mjs. */
parentPort?.on("message", (task: Task) => parentPort?.postMessage(carryOut(task)));
parentPort?.postMessage("ready");
