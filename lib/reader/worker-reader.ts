import { Worker } from "node:worker_threads";
import type { ParsedCompose } from "@/lib/compose/parse-compose";
import { type ComposeWork, tooMuchWork } from "@/lib/compose/reader";
import type { WithoutServices } from "@/lib/compose/remove-service";
import type { Task } from "./task";

export interface WorkerReader extends ComposeWork {
  stop(): Promise<void>;
}

interface Settings {
  /** The built worker. */
  worker: URL;
  seconds?: number;
  megabytes?: number;
  /** Threads side by side: one slow text does not keep everybody else waiting. */
  most?: number;
  /** A thread that had nothing to read for so long ends: it holds some 30 MB. */
  idleSeconds?: number;
}

interface Job {
  task: Task;
  done(answer: unknown): void;
  /** The answer about a text that was too much. */
  tooMuch(): void;
  failed(error: unknown): void;
}

/** A text may be made to cost time and memory, so it is read in a thread that can be ended. Threads are made when needed and kept for a while. */
export function createWorkerReader({ worker, seconds = 1, megabytes = 256, most = 2, idleSeconds = 60 }: Settings): WorkerReader {
  const queue: Job[] = [];
  const threads = new Set<Thread>();
  const limits = { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 };
  const start = () => new Worker(worker, { resourceLimits: limits, env: {}, stdin: false });

  const next = (): void => {
    while (queue.length > 0) {
      const free = [...threads].find((thread) => !thread.busy) ?? (threads.size < most ? open() : undefined);
      const job = free && queue.shift();
      if (!free || !job) return;
      free.run(job);
    }
  };
  const open = (): Thread => {
    const thread = new Thread(start(), seconds, () => {
      threads.delete(thread);
      next();
    });
    let idle: NodeJS.Timeout | undefined;
    thread.onFree = () => {
      clearTimeout(idle);
      idle = setTimeout(() => {
        if (!thread.busy) void retire(thread);
      }, idleSeconds * 1000).unref();
      next();
    };
    threads.add(thread);
    return thread;
  };

  const retire = (thread: Thread): Promise<void> => {
    threads.delete(thread);
    return thread.end();
  };

  /** A thread answers a task with what that kind of task gives. */
  const ask = <Answer>(task: Task, tooMuch: () => Answer): Promise<Answer> =>
    new Promise((resolve, failed) => {
      queue.push({ task, done: (answer) => resolve(answer as Answer), tooMuch: () => resolve(tooMuch()), failed });
      next();
    });

  return {
    readCompose: (text, options) => ask<ParsedCompose>({ kind: "read", text, options }, () => tooMuchWork(text, seconds)),
    maskCompose: (text) => ask<string>({ kind: "mask", text }, () => ""),
    withoutServices: (text, names) => ask<WithoutServices>({ kind: "without-services", text, names }, () => ({ text, extenders: [] })),
    stop: async () => {
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

/** A busy machine is not the author's fault either: so many times the limit may go by while this process did not get to run for it. */
const PATIENCE = 5;

/** One worker thread with at most one text at a time. It is given up for good as soon as a text is too much for it. */
class Thread {
  busy = false;
  onFree: () => void = () => undefined;
  #job: Job | null = null;
  #timer: NodeJS.Timeout | null = null;
  readonly #ready: Promise<void>;

  constructor(
    readonly worker: Worker,
    readonly seconds: number,
    readonly onGone: () => void,
  ) {
    worker.unref();
    this.#ready = new Promise((resolve) => worker.once("message", () => resolve()));
    worker.on("error", (error) => this.#giveUp(error));
    worker.on("exit", () => this.#giveUp(new Error("the thread that reads compose files has ended")));
  }

  /** The time runs from when the thread can begin: its own start is not the author's fault. */
  run(job: Job): void {
    this.busy = true;
    this.#job = job;
    void this.#ready.then(() => {
      if (this.#job !== job) return;
      this.#giveUpAfter(this.seconds * 1000, { cpu: process.cpuUsage(), until: performance.now() + PATIENCE * this.seconds * 1000 });
      this.worker.once("message", (answer: unknown) => this.#finish(answer));
      this.worker.postMessage(job.task);
    });
  }

  #giveUpAfter(ms: number, begun: { cpu: NodeJS.CpuUsage; until: number }): void {
    this.#timer = setTimeout(() => {
      const { user, system } = process.cpuUsage(begun.cpu);
      const left = Math.min(this.seconds * 1000 - (user + system) / 1000, begun.until - performance.now());
      if (left <= 0) this.#giveUp(null);
      else this.#giveUpAfter(Math.max(left, 10), begun);
    }, ms);
  }

  async end(): Promise<void> {
    this.worker.removeAllListeners();
    this.worker.on("error", () => undefined);
    await this.worker.terminate();
  }

  #finish(answer: unknown): void {
    const job = this.#job;
    if (this.#timer) clearTimeout(this.#timer);
    this.#job = null;
    this.busy = false;
    job?.done(answer);
    this.onFree();
  }

  /** `error` is null when time ran out. Out of memory is the text's doing, everything else is ours. */
  #giveUp(error: unknown): void {
    const job = this.#job;
    if (this.#timer) clearTimeout(this.#timer);
    this.#job = null;
    this.busy = true;
    void this.end();
    const isTextsDoing = error === null || (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
    if (isTextsDoing) job?.tooMuch();
    else job?.failed(error);
    this.onGone();
  }
}
