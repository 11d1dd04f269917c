import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { type EngineCall, READ_SECONDS } from "./deadline";
import { FrameLines, RawLines } from "./log-frames";
import type { LogOptions, LogSource } from "./port";

/** `since` of the engine: just after the given moment, because the engine counts from it. */
export const engineSince = (since: string | null): string | undefined => (since === null ? undefined : engineMoment(since, 1n));

/** Seconds and nanoseconds, some of them later. */
function engineMoment(moment: string, later = 0n): string {
  const fraction = /\.(\d{1,9})/.exec(moment)?.[1] ?? "";
  const seconds = BigInt(Math.floor(Date.parse(moment.replace(/\.\d+/, "")) / 1000));
  const nanos = seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")) + later;
  return `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, "0")}`;
}

/** Opens the log of a container; `tty` logs have no frames. The answer is streamed even when it is not followed. */
export async function openLogs(docker: Docker, call: EngineCall, containerId: string, tty: boolean, options: LogOptions): Promise<LogSource> {
  const query = {
    stdout: true,
    stderr: true,
    timestamps: true,
    follow: options.follow,
    tail: String(options.tail),
    ...(options.since === null ? {} : { since: engineSince(options.since) }),
    ...(options.until == null ? {} : { until: engineMoment(options.until) }),
  };
  const stream = await call({ name: "read logs", seconds: READ_SECONDS, signal: options.signal }, (abortSignal) =>
    dialStream(docker, containerId, query, abortSignal),
  );
  stream.on("error", () => undefined);
  options.signal.addEventListener("abort", () => stream.destroy(), { once: true });
  return readLines(stream, tty, options.signal);
}

/** The library's own `logs` keeps the whole answer in memory unless it follows, so the request is made one level below. */
function dialStream(docker: Docker, containerId: string, query: Record<string, unknown>, abortSignal: AbortSignal): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const request = {
      path: `/containers/${containerId}/logs?`,
      method: "GET",
      isStream: true,
      abortSignal,
      statusCodes: { 200: true, 404: "no such container", 500: "server error" },
      options: query,
    };
    docker.modem.dial(request, (error: unknown, stream: unknown) => (error ? reject(error) : resolve(stream as Readable)));
  });
}

async function* readLines(stream: Readable, tty: boolean, signal: AbortSignal): LogSource {
  const lines = tty ? new RawLines() : new FrameLines();
  try {
    for await (const chunk of stream) yield* lines.take(chunk as Buffer);
    yield* lines.finish();
  } catch (error) {
    // A reader that left and an engine that closed both end the log; the caller resumes with `since`.
    if (!signal.aborted && (error as NodeJS.ErrnoException).code !== "ECONNRESET") throw error;
  } finally {
    stream.destroy();
  }
}
