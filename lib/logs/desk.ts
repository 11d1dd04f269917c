import { Worker } from "node:worker_threads";
import { fail } from "@/lib/core/errors";
import type { AnswerTo, Job } from "./jobs";

export interface DeskSettings {
  /** The built worker. */
  worker: URL;
  /** A job that takes longer is an expression that never ends: its thread is ended instead. */
  seconds?: number;
  /** Threads side by side; one of them is never for what may take long. */
  most?: number;
  idleSeconds?: number;
}

interface Waiting {
  job: Job;
  person: string;
  slow: boolean;
  done(answer: AnswerTo<Job>): void;
  failed(error: unknown): void;
}

/** Hands jobs to threads: what is quick before what is slow, and one job of a person at a time. */
export class Desk {
  #waiting: Waiting[] = [];
  readonly #threads = new Set<Thread>();
  /** Who was served last stands last among those who wait. */
  readonly #served = new Map<string, number>();
  #turn = 0;
  readonly #settings: Required<DeskSettings>;

  constructor(settings: DeskSettings) {
    this.#settings = { seconds: 4, most: 2, idleSeconds: 60, ...settings };
  }

  ask<J extends Job>(job: J, person: string): Promise<AnswerTo<J>> {
    return new Promise((done, failed) => {
      this.#waiting.push({ job, person, slow: isSlow(job), done: (answer) => done(answer as AnswerTo<J>), failed });
      this.#next();
    });
  }

  async stop(): Promise<void> {
    for (const { failed } of this.#waiting.splice(0)) failed(new Error("the server stops"));
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #next(): void {
    for (let next = this.#pick(); next !== undefined; next = this.#pick()) {
      const thread = [...this.#threads].find((each) => each.working === null) ?? this.#open();
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#turn += 1;
      this.#served.set(next.person, this.#turn);
      for (const [person] of this.#served) if (this.#served.size > 1_000) this.#served.delete(person);
      thread.run(next);
    }
  }

  #pick(): Waiting | undefined {
    const working = [...this.#threads].flatMap((thread) => thread.working ?? []);
    const free = this.#settings.most - working.length;
    if (free <= 0) return undefined;
    const slowFree = this.#settings.most - 1 - working.filter(({ slow }) => slow).length;
    const may = this.#waiting.filter(({ person, slow }) => (!slow || slowFree > 0) && !working.some((other) => other.person === person && other.slow === slow));
    const last = (person: string) => this.#served.get(person) ?? 0;
    return may.sort((one, other) => Number(one.slow) - Number(other.slow) || last(one.person) - last(other.person))[0];
  }

  #open(): Thread {
    const { worker, seconds, idleSeconds } = this.#settings;
    const thread: Thread = new Thread(worker, seconds, idleSeconds, (gone) => {
      if (gone) this.#threads.delete(thread);
      this.#next();
    });
    this.#threads.add(thread);
    return thread;
  }
}

/** An expression may take its author's time, and searches follow one another. */
const isSlow = (job: Job): boolean => job.type === "search" || job.type === "text" || job.type === "lines" || job.type === "back" || job.test.text !== null;

class Thread {
  working: Waiting | null = null;
  readonly #worker: Worker;
  readonly #ready: Promise<void>;
  #timer: NodeJS.Timeout | undefined;
  #gone = false;

  constructor(
    worker: URL,
    private readonly seconds: number,
    private readonly idleSeconds: number,
    private readonly free: (gone: boolean) => void,
  ) {
    this.#worker = new Worker(worker, { resourceLimits: { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 16 }, env: {}, stdin: false });
    this.#worker.unref();
    this.#ready = new Promise((resolve) => this.#worker.once("message", () => resolve()));
    this.#worker.on("error", (error) => void this.#giveUp(error));
    this.#worker.on("exit", () => void this.#giveUp(new Error("the thread that reads kept logs has ended")));
  }

  run(job: Waiting): void {
    this.working = job;
    clearTimeout(this.#timer);
    void this.#ready.then(() => {
      if (this.working !== job) return;
      this.#timer = setTimeout(() => void this.#giveUp(fail("SEARCH_TOO_SLOW", { seconds: this.seconds })), this.seconds * 1000);
      this.#worker.once("message", (said: { answer: AnswerTo<Job> } | { error: string }) => this.#finish(said));
      this.#worker.postMessage(job.job);
    });
  }

  async end(): Promise<void> {
    this.#gone = true;
    clearTimeout(this.#timer);
    this.#worker.removeAllListeners();
    this.#worker.on("error", () => undefined);
    await this.#worker.terminate();
  }

  #finish(said: { answer: AnswerTo<Job> } | { error: string }): void {
    const job = this.working;
    clearTimeout(this.#timer);
    this.working = null;
    if ("error" in said) job?.failed(new Error(said.error));
    else job?.done(said.answer);
    this.#timer = setTimeout(() => void this.#giveUp(null), this.idleSeconds * 1000).unref();
    this.free(false);
  }

  async #giveUp(error: unknown): Promise<void> {
    if (this.#gone) return;
    const job = this.working;
    this.working = null;
    const ended = this.end();
    this.free(true);
    await ended;
    job?.failed(error);
  }
}
