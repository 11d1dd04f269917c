import { parentPort } from "node:worker_threads";
import { type ParseOptions, parseCompose } from "@/lib/compose/parse-compose";

/** A thread that reads compose texts, one after the other, and knows nothing else. Built by itself as dist/compose-worker.mjs. */
parentPort?.on("message", ({ text, options }: { text: string; options: ParseOptions }) => parentPort?.postMessage(parseCompose(text, options)));
parentPort?.postMessage("ready");
