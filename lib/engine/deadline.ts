import { fail, SpindleError } from "@/lib/core/errors";
import { classifyEngineError, type EngineCallContext } from "./docker-errors";

/** Seconds an engine may take to answer. A stop or restart adds its grace. */
export const READ_SECONDS = 10;
export const CHANGE_SECONDS = 60;

export interface CallOptions extends EngineCallContext {
  /** Named in ENGINE_TIMEOUT: "start container". */
  name: string;
  /** Null where only the caller's signal ends it. */
  seconds: number | null;
  signal?: AbortSignal;
}

/** Runs one engine call under its deadline and turns whatever it throws into a SpindleError. */
export type EngineCall = <T>(options: CallOptions, run: (signal: AbortSignal) => Promise<T>) => Promise<T>;

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "EACCES",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_SOCKET",
]);

interface EngineAnswer {
  code?: unknown;
  statusCode?: unknown;
  message?: unknown;
  json?: { message?: unknown } | null;
}

/** HTTP status of an engine answer; null where the error is not an answer. */
export function statusOf(error: unknown): number | null {
  const status = (error as EngineAnswer | null)?.statusCode;
  return typeof status === "number" ? status : null;
}

/** The engine's own words, without what the client library puts around them. */
export function answerOf(error: unknown): string {
  const answer = error as EngineAnswer | null;
  if (typeof answer?.json?.message === "string") return answer.json.message;
  const text = typeof answer?.message === "string" ? answer.message : String(error);
  return text.replace(/^\(HTTP code \d+\) [^-]* - /, "").trim();
}

const isUnreachable = (error: unknown): boolean => {
  const code = (error as EngineAnswer | null)?.code;
  return statusOf(error) === null && typeof code === "string" && UNREACHABLE.has(code);
};

/** Errors of one endpoint, with the moment since which it has not answered. */
export function engineCaller(endpoint: string): EngineCall {
  let awaySince: number | null = null;

  const translate = (error: unknown, context: CallOptions): SpindleError => {
    if (error instanceof SpindleError) return error;
    // A connection that the caller cut says nothing about the engine.
    if (context.signal?.aborted) return fail("ENGINE_ERROR", { message: `Stopped before it ended: ${context.name}` }, error);
    if (isUnreachable(error)) {
      awaySince ??= Date.now();
      return fail("ENGINE_UNREACHABLE", { endpoint, since: awaySince }, error);
    }
    return new SpindleError(classifyEngineError(answerOf(error), statusOf(error), context), { cause: error });
  };

  return async (options, run) => {
    const deadline = new AbortController();
    const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, options.signal]);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      if (options.seconds === null) return;
      const seconds = options.seconds;
      timer = setTimeout(() => {
        reject(fail("ENGINE_TIMEOUT", { call: options.name, seconds }));
        deadline.abort();
      }, seconds * 1000);
    });
    try {
      const answer = await Promise.race([run(signal), late]);
      awaySince = null;
      return answer;
    } catch (error) {
      throw translate(error, options);
    } finally {
      clearTimeout(timer);
    }
  };
}
